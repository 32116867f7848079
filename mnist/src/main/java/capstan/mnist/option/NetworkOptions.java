package capstan.mnist.option;

import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.DecoderInput;
import capstan.mnist.argument.EnumLabels;
import capstan.mnist.argument.Range;
import java.util.List;
import picocli.CommandLine.Option;

/** Switches of the capsule network that decide what it computes, and which shapes it has. */
public final class NetworkOptions extends SwitchOptions {
  /** Rows and columns that no image has. */
  private static final int LARGE = 1 << 14;

  @Range(least = 1, most = 100)
  @Option(
      names = "--routing-rounds",
      order = 501,
      paramLabel = "N",
      description = "Rounds of routing (paper: 3).")
  void routingRounds(int value) {
    change("--routing-rounds", builder -> builder.routingRounds(value));
  }

  @Range(least = 0, most = 0.5)
  @Option(
      names = "--squash-epsilon",
      order = 502,
      paramLabel = "X",
      description = "Added to |s|^2 under squash's root (paper: 1e-12).")
  void squashEpsilon(double value) {
    change("--squash-epsilon", builder -> builder.squashEpsilon(value));
  }

  @Option(
      names = "--primary-relu",
      order = 503,
      negatable = true,
      description = "ReLU before the squash of PrimaryCaps, or not (paper: --no-primary-relu).")
  void primaryRelu(boolean value) {
    change("--primary-relu", builder -> builder.primaryRelu(value));
  }

  @Range(least = 1e-6, most = 1e6)
  @Option(
      names = "--primary-scale",
      order = 504,
      paramLabel = "X",
      description =
          "Factor of the convolution of PrimaryCaps, before its bias and the squash; 0.03125 in the"
              + " authors' code (paper: 1).")
  void primaryScale(double value) {
    change("--primary-scale", builder -> builder.primaryScale(value));
  }

  @Option(
      names = "--digit-bias",
      order = 505,
      negatable = true,
      description =
          "A bias in DigitCaps, added before the squash in each round, or none (paper:"
              + " --no-digit-bias).")
  void digitBias(boolean value) {
    change("--digit-bias", builder -> builder.digitBias(value));
  }

  @Option(
      names = "--decoder",
      order = 506,
      negatable = true,
      description = "The reconstruction network, or none (paper: --decoder).")
  void decoderEnabled(boolean value) {
    change("--decoder", builder -> builder.decoderEnabled(value));
  }

  @Range(least = 1, most = 65_536)
  @Option(
      names = "--decoder-hidden",
      order = 507,
      paramLabel = "N",
      split = ",",
      description = "Widths of its layers before the last (paper: 512,1024).")
  void decoderHidden(List<Integer> value) {
    change("--decoder-hidden", builder -> builder.decoderHidden(value));
  }

  @Option(
      names = "--decoder-input",
      order = 508,
      paramLabel = "WHAT",
      converter = InputLabels.class,
      completionCandidates = InputLabels.class,
      description = "What it reads: ${COMPLETION-CANDIDATES} (paper: all-masked).")
  void decoderInput(DecoderInput value) {
    change("--decoder-input", builder -> builder.decoderInput(value));
  }

  @Range(least = 1, most = 65_536)
  @Option(
      names = "--conv1-kernels",
      order = 509,
      paramLabel = "N",
      description = "Kernels of Conv1 (paper: 256).")
  void conv1Kernels(int value) {
    change("--conv1-kernels", builder -> builder.conv1Kernels(value));
  }

  @Range(least = 1, most = 1_024)
  @Option(
      names = "--conv1-size",
      order = 510,
      paramLabel = "N",
      description = "Their rows and columns (paper: 9).")
  void conv1Size(int value) {
    change("--conv1-size", builder -> builder.conv1Size(value));
  }

  @Range(least = 1, most = 1_024)
  @Option(
      names = "--conv1-stride",
      order = 511,
      paramLabel = "N",
      description = "Their stride (paper: 1).")
  void conv1Stride(int value) {
    change("--conv1-stride", builder -> builder.conv1Stride(value));
  }

  @Range(least = 1, most = 65_536)
  @Option(
      names = "--primary-types",
      order = 512,
      paramLabel = "N",
      description = "Primary capsules at one place (paper: 32).")
  void primaryTypes(int value) {
    change("--primary-types", builder -> builder.primaryTypes(value));
  }

  @Range(least = 1, most = 1_024)
  @Option(
      names = "--primary-dimensions",
      order = 513,
      paramLabel = "N",
      description = "Numbers a primary capsule (paper: 8).")
  void primaryDimensions(int value) {
    change("--primary-dimensions", builder -> builder.primaryDimensions(value));
  }

  @Range(least = 1, most = 1_024)
  @Option(
      names = "--primary-size",
      order = 514,
      paramLabel = "N",
      description = "Rows and columns of the kernels of PrimaryCaps (paper: 9).")
  void primarySize(int value) {
    change("--primary-size", builder -> builder.primarySize(value));
  }

  @Range(least = 1, most = 1_024)
  @Option(
      names = "--primary-stride",
      order = 515,
      paramLabel = "N",
      description = "Their stride (paper: 2).")
  void primaryStride(int value) {
    change("--primary-stride", builder -> builder.primaryStride(value));
  }

  @Range(least = 1, most = 1_024)
  @Option(
      names = "--digit-dimensions",
      order = 516,
      paramLabel = "N",
      description = "Numbers an output capsule (paper: 16).")
  void digitDimensions(int value) {
    change("--digit-dimensions", builder -> builder.digitDimensions(value));
  }

  /**
   * The same network for images that are not known yet: large enough for all its kernels, so that
   * only the real ones can turn out too small.
   *
   * @param from any network
   * @param least extents that they have at least
   */
  public ModelConfiguration roomFor(ModelConfiguration from, ImageExtents least) {
    if (!(from instanceof CapsNetConfiguration capsNet)) {
      return from;
    }
    ImageExtents large = new ImageExtents(LARGE, LARGE, least.channels());
    if (!(applyOwnTo(capsNet.toBuilder().image(large).build())
        instanceof CapsNetConfiguration wanted)) {
      return from;
    }
    CapsNetConfiguration.Conv1 conv1 = wanted.conv1();
    int needed = conv1.size() + conv1.stride() * (wanted.primaryCaps().size() - 1);
    return capsNet.toBuilder()
        .image(
            new ImageExtents(
                Math.max(needed, least.height()),
                Math.max(needed, least.width()),
                least.channels()))
        .build();
  }

  /**
   * A preset's network changed as the options say, and made for other images: it is them that its
   * kernels must fit, and not those that the preset is made for.
   *
   * @param from the preset's
   * @param learning more options
   * @param image extents of the images
   * @param classes how many it tells apart
   * @throws picocli.CommandLine.ParameterException if the options cannot be
   * @throws capstan.capsnet.model.InvalidSettingException if a kernel does not fit the images
   */
  public ModelConfiguration fitted(
      ModelConfiguration from, LearningOptions learning, ImageExtents image, int classes) {
    return learning.applyTo(applyTo(roomFor(from, image))).resized(image, classes);
  }

  /** {@code all-masked}, {@code chosen-capsule}. */
  static final class InputLabels extends EnumLabels<DecoderInput> {
    InputLabels() {
      super(DecoderInput.class);
    }
  }
}
