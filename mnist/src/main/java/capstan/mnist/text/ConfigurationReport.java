package capstan.mnist.text;

import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a configuration says, as names and values. */
public final class ConfigurationReport {
  /** Whose names tell nothing that the settings' own do not. */
  private static final Set<String> PARTS = Set.of("model", "training");

  /** Settings that follow from the data. */
  private static final Set<String> OF_THE_DATA =
      Set.of("image height", "image width", "image channels", "classes");

  /** Changes that a title names; of more it says how many. */
  private static final int NAMED = 2;

  private ConfigurationReport() {}

  /**
   * A setting that differs.
   *
   * @param name in words
   * @param value what it is
   * @param original what it was before; null for a setting that was not there
   */
  public record Difference(String name, String value, String original) {
    /** Such as {@code digit caps rounds 1 (paper: 3)}. */
    public String from(String base) {
      return name + " " + value + (original == null ? "" : " (" + base + ": " + original + ")");
    }
  }

  /** Where two configurations differ, in the order of {@code config.json}. */
  public static List<Difference> differences(
      RunConfiguration base, RunConfiguration configuration) {
    Map<String, String> before = settings(base);
    List<Difference> differences = new ArrayList<>();
    settings(configuration)
        .forEach(
            (name, value) -> {
              if (!value.equals(before.get(name))) {
                differences.add(new Difference(name, value, before.get(name)));
              }
            });
    return differences;
  }

  /** The preset that a run was made from; empty for one that is no preset, such as of pairs. */
  public static Optional<Preset> preset(RunConfiguration configuration) {
    return Arrays.stream(Preset.values())
        .filter(preset -> preset.label().equals(configuration.preset()))
        .findFirst();
  }

  /**
   * What a run is called over its pictures: its preset, and where its network is another one, such
   * as {@code paper with digit caps rounds 1}.
   */
  public static String title(RunConfiguration configuration) {
    List<Difference> changed =
        preset(configuration).stream()
            .map(preset -> preset.configuration().withTraining(configuration.training()))
            .flatMap(base -> differences(base, configuration).stream())
            .filter(difference -> !OF_THE_DATA.contains(difference.name()))
            .toList();
    String named =
        changed.stream()
            .limit(NAMED)
            .map(difference -> difference.name() + " " + difference.value())
            .collect(Collectors.joining(", "));
    int more = changed.size() - NAMED;
    return configuration.preset()
        + (changed.isEmpty() ? "" : " with " + named)
        + (more > 0 ? " and " + more + " more changed" : "");
  }

  /**
   * Every setting of model and training, in the order of {@code config.json}.
   *
   * @param configuration any
   */
  public static Map<String, String> settings(RunConfiguration configuration) {
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
