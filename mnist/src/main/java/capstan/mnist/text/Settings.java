package capstan.mnist.text;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.run.RunConfiguration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings of runs, each under a name in words, as in {@code training learning rate}. */
public final class Settings {
  /** What stands for a setting that a run has not. */
  public static final String NONE = "–";

  private Settings() {}

  /** All settings of a run, in order. */
  public static Map<String, String> of(RunConfiguration configuration) {
    Map<String, String> settings = ConfigurationJson.inWords(configuration);
    if (configuration.training().decay().kind().isOverRun()) {
      // Not a setting: it follows from the number of images and epochs.
      settings.remove("training decay steps");
    }
    return settings;
  }

  /** The names of the settings that are not the same in all runs. */
  public static List<String> different(List<Map<String, String>> runs) {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(run.keySet()));
    return names.stream()
        .filter(
            name -> runs.stream().map(run -> run.getOrDefault(name, NONE)).distinct().count() > 1)
        .toList();
  }
}
