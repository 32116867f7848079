package capstan.mnist.option;

import capstan.capsnet.network.Preset;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.setting.Setting;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;

/** Settings of the training. */
public final class TrainingOptions extends SettingOptions {
  /** The components of {@link TrainingConfiguration} that decide which images it sees, and how. */
  private static final Set<String> OF_IMAGES =
      Set.of("epochs", "shift", "seed", "limit", "validation", "augmentation");

  private static final TrainingConfiguration PAPER = Preset.PAPER.configuration().training();

  /** Made by picocli. */
  public TrainingOptions() {
    this(any -> true);
  }

  private TrainingOptions(Predicate<Setting> kind) {
    super(400, Map.of(Preset.PAPER.label(), PAPER), kind);
  }

  /** Those alone that decide which images a training sees, and how. */
  public static TrainingOptions ofImages() {
    return new TrainingOptions(TrainingOptions::isOfImages);
  }

  /** What a decoder is to draw of them is not. */
  private static boolean isOfImages(Setting setting) {
    return OF_IMAGES.contains(setting.path().getFirst())
        && !setting.path().getLast().equals("warpedTarget");
  }

  /** The shift, and the settings of images that are not the paper's, as in "shift 2, seed 3". */
  public static String imagesInWords(TrainingConfiguration training) {
    return Setting.inWords(
        training,
        setting ->
            isOfImages(setting)
                && !setting.name().equals("epochs")
                && (setting.name().equals("shift")
                    || !setting.valueIn(training).equals(setting.valueIn(PAPER))));
  }

  /**
   * A training changed as the options say. If they leave none of a preset's warps, nothing that it
   * says of them is left either.
   *
   * @param from the preset's or the run's
   * @throws CommandLine.ParameterException if a value is out of range
   */
  public TrainingConfiguration applyTo(TrainingConfiguration from) {
    TrainingConfiguration changed = applyOwnTo(from);
    for (String ofWarps : Set.of("warp-share", "warp-until")) {
      if (!changed.augmentation().warps() && !given().containsKey(ofWarps)) {
        changed = changed.with(ofWarps, 1.0);
      }
    }
    return changed;
  }
}
