package capstan.capsnet.network;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InvalidSettingException;
import capstan.capsnet.model.ModelConfiguration;
import capstan.core.jit.KernelShapes;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.RoutingGeometry;
import java.util.List;
import java.util.Optional;

/**
 * Every switch of a capsule network. Sources disagree on many of them; {@link CapsNetPresets} has
 * the combinations of the well-known ones, and {@link #toBuilder} changes single switches.
 *
 * @param image the images it takes
 * @param classes output capsules, one a class
 * @param conv1 the first convolution
 * @param primaryCaps the second convolution, whose output is cut into capsules
 * @param digitCaps the routed capsules
 * @param squashEpsilon added to |s|² under squash's root, in both capsule layers
 * @param decoder the reconstruction network
 * @param loss margins and weights
 * @param initialValues what the parameters start from
 */
public record CapsNetConfiguration(
    ImageExtents image,
    int classes,
    Conv1 conv1,
    PrimaryCaps primaryCaps,
    DigitCaps digitCaps,
    double squashEpsilon,
    Decoder decoder,
    Loss loss,
    InitialValues initialValues)
    implements ModelConfiguration {

  /**
   * A capsule network in small: PrimaryCaps on eight images, which are one block of rows in the
   * spectra, with the channels of one vector of 512 bits, and DigitCaps behind 16 of its capsules
   * on half a block of routing's lanes.
   */
  public static final KernelShapes KERNEL_SHAPES =
      new KernelShapes(
          new ConvolutionGeometry(8, 20, 20, 16, 16, 9, 9, 2, 0),
          new RoutingGeometry(16, 16, 8, 10, 16, 3, false, 1e-7f));

  /** Two vectors of channels at 512 bits, so that microkernels see whole tiles. */
  private static final int FEW_CHANNELS = 32;

  /**
   * The first convolution, with bias and ReLU and without padding.
   *
   * @param kernels output channels
   * @param size rows and columns of a kernel
   * @param stride step of the kernel
   */
  public record Conv1(int kernels, int size, int stride) {
    /**
     * Checks that nothing is empty.
     *
     * @throws InvalidSettingException if a number is not positive
     */
    public Conv1 {
      positive("Conv1", "kernels", kernels);
      positive("Conv1", "size", size);
      positive("Conv1", "stride", stride);
    }
  }

  /**
   * The primary capsules: a convolution with bias and without padding, cut into capsules and
   * squashed.
   *
   * @param types capsules at one place
   * @param dimensions numbers a capsule
   * @param size rows and columns of a kernel
   * @param stride step of the kernel
   * @param relu whether negative numbers become zero before the squash
   * @param scale what the convolution is multiplied by before its bias is added; 1/32 stands for
   *     the one-round routing of the authors' code, whose bias comes after the coefficients
   */
  public record PrimaryCaps(
      int types, int dimensions, int size, int stride, boolean relu, double scale) {
    /**
     * Checks that nothing is empty.
     *
     * @throws InvalidSettingException if a number is not positive
     */
    public PrimaryCaps {
      positive("PrimaryCaps", "types", types);
      positive("PrimaryCaps", "dimensions", dimensions);
      positive("PrimaryCaps", "size", size);
      positive("PrimaryCaps", "stride", stride);
      positive("PrimaryCaps", "scale", scale);
    }
  }

  /**
   * The routed output capsules.
   *
   * @param dimensions numbers a capsule
   * @param rounds rounds of routing
   * @param gradient which rounds the gradient flows through
   * @param bias whether a bias [classes, dimensions] is added before the squash in each round
   */
  public record DigitCaps(int dimensions, int rounds, RoutingGradient gradient, boolean bias) {
    /**
     * Checks that nothing is empty.
     *
     * @throws InvalidSettingException if a number is not positive
     */
    public DigitCaps {
      positive("DigitCaps", "dimensions", dimensions);
      positive("DigitCaps", "rounds", rounds);
    }
  }

  /**
   * The reconstruction network: fully connected layers with ReLU, and a last one as wide as the
   * image with a sigmoid.
   *
   * @param enabled whether there is one; without it the loss is the margin loss alone
   * @param hidden widths of the layers before the last
   * @param input what it reads
   * @param trainingMask which capsule it is shown while training
   */
  public record Decoder(
      boolean enabled, List<Integer> hidden, DecoderInput input, DecoderMask trainingMask) {
    /**
     * Copies the list and checks the widths.
     *
     * @throws InvalidSettingException if a width is not positive
     */
    public Decoder {
      for (Integer width : hidden) {
        positive("decoder", "hidden width", width == null ? 0 : width);
      }
      hidden = List.copyOf(hidden);
    }
  }

  /**
   * The margin loss of section 3 and the reconstruction's part in the total.
   *
   * @param presentMargin m⁺: a present class' capsule should be at least this long
   * @param absentMargin m⁻: an absent class' capsule should be at most this long
   * @param absentWeight λ: weight of the absent classes
   * @param reconstructionWeight weight of the reconstruction error
   * @param reconstructionError what is weighted
   */
  public record Loss(
      double presentMargin,
      double absentMargin,
      double absentWeight,
      double reconstructionWeight,
      ReconstructionError reconstructionError) {
    /**
     * Checks the ranges.
     *
     * @throws InvalidSettingException if a margin is outside [0, 1] or a weight negative
     */
    public Loss {
      if (!(0 <= absentMargin && absentMargin <= presentMargin && presentMargin <= 1)) {
        throw new InvalidSettingException(
            "loss: margins must satisfy 0 ≤ absent ≤ present ≤ 1, found absent "
                + absentMargin
                + " and present "
                + presentMargin);
      }
      if (!(absentWeight >= 0 && Double.isFinite(absentWeight))
          || !(reconstructionWeight >= 0 && Double.isFinite(reconstructionWeight))) {
        throw new InvalidSettingException(
            "loss: weights must be finite and at least 0, found "
                + absentWeight
                + " for absent classes and "
                + reconstructionWeight
                + " for reconstruction");
      }
    }
  }

  /**
   * What the parameters start from.
   *
   * @param conv1 weights of the first convolution
   * @param primaryCaps weights of the second
   * @param digitCaps the transformation matrices W
   * @param decoder weights of the decoder
   * @param biases every bias
   */
  public record InitialValues(
      InitialDistribution conv1,
      InitialDistribution primaryCaps,
      InitialDistribution digitCaps,
      InitialDistribution decoder,
      InitialDistribution biases) {}

  /**
   * Checks that the layers fit each other.
   *
   * @throws InvalidSettingException if a convolution does not fit its input
   */
  public CapsNetConfiguration {
    if (classes < 2) {
      throw new InvalidSettingException("classes must be at least 2, found " + classes);
    }
    if (!(squashEpsilon >= 0 && squashEpsilon < 1)) {
      throw new InvalidSettingException(
          "squash epsilon must be at least 0 and below 1, found " + squashEpsilon);
    }
    int remedy = fittingKernel(image, conv1.stride);
    fits("Conv1", conv1.size, image.height(), image.width(), "the image", remedy);
    fits(
        "PrimaryCaps",
        primaryCaps.size,
        extent(image.height(), conv1.size, conv1.stride),
        extent(image.width(), conv1.size, conv1.stride),
        "the output of Conv1 for images of " + image.height() + "x" + image.width(),
        remedy);
  }

  private static void fits(
      String layer, int kernel, int height, int width, String what, int remedy) {
    if (kernel > height || kernel > width) {
      throw new InvalidSettingException(
          "%s: a kernel of %dx%d does not fit %s, which is %dx%d; --conv1-size %d --primary-size %d would"
              .formatted(layer, kernel, kernel, what, height, width, remedy, remedy));
    }
  }

  /**
   * Size of kernels of both layers that fit an image: of its side the part that the paper's are of
   * MNIST's, if a stride lets them.
   */
  private static int fittingKernel(ImageExtents image, int stride) {
    int side = Math.min(image.height(), image.width());
    int kernel = Math.max(1, Math.round(9f * side / 28));
    while (kernel > 1 && kernel + stride * (kernel - 1) > side) {
      kernel--;
    }
    return kernel;
  }

  private static void positive(String layer, String setting, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      String found = value == Math.rint(value) ? String.valueOf((long) value) : "" + value;
      throw new InvalidSettingException(
          layer + ": " + setting + " must be positive, found " + found);
    }
  }

  private static int extent(int input, int kernel, int stride) {
    return (input - kernel) / stride + 1;
  }

  /** Rows of Conv1's output. */
  public int conv1Height() {
    return extent(image.height(), conv1.size, conv1.stride);
  }

  /** Columns of Conv1's output. */
  public int conv1Width() {
    return extent(image.width(), conv1.size, conv1.stride);
  }

  /** Rows of places where primary capsules lie. */
  public int gridHeight() {
    return extent(conv1Height(), primaryCaps.size, primaryCaps.stride);
  }

  /** Columns of places where primary capsules lie. */
  public int gridWidth() {
    return extent(conv1Width(), primaryCaps.size, primaryCaps.stride);
  }

  /** Number of primary capsules: types times places. */
  public int primaryCapsules() {
    return Math.multiplyExact(gridHeight() * gridWidth(), primaryCaps.types);
  }

  /** Numbers the decoder reads. */
  public int decoderInputs() {
    return decoder.input == DecoderInput.ALL_MASKED
        ? classes * digitCaps.dimensions
        : digitCaps.dimensions;
  }

  /** A builder that starts from this configuration. */
  public CapsNetConfigurationBuilder toBuilder() {
    return new CapsNetConfigurationBuilder(this);
  }

  @Override
  public CapsNet newModel() {
    return new CapsNet(this);
  }

  @Override
  public CapsNetConfiguration resized(ImageExtents image, int classes) {
    return toBuilder().image(image).classes(classes).build();
  }

  @Override
  public Optional<ModelConfiguration> miniature() {
    return Optional.of(
        toBuilder()
            .conv1Kernels(FEW_CHANNELS)
            .primaryTypes(Math.max(1, FEW_CHANNELS / 2 / primaryCaps.dimensions()))
            .decoderHidden(decoder.hidden().stream().map(width -> FEW_CHANNELS).toList())
            .build());
  }

  @Override
  public Optional<KernelShapes> kernelShapes() {
    return Optional.of(KERNEL_SHAPES);
  }

  @Override
  public void requireOverlap() {
    if (decoder.enabled() && decoder.trainingMask() != DecoderMask.TRUE_LABEL) {
      throw new InvalidSettingException(
          "decoder: overlapping images are drawn from the capsules of their labels, found a mask by"
              + " the longest capsule");
    }
  }
}
