package capstan.capsnet.checkpoint;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.file.OneLine;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.setting.Setting;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Configurations, which are records, as JSON and back. Reading is strict: an unknown, missing or
 * repeated key or a value of another type is an error that names the key, never a default.
 */
public final class ConfigurationJson {
  /**
   * What a list is that files of earlier versions do not have: {@code @JacksonInject} of this name
   * on a component of a record makes it empty where its key is missing.
   */
  public static final String EMPTY_LIST = "an empty list";

  /** The same for a number: 0. */
  public static final String ZERO = "zero";

  /**
   * The same for a record: the constant {@code NONE} of its type. The component's name stands after
   * it, as no two of a record may have the same value.
   */
  public static final String NONE = "none of ";

  /** The same for a number that is 1 where nothing is said, with the component's name after it. */
  public static final String ONE = "one for ";

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(20)
                          .maxStringLength(100_000)
                          .maxNameLength(1_000)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .registerSubtypes(
              ModelFamily.all().stream()
                  .map(family -> new NamedType(family.standard().getClass(), family.name()))
                  .toArray(NamedType[]::new))
          .addMixIn(InitialDistribution.Kind.class, NamedByText.class)
          .injectableValues(new MissingKeys().addValue(EMPTY_LIST, List.of()).addValue(ZERO, 0.0))
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private ConfigurationJson() {}

  /** What stands for keys that files of earlier versions do not have. */
  private static final class MissingKeys extends InjectableValues.Std {
    private static final long serialVersionUID = 1;

    @Override
    public Object findInjectableValue(
        DeserializationContext context,
        Object name,
        BeanProperty key,
        Object owner,
        Boolean optional,
        Boolean useInput)
        throws JsonMappingException {
      if (name instanceof String id && id.startsWith(ONE)) {
        return 1.0;
      }
      if (!(name instanceof String id && id.startsWith(NONE))) {
        return super.findInjectableValue(context, name, key, owner, optional, useInput);
      }
      try {
        return key.getType().getRawClass().getField("NONE").get(null);
      } catch (ReflectiveOperationException hidden) {
        throw new IllegalStateException(key + " has no public constant NONE", hidden);
      }
    }
  }

  /** Of an enum whose own text is its name here. */
  private interface NamedByText {
    @JsonValue
    @Override
    String toString();
  }

  /**
   * A configuration as indented JSON, in the order of its record's components.
   *
   * @param configuration a record of numbers, truth values, texts, enums, lists and records
   * @throws IllegalArgumentException if its type cannot be written as JSON
   */
  public static String write(Object configuration) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(configuration) + "\n";
    } catch (JsonProcessingException unsuitable) {
      throw new IllegalArgumentException(
          configuration.getClass()
              + " is no configuration: "
              + OneLine.of(unsuitable.getOriginalMessage()),
          unsuitable);
    }
  }

  /** What a configuration says, in order, each under the keys that lead to it in words. */
  public static Map<String, String> inWords(Object configuration) {
    Map<String, String> said = new LinkedHashMap<>();
    append("", MAPPER.valueToTree(configuration), said);
    return said;
  }

  private static void append(String name, JsonNode value, Map<String, String> said) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(
              entry ->
                  append(
                      (name + " " + Setting.words(entry.getKey())).strip(),
                      entry.getValue(),
                      said));
    } else {
      said.put(name, value.isTextual() ? value.textValue() : value.toString());
    }
  }

  /**
   * Reads a configuration.
   *
   * @param file where the text comes from, for messages
   * @param json the text
   * @param type the configuration's record
   * @throws InvalidConfigurationException if the text is no JSON, or a key is unknown, missing,
   *     repeated or of the wrong type, or the record refuses a value
   */
  public static <T> T read(String file, String json, Class<T> type)
      throws InvalidConfigurationException {
    try {
      T configuration = MAPPER.readValue(json, type);
      if (configuration == null) {
        throw new InvalidConfigurationException(file, "found null, expected a configuration");
      }
      return configuration;
    } catch (JsonMappingException mismatch) {
      JsonMappingException cause = unknownKey(json, type).orElse(mismatch);
      throw new InvalidConfigurationException(file, explain(cause, json));
    } catch (JacksonException syntax) {
      throw new InvalidConfigurationException(file, explain(syntax));
    }
  }

  /**
   * Compares what a file holds with what is asked for.
   *
   * @param file where the first comes from, for the message
   * @param saved the configuration there, with the keys that files of earlier versions do not have
   * @param requested the configuration asked for
   * @param mayDiffer names of keys of any depth that are not compared
   * @throws InvalidCheckpointException at the first key that differs, such as {@code another
   *     configuration: routing rounds: checkpoint 3, requested 1}
   */
  public static void requireSame(String file, Object saved, Object requested, Set<String> mayDiffer)
      throws InvalidCheckpointException {
    Optional<String> difference =
        new ConfigurationDifference(mayDiffer)
            .first("", MAPPER.valueToTree(saved), MAPPER.valueToTree(requested));
    if (difference.isPresent()) {
      throw new InvalidCheckpointException(file, "another configuration: " + difference.get());
    }
  }

  /** A misspelt key is missing too, but the misspelling is what its writer must learn. */
  private static Optional<JsonMappingException> unknownKey(String json, Class<?> type) {
    try {
      MAPPER
          .readerFor(type)
          .without(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .without(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .readValue(json);
      return Optional.empty();
    } catch (UnrecognizedPropertyException unknown) {
      return Optional.of(unknown);
    } catch (JacksonException other) {
      return Optional.empty();
    }
  }

  private static String explain(JacksonException syntax) {
    JsonLocation place = syntax.getLocation();
    return place == null
        ? "found no JSON, expected a configuration"
        : "line %d, column %d: found what is no JSON there"
            .formatted(place.getLineNr(), place.getColumnNr());
  }

  private static String explain(JsonMappingException mismatch, String json) {
    String key = keyOf(mismatch);
    return switch (mismatch) {
      case InvalidTypeIdException unknown when unknown.getTypeId() != null ->
          OneLine.of(ModelFamily.notHere(unknown.getTypeId()));
      case UnrecognizedPropertyException unknown ->
          "unknown key " + key + ", expected one of " + OneLine.of(knownKeys(unknown));
      case ValueInstantiationException refused when refused.getCause() != null ->
          (key.isEmpty() ? "" : key + ": ")
              + OneLine.of(String.valueOf(refused.getCause().getMessage()));
      case MismatchedInputException wrong -> {
        String found = foundAt(wrong, json);
        String expected =
            wrong.getTargetType() == null ? "another type" : nameOf(wrong.getTargetType());
        yield found == null
            ? "key " + key + " is missing or null, or the text is no configuration"
            : "key " + key + ": found " + found + ", expected " + expected;
      }
      default -> "key " + key + ": found what no configuration has there";
    };
  }

  private static String keyOf(JsonMappingException mismatch) {
    StringBuilder key = new StringBuilder();
    for (JsonMappingException.Reference step : mismatch.getPath()) {
      if (step.getFieldName() == null) {
        key.append('[').append(step.getIndex()).append(']');
      } else {
        key.append(key.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return OneLine.of(key.toString());
  }

  private static String knownKeys(UnrecognizedPropertyException unknown) {
    return String.join(
        ", ", unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList());
  }

  private static String nameOf(Class<?> type) {
    if (type.isEnum()) {
      return "one of " + java.util.Arrays.toString(type.getEnumConstants());
    }
    return switch (type.getSimpleName()) {
      case "boolean", "Boolean" -> "true or false";
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "double", "Double", "float", "Float" -> "a number";
      case "String" -> "a text";
      case "List" -> "a list";
      default -> "an object of settings";
    };
  }

  /** The value at the exception's path, null where there is none. */
  private static String foundAt(JsonMappingException mismatch, String json) {
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JacksonException unreadable) {
      return null;
    }
    for (JsonMappingException.Reference step : mismatch.getPath()) {
      node =
          step.getFieldName() == null ? node.path(step.getIndex()) : node.path(step.getFieldName());
    }
    return node.isMissingNode() || node.isNull() ? null : OneLine.of(node.toString());
  }
}
