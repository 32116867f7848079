package capstan.capsnet.checkpoint;

import capstan.capsnet.file.OneLine;
import capstan.core.Shape;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Parses a header and checks all it claims against the file's size, so that whoever reads the
 * tensors can believe it. Nothing is allocated for a claim that is not checked.
 */
final class SafetensorsHeaderParser {
  private static final int MOST_TENSORS = 100_000;
  private static final int MOST_TEXTS = 250_000;
  private static final int MOST_AXES = 64;

  /** The longest array every JVM has. */
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /** Entries nest three deep; the longest text is a configuration, the longest number an offset. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxStringLength(20_000_000)
                  .maxNameLength(10_000)
                  .maxNumberLength(20)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // names are data, not a vocabulary
          .build();

  private final String file;
  private final JsonParser json;
  private final SequencedMap<String, String> metadata = new LinkedHashMap<>();
  private final List<SafetensorsHeader.Entry> entries = new ArrayList<>();

  private SafetensorsHeaderParser(String file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Parses a header.
   *
   * @param file for messages
   * @param header the header's bytes
   * @param dataBytes how many bytes follow the header in the file
   * @throws InvalidCheckpointException if it is no header, or none of this file
   */
  static SafetensorsHeader parse(String file, byte[] header, long dataBytes)
      throws InvalidCheckpointException {
    if (header[0] != '{') {
      throw new InvalidCheckpointException(
          file, "header", "begins with byte " + (header[0] & 0xff) + ", expected 123, \"{\"");
    }
    CharBuffer text = decode(file, header);
    try (JsonParser json = JSON.createParser(text.array(), text.arrayOffset(), text.length())) {
      SafetensorsHeaderParser parser = new SafetensorsHeaderParser(file, json);
      parser.parseAll();
      parser.entries.sort(
          Comparator.comparingLong(SafetensorsHeader.Entry::begin)
              .thenComparingLong(SafetensorsHeader.Entry::end));
      parser.checkOffsets(dataBytes);
      return new SafetensorsHeader(parser.metadata, parser.entries);
    } catch (InvalidCheckpointException invalid) {
      throw invalid;
    } catch (JacksonException syntax) {
      long place = syntax.getLocation() == null ? -1 : syntax.getLocation().getCharOffset();
      throw new InvalidCheckpointException(
          file, "header", "not the JSON expected, near character " + place);
    } catch (IOException impossible) {
      throw new InvalidCheckpointException(file, "header", OneLine.reason(impossible));
    }
  }

  private static CharBuffer decode(String file, byte[] header) throws InvalidCheckpointException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header));
    } catch (CharacterCodingException malformed) {
      throw new InvalidCheckpointException(file, "header", "not UTF-8 text");
    }
  }

  private void parseAll() throws IOException {
    json.nextToken();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(SafetensorsHeader.METADATA)) {
        parseMetadata();
      } else {
        if (entries.size() == MOST_TENSORS) {
          throw new InvalidCheckpointException(
              file, "header", "more than " + MOST_TENSORS + " tensors");
        }
        entries.add(parseEntry(name));
      }
    }
    if (json.nextToken() != null) {
      throw new InvalidCheckpointException(file, "header", "goes on after its end");
    }
  }

  private void parseMetadata() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    require(JsonToken.START_OBJECT, "metadata", "an object");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      require(JsonToken.VALUE_STRING, "metadata " + key, "a string");
      if (metadata.size() == MOST_TEXTS) {
        throw new InvalidCheckpointException(
            file, "header", "more than " + MOST_TEXTS + " metadata entries");
      }
      metadata.put(key, json.getText());
    }
  }

  private SafetensorsHeader.Entry parseEntry(String name) throws IOException {
    String part = "tensor " + name;
    require(JsonToken.START_OBJECT, part, "an object");
    String dtype = null;
    List<Long> extents = null;
    long[] offsets = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "dtype" -> {
          require(JsonToken.VALUE_STRING, part, "dtype as a string");
          dtype = json.getText();
        }
        case "shape" -> extents = parseShape(part);
        case "data_offsets" -> offsets = parseOffsets(part);
        default -> throw invalid(part, "unknown key \"" + OneLine.of(key) + "\"");
      }
    }
    if (dtype == null || extents == null || offsets == null) {
      throw invalid(part, "expected dtype, shape and data_offsets, not all are there");
    }
    Shape shape = shape(extents);
    requireSize(part, dtype, shape, extents, offsets[1] - offsets[0]);
    return new SafetensorsHeader.Entry(name, dtype, shape, offsets[0], offsets[1]);
  }

  /** Of types that are not read only the offsets are known, and those are all that is needed. */
  private void requireSize(String part, String dtype, Shape shape, List<Long> extents, long bytes)
      throws InvalidCheckpointException {
    ElementType type = ElementType.named(dtype);
    if (type == null) {
      return;
    }
    if (shape == null) {
      BigInteger elements = BigInteger.ONE;
      for (int axis = 0; axis < extents.size(); axis++) {
        elements = elements.multiply(BigInteger.valueOf(extents.get(axis)));
      }
      if (!elements.multiply(BigInteger.valueOf(type.bytes())).equals(BigInteger.valueOf(bytes))) {
        throw invalid(part, "shape " + OneLine.of(extents.toString()) + " is too large");
      }
    } else if ((long) shape.elements() * type.bytes() != bytes) {
      throw invalid(
          part,
          "data_offsets of %d bytes, expected %d for %s %s"
              .formatted(bytes, (long) shape.elements() * type.bytes(), dtype, shape));
    }
  }

  private List<Long> parseShape(String part) throws IOException {
    require(JsonToken.START_ARRAY, part, "shape as an array");
    List<Long> extents = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(JsonToken.VALUE_NUMBER_INT, part, "shape of integers");
      long extent = json.getLongValue();
      if (extent < 0) {
        throw invalid(part, "extent " + extent + ", expected 0 to " + Integer.MAX_VALUE);
      }
      if (extents.size() == MOST_AXES) {
        throw invalid(part, "more than " + MOST_AXES + " axes");
      }
      extents.add(extent);
    }
    return extents;
  }

  /** The shape, null if no array could hold it. */
  private static Shape shape(List<Long> extents) {
    int[] small = new int[extents.size()];
    for (int axis = 0; axis < small.length; axis++) {
      small[axis] = (int) Math.min(extents.get(axis), Integer.MAX_VALUE);
    }
    try {
      Shape shape = Shape.of(small);
      return shape.elements() <= MOST_ELEMENTS ? shape : null;
    } catch (IllegalArgumentException | ArithmeticException tooLarge) {
      return null;
    }
  }

  private long[] parseOffsets(String part) throws IOException {
    require(JsonToken.START_ARRAY, part, "data_offsets as an array");
    long[] offsets = new long[2];
    for (int i = 0; i < 2; i++) {
      json.nextToken();
      require(JsonToken.VALUE_NUMBER_INT, part, "two integers as data_offsets");
      offsets[i] = json.getLongValue();
    }
    json.nextToken();
    require(JsonToken.END_ARRAY, part, "two integers as data_offsets");
    if (offsets[0] < 0 || offsets[1] < offsets[0]) {
      throw invalid(part, "data_offsets " + offsets[0] + " to " + offsets[1] + " run backwards");
    }
    return offsets;
  }

  /** No gap, no overlap, and the last tensor ends where the file does. */
  private void checkOffsets(long dataBytes) throws InvalidCheckpointException {
    long expected = 0;
    for (SafetensorsHeader.Entry entry : entries) {
      if (entry.begin() != expected) {
        throw invalid(
            "tensor " + entry.name(), "data begins at " + entry.begin() + ", expected " + expected);
      }
      expected = entry.end();
    }
    if (expected != dataBytes) {
      throw new InvalidCheckpointException(
          file,
          "%s: %s bytes of tensors, expected %s"
              .formatted(
                  dataBytes < expected ? "truncated" : "bytes after the end", dataBytes, expected));
    }
  }

  private void require(JsonToken expected, String part, String meaning)
      throws InvalidCheckpointException {
    if (json.currentToken() != expected) {
      throw invalid(part, "expected " + meaning);
    }
  }

  private InvalidCheckpointException invalid(String part, String problem) {
    return new InvalidCheckpointException(file, "header", OneLine.of(part) + ": " + problem);
  }
}
