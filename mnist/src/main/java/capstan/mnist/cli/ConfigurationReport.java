package capstan.mnist.cli;

import capstan.mnist.training.RunConfiguration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a configuration says, as names and values. */
final class ConfigurationReport {
  /** Whose names tell nothing that the settings' own do not. */
  private static final Set<String> PARTS = Set.of("model", "training");

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
   * Every setting of model and training, in the order of {@code config.json}.
   *
   * @param configuration any
   */
  static Map<String, String> settings(RunConfiguration configuration) {
    Map<String, String> settings = new LinkedHashMap<>();
    Settings.of(configuration)
        .forEach(
            (name, value) -> {
              String[] parts = name.split(" ", 2);
              if (parts.length == 2 && PARTS.contains(parts[0])) {
                settings.put(parts[1], value);
              }
            });
    return settings;
  }
}
