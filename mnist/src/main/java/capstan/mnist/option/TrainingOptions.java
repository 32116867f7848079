package capstan.mnist.option;

import capstan.capsnet.network.Preset;
import capstan.capsnet.run.TrainingConfiguration;
import java.util.Map;
import picocli.CommandLine;

/** Settings of the training. */
public final class TrainingOptions extends SettingOptions {
  /** Made by picocli. */
  public TrainingOptions() {
    super(400, Map.of(Preset.PAPER.label(), Preset.PAPER.configuration().training()), any -> true);
  }

  /**
   * A training changed as the options say.
   *
   * @param from the preset's or the run's
   * @throws CommandLine.ParameterException if a value is out of range
   */
  public TrainingConfiguration applyTo(TrainingConfiguration from) {
    return applyOwnTo(from);
  }
}
