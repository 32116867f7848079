package capstan.mnist.option;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.DecoderMask;
import capstan.capsnet.network.ReconstructionError;
import capstan.capsnet.network.RoutingGradient;
import capstan.mnist.argument.EnumLabels;
import capstan.mnist.argument.InitialDistributionConverter;
import capstan.mnist.argument.Range;
import picocli.CommandLine.Option;

/** Switches of the networks that matter only while they learn: loss, gradient, initial values. */
public final class LearningOptions extends SwitchOptions {
  private Double dropout;

  @Option(
      names = "--routing-gradient",
      order = 601,
      paramLabel = "WHICH",
      converter = GradientLabels.class,
      completionCandidates = GradientLabels.class,
      description = "Rounds the gradient flows through: ${COMPLETION-CANDIDATES} (paper: all).")
  void routingGradient(RoutingGradient value) {
    change("--routing-gradient", builder -> builder.routingGradient(value));
  }

  @Option(
      names = "--decoder-mask",
      order = 602,
      paramLabel = "WHICH",
      converter = MaskLabels.class,
      completionCandidates = MaskLabels.class,
      description =
          "Whose capsule it is shown in training: ${COMPLETION-CANDIDATES} (paper:" + " label).")
  void decoderMask(DecoderMask value) {
    change("--decoder-mask", builder -> builder.decoderMask(value));
  }

  @Range(least = 0, most = 1e6)
  @Option(
      names = "--reconstruction-weight",
      order = 603,
      paramLabel = "X",
      description = "Weight of the reconstruction error in the loss (paper: 0.0005).")
  void reconstructionWeight(double value) {
    change("--reconstruction-weight", builder -> builder.reconstructionWeight(value));
  }

  @Option(
      names = "--reconstruction-error",
      order = 604,
      paramLabel = "HOW",
      converter = ErrorLabels.class,
      completionCandidates = ErrorLabels.class,
      description =
          "How squared pixel errors become one number: ${COMPLETION-CANDIDATES}" + " (paper: sum).")
  void reconstructionError(ReconstructionError value) {
    change("--reconstruction-error", builder -> builder.reconstructionError(value));
  }

  @Range(least = 0, most = 1)
  @Option(
      names = "--present-margin",
      order = 605,
      paramLabel = "X",
      description = "The capsule of a class that is there should be this long (paper: 0.9).")
  void presentMargin(double value) {
    change("--present-margin", builder -> builder.presentMargin(value));
  }

  @Range(least = 0, most = 1)
  @Option(
      names = "--absent-margin",
      order = 606,
      paramLabel = "X",
      description = "The others should be at most this long (paper: 0.1).")
  void absentMargin(double value) {
    change("--absent-margin", builder -> builder.absentMargin(value));
  }

  @Range(least = 0, most = 1e6)
  @Option(
      names = "--absent-weight",
      order = 607,
      paramLabel = "X",
      description = "Weight of the others in the margin loss (paper: 0.5).")
  void absentWeight(double value) {
    change("--absent-weight", builder -> builder.absentWeight(value));
  }

  @Option(
      names = "--initial-w",
      order = 608,
      paramLabel = "LAW",
      converter = InitialDistributionConverter.class,
      description = "Initial W of DigitCaps (paper: normal:0.1).")
  void initialDigit(InitialDistribution value) {
    change("--initial-w", builder -> builder.initialDigit(value));
  }

  @Option(
      names = "--initial-conv1",
      order = 609,
      paramLabel = "LAW",
      converter = InitialDistributionConverter.class,
      description = "Initial weights of Conv1 (paper: glorot-uniform).")
  void initialConv1(InitialDistribution value) {
    change("--initial-conv1", builder -> builder.initialConv1(value));
  }

  @Option(
      names = "--initial-primary",
      order = 610,
      paramLabel = "LAW",
      converter = InitialDistributionConverter.class,
      description = "Initial weights of PrimaryCaps (paper: glorot-uniform).")
  void initialPrimary(InitialDistribution value) {
    change("--initial-primary", builder -> builder.initialPrimary(value));
  }

  @Option(
      names = "--initial-decoder",
      order = 611,
      paramLabel = "LAW",
      converter = InitialDistributionConverter.class,
      description = "Initial weights of the decoder (paper: he-uniform).")
  void initialDecoder(InitialDistribution value) {
    change("--initial-decoder", builder -> builder.initialDecoder(value));
  }

  @Option(
      names = "--initial-biases",
      order = 612,
      paramLabel = "LAW",
      converter = InitialDistributionConverter.class,
      description = "Initial biases (paper: constant:0).")
  void initialBiases(InitialDistribution value) {
    change("--initial-biases", builder -> builder.initialBiases(value));
  }

  @Range(least = 0, most = 0.99)
  @Option(
      names = "--dropout",
      order = 699,
      paramLabel = "X",
      description = "Of the baseline CNN: part of the last hidden layer dropped (cnn: 0.5).")
  void dropout(double value) {
    dropout = value;
  }

  @Override
  void requireNoCnnOptions(ModelConfiguration found) {
    if (dropout != null) {
      throw usage("--dropout is of the baseline CNN, found " + family(found));
    }
  }

  @Override
  BaselineCnnConfiguration changeCnn(BaselineCnnConfiguration from) {
    return dropout == null
        ? from
        : new BaselineCnnConfiguration(from.image(), from.classes(), dropout);
  }

  /** {@code all}, {@code last}. */
  static final class GradientLabels extends EnumLabels<RoutingGradient> {
    GradientLabels() {
      super(RoutingGradient.class);
    }
  }

  /** {@code label}, {@code prediction}. */
  static final class MaskLabels extends EnumLabels<DecoderMask> {
    MaskLabels() {
      super(DecoderMask.class);
    }
  }

  /** {@code sum}, {@code mean}. */
  static final class ErrorLabels extends EnumLabels<ReconstructionError> {
    ErrorLabels() {
      super(ReconstructionError.class);
    }
  }
}
