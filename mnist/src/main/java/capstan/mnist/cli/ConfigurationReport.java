package capstan.mnist.cli;

import capstan.mnist.checkpoint.ConfigurationJson;
import capstan.mnist.training.RateDecay;
import capstan.mnist.training.RunConfiguration;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a configuration says, as names and values. */
final class ConfigurationReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ConfigurationReport() {}

  /**
   * Where two configurations differ, one text a setting, such as {@code digit caps rounds 1 (paper:
   * 3)}.
   *
   * @param base what to compare with
   * @param configuration the other
   */
  static List<String> differences(RunConfiguration base, RunConfiguration configuration) {
    Map<String, String> before = settings(base);
    List<String> differences = new ArrayList<>();
    settings(configuration)
        .forEach(
            (name, value) -> {
              String original = before.get(name);
              if (!value.equals(original)) {
                differences.add(
                    name
                        + " "
                        + value
                        + (original == null ? "" : " (" + base.preset() + ": " + original + ")"));
              }
            });
    return differences;
  }

  /**
   * Every setting in the order of {@code config.json}.
   *
   * @param configuration any
   */
  static Map<String, String> settings(RunConfiguration configuration) {
    Map<String, String> settings = new LinkedHashMap<>();
    try {
      JsonNode root = JSON.readTree(ConfigurationJson.write(configuration));
      collect("", root.path("model"), settings);
      collect("", root.path("training"), settings);
      if (configuration.training().decay().kind() == RateDecay.Kind.OVER_RUN) {
        // Not a setting: it follows from the number of images and epochs.
        settings.remove("decay steps");
      }
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
    return settings;
  }

  private static void collect(String name, JsonNode value, Map<String, String> settings) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(
              each -> {
                String words =
                    each.getKey()
                        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
                        .toLowerCase(Locale.ROOT);
                collect(name.isEmpty() ? words : name + " " + words, each.getValue(), settings);
              });
    } else {
      settings.put(name, value.isTextual() ? value.textValue() : value.toString());
    }
  }
}
