package capstan.mnist.text;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS;
import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import capstan.core.Shape;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What programs get and send: a record on one line, its components in their order under their
 * names; one that is null is left out.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .defaultPropertyInclusion(JsonInclude.Value.construct(NON_NULL, ALWAYS))
          .addModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance))
          .addMixIn(Shape.class, Extents.class)
          .build();

  private static final JsonMapper WITH_NULLS =
      MAPPER
          .rebuild()
          .defaultPropertyInclusion(JsonInclude.Value.construct(ALWAYS, ALWAYS))
          .build();

  private static final ObjectReader READER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .reader();

  private Json() {}

  private record Written(@JsonUnwrapped Object found, List<Path> files) {}

  /** A shape is the list of its extents. */
  private interface Extents {
    @JsonValue
    int[] extents();
  }

  /**
   * A record, or a list of records.
   *
   * @throws IllegalArgumentException if a component is of a type that JSON has nothing for
   */
  public static String of(Object found) {
    try {
      return MAPPER.writeValueAsString(found);
    } catch (JsonProcessingException unsuitable) {
      throw new IllegalArgumentException(found.getClass() + " is not for JSON", unsuitable);
    }
  }

  /**
   * A record from JSON that somebody sent. What the record has no component for is passed over.
   *
   * @throws IOException if it is none; the message is one line
   */
  public static <T> T read(byte[] json, Class<T> type) throws IOException {
    try {
      T read = READER.forType(type).readValue(json);
      if (read == null) {
        throw new IOException("found null, expected an object");
      }
      return read;
    } catch (JsonProcessingException malformed) {
      JsonLocation where = malformed.getLocation();
      String place =
          where == null
              ? ""
              : " (line %d, column %d)".formatted(where.getLineNr(), where.getColumnNr());
      throw new IOException(reason(malformed) + place, malformed);
    }
  }

  /** What is wrong, without the names of our classes. */
  private static String reason(JsonProcessingException malformed) {
    if (malformed instanceof MismatchedInputException mismatched) {
      String path =
          mismatched.getPath().stream()
              .map(
                  each ->
                      each.getFieldName() == null
                          ? "[" + each.getIndex() + "]"
                          : "." + each.getFieldName())
              .collect(Collectors.joining());
      return (path.isEmpty() ? "the whole" : path.replaceFirst("^\\.", ""))
          + ": another kind of value than is expected";
    }
    // Where a bracket was opened that is not closed, in words for programmers.
    return malformed
        .getOriginalMessage()
        .lines()
        .findFirst()
        .orElse("nothing")
        .replaceAll(" \\(start marker.*", "");
  }

  /** The components of a record by their names, null ones too; those of a record in it are maps. */
  static Map<String, Object> components(Record found) {
    return WITH_NULLS.convertValue(found, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  /**
   * A record, and the files written beside it.
   *
   * @param found the record
   * @param files listed after its components
   */
  public static String of(Object found, List<Path> files) {
    return of(new Written(found, files));
  }
}
