package capstan.mnist.option;

import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.core.kernel.AdamSettings;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.RateDecayConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say how a network is trained; see {@link NetworkOptions} for how they work. */
public final class TrainingOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** One option that was given, and what it does. */
  private record Change(String option, UnaryOperator<TrainingConfiguration> apply) {}

  private final List<Change> changes = new ArrayList<>();

  @Range(least = 0, most = 1_000_000)
  @Option(
      names = "--epochs",
      order = 401,
      paramLabel = "N",
      description = "Passes over the training images, 0 to save the initial weights (paper: 10).")
  void epochs(int value) {
    change("--epochs", training -> training.withEpochs(value));
  }

  @Range(least = 1, most = Range.MOST_AT_A_TIME)
  @Option(
      names = "--batch",
      order = 402,
      paramLabel = "N",
      description = "Images a step; more need more memory (paper: 128).")
  void batch(int value) {
    change("--batch", training -> training.withBatch(value));
  }

  @Range(least = 1e-12, most = 100)
  @Option(
      names = "--learning-rate",
      order = 403,
      paramLabel = "X",
      description = "Adam's rate at the first step (paper: 0.001).")
  void learningRate(double value) {
    change("--learning-rate", training -> training.withLearningRate(value));
  }

  @Option(
      names = "--decay",
      order = 404,
      paramLabel = "RULE",
      converter = RateDecayConverter.class,
      description = "How the rate falls: " + RateDecayConverter.FORMS + " (paper: over-run:0).")
  void decay(RateDecay value) {
    change("--decay", training -> training.withDecay(value));
  }

  @Range(least = 0, most = 0.999999)
  @Option(
      names = "--adam-beta1",
      order = 405,
      paramLabel = "X",
      description = "Adam's decay of the first moment (paper: 0.9).")
  void adamBeta1(double value) {
    adam("--adam-beta1", adam -> new AdamSettings(value, adam.beta2(), adam.epsilon()));
  }

  @Range(least = 0, most = 0.999999)
  @Option(
      names = "--adam-beta2",
      order = 406,
      paramLabel = "X",
      description = "Adam's decay of the second moment (paper: 0.999).")
  void adamBeta2(double value) {
    adam("--adam-beta2", adam -> new AdamSettings(adam.beta1(), value, adam.epsilon()));
  }

  @Range(least = 1e-30, most = 1)
  @Option(
      names = "--adam-epsilon",
      order = 407,
      paramLabel = "X",
      description = "Added to Adam's root (paper: 1e-8).")
  void adamEpsilon(double value) {
    adam("--adam-epsilon", adam -> new AdamSettings(adam.beta1(), adam.beta2(), value));
  }

  @Range(least = 0, most = 1_000)
  @Option(
      names = "--shift",
      order = 408,
      paramLabel = "N",
      description = "Training images move by up to so many pixels each way, 0 for none (paper: 2).")
  void shift(int value) {
    change("--shift", training -> training.withShift(value));
  }

  @Range
  @Option(
      names = "--seed",
      order = 409,
      paramLabel = "N",
      description =
          "Decides initial values, order and shifts: the same seed gives the same bits"
              + " on processors with vectors of the same width (paper: 1).")
  void seed(long value) {
    change("--seed", training -> training.withSeed(value));
  }

  @Range(least = 0, most = Range.MOST)
  @Option(
      names = "--limit",
      order = 410,
      paramLabel = "N",
      description = "Use only the first N training images, 0 for all (paper: 0).")
  void limit(int value) {
    change("--limit", training -> training.withLimit(value));
  }

  @Range(least = 0, most = Range.MOST)
  @Option(
      names = "--validation",
      order = 411,
      paramLabel = "N",
      description =
          "Hold out N training images, drawn by the seed, and test on them too after each epoch"
              + " (paper: 0).")
  void validation(int value) {
    change("--validation", training -> training.withValidation(value));
  }

  private void adam(String option, UnaryOperator<AdamSettings> apply) {
    change(option, training -> training.withAdam(apply.apply(training.adam())));
  }

  private void change(String option, UnaryOperator<TrainingConfiguration> apply) {
    changes.add(new Change(option, apply));
  }

  /**
   * A training changed as the options say.
   *
   * @param from the preset's or the run's
   * @throws CommandLine.ParameterException naming the option whose value is out of range
   */
  public TrainingConfiguration applyTo(TrainingConfiguration from) {
    TrainingConfiguration training = from;
    for (Change change : changes) {
      try {
        training = change.apply().apply(training);
      } catch (IllegalArgumentException invalid) {
        throw usage(change.option() + ": " + invalid.getMessage());
      }
    }
    return training;
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
