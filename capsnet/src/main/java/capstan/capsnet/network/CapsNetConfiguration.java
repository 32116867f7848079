package capstan.capsnet.network;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.layer.Kernels;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.capsnet.setting.Tunable;
import capstan.core.Shape;
import capstan.core.jit.KernelShapes;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.RoutingGeometry;
import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every switch of a capsule network. Sources disagree on many of them; {@link CapsNetPresets} has
 * the combinations of the well-known ones, and {@link #with} changes single switches.
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
    @Tunable(
            name = "squash-epsilon",
            help = "Added to |s|^2 under squash's root",
            least = 0,
            most = 0.5)
        double squashEpsilon,
    Decoder decoder,
    CapsNetLoss loss,
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
  public record Conv1(
      @Tunable(name = "conv1-kernels", help = "Kernels of Conv1", most = 65_536) int kernels,
      @Tunable(name = "conv1-size", help = "Their rows and columns", most = 1_024) int size,
      @Tunable(name = "conv1-stride", help = "Their stride", most = 1_024) int stride) {
    /**
     * Checks the bounds.
     *
     * @throws InvalidSettingException if a number is outside
     */
    public Conv1 {
      Setting.check(Conv1.class, kernels, size, stride);
    }

    Kernels shape() {
      return new Kernels(kernels, size, stride, 0);
    }
  }

  /**
   * The primary capsules: a convolution with bias and without padding, cut into capsules and
   * squashed.
   *
   * @param types capsules at one place
   * @param dimensions numbers per capsule
   * @param size rows and columns of a kernel
   * @param stride step of the kernel
   * @param relu whether negative numbers become zero before the squash
   * @param scale what the convolution is multiplied by before its bias is added; 1/32 stands for
   *     the one-round routing of the authors' code, whose bias comes after the coefficients
   */
  public record PrimaryCaps(
      @Tunable(name = "primary-types", help = "Primary capsules at one place", most = 65_536)
          int types,
      @Tunable(name = "primary-dimensions", help = "Numbers per primary capsule", most = 1_024)
          int dimensions,
      @Tunable(
              name = "primary-size",
              help = "Rows and columns of the kernels of PrimaryCaps",
              most = 1_024)
          int size,
      @Tunable(name = "primary-stride", help = "Their stride", most = 1_024) int stride,
      @Tunable(name = "primary-relu", help = "ReLU before the squash of PrimaryCaps, or not")
          boolean relu,
      @Tunable(
              name = "primary-scale",
              help =
                  "Factor of the convolution of PrimaryCaps, before its bias and the squash;"
                      + " 0.03125 in the authors' code",
              least = 1e-6,
              most = 1e6)
          double scale) {
    /**
     * Checks the bounds.
     *
     * @throws InvalidSettingException if a number is outside
     */
    public PrimaryCaps {
      Setting.check(PrimaryCaps.class, types, dimensions, size, stride, relu, scale);
    }

    Kernels shape() {
      return new Kernels(types * dimensions, size, stride, 0);
    }
  }

  /**
   * The routed output capsules, and those below them that are routed too.
   *
   * @param hidden layers between PrimaryCaps and DigitCaps, from the lowest up; routed as DigitCaps
   *     is, without bias
   * @param dimensions numbers per capsule
   * @param rounds rounds of routing
   * @param gradient which rounds the gradient flows through
   * @param bias whether a bias [classes, dimensions] is added before the squash in each round
   */
  public record DigitCaps(
      @JacksonInject(value = ConfigurationJson.EMPTY_LIST, useInput = OptBoolean.TRUE)
          @Tunable(
              name = "digit-layers",
              help =
                  "Layers of routed capsules between PrimaryCaps and DigitCaps, such as 32x8,16x12:"
                      + " how many capsules, and how many numbers in each")
          List<CapsuleCount> hidden,
      @Tunable(name = "digit-dimensions", help = "Numbers per output capsule", most = 1_024)
          int dimensions,
      @Tunable(name = "routing-rounds", help = "Rounds of routing", most = 100) int rounds,
      @Tunable(
              name = "routing-gradient",
              help = "Rounds the gradient flows through",
              learning = true)
          RoutingGradient gradient,
      @Tunable(
              name = "digit-bias",
              help = "A bias in DigitCaps, added before the squash in each round, or none")
          boolean bias) {
    /**
     * Copies the list and checks the bounds.
     *
     * @throws InvalidSettingException if a number is outside
     */
    public DigitCaps {
      Setting.check(DigitCaps.class, hidden, dimensions, rounds, gradient, bias);
      hidden = List.copyOf(hidden);
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
      @Tunable(name = "decoder", help = "The reconstruction network, or none") boolean enabled,
      @Tunable(
              name = "decoder-hidden",
              help = "Widths of its layers before the last",
              most = 65_536,
              needs = "decoder")
          List<Integer> hidden,
      @Tunable(name = "decoder-input", help = "What it reads", needs = "decoder")
          DecoderInput input,
      @Tunable(
              name = "decoder-mask",
              help = "Whose capsule the decoder is shown in training",
              learning = true,
              needs = "decoder")
          DecoderMask trainingMask) {
    /**
     * Copies the list and checks the widths.
     *
     * @throws InvalidSettingException if a width is outside its bounds
     */
    public Decoder {
      Setting.check(Decoder.class, enabled, hidden, input, trainingMask);
      hidden = List.copyOf(hidden);
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
      @Tunable(name = "initial-conv1", help = "Initial weights of Conv1", learning = true)
          InitialDistribution conv1,
      @Tunable(name = "initial-primary", help = "Initial weights of PrimaryCaps", learning = true)
          InitialDistribution primaryCaps,
      @Tunable(
              name = "initial-w",
              help = "Initial W of DigitCaps, and of its layers below",
              learning = true)
          InitialDistribution digitCaps,
      @Tunable(
              name = "initial-decoder",
              help = "Initial weights of the decoder",
              learning = true,
              needs = "decoder")
          InitialDistribution decoder,
      @Tunable(name = "initial-biases", help = "Initial biases", learning = true)
          InitialDistribution biases) {}

  /**
   * Checks the bounds. Whether the kernels fit the images is checked by {@link #resized} and {@link
   * #newModel()}: until the images are known, any will do.
   *
   * @throws InvalidSettingException if a number is outside
   */
  public CapsNetConfiguration {
    Setting.check(
        CapsNetConfiguration.class,
        image,
        classes,
        conv1,
        primaryCaps,
        digitCaps,
        squashEpsilon,
        decoder,
        loss,
        initialValues);
    if (classes < 2) {
      throw new InvalidSettingException("classes must be at least 2, found " + classes);
    }
  }

  /**
   * With another value of one setting.
   *
   * @param setting its name, such as {@code routing-rounds}: the options of the command line
   * @param value of the setting's type
   * @throws InvalidSettingException if there is no such setting, or it cannot be so
   */
  public CapsNetConfiguration with(String setting, Object value) {
    return Setting.changed(this, Map.of(setting, value));
  }

  @Override
  public CapsNetConfiguration resized(ImageExtents images, int labels) {
    CapsNetConfiguration resized =
        new CapsNetConfiguration(
            images,
            labels,
            conv1,
            primaryCaps,
            digitCaps,
            squashEpsilon,
            decoder,
            loss,
            initialValues);
    resized.requireFit();
    return resized;
  }

  /**
   * Whether its first values are those of a stack: there are hidden layers of capsules, and Conv1
   * and W are left to the usual laws, by which the capsules of a stack would be too short to learn.
   * Conv1 then starts by He's law, and W as {@link capstan.capsnet.layer.Routing#steady} says.
   */
  boolean startsAsStack() {
    InitialValues usual = CapsNetPresets.USUAL;
    return !digitCaps.hidden().isEmpty()
        && initialValues.conv1().equals(usual.conv1())
        && initialValues.digitCaps().equals(usual.digitCaps());
  }

  private void requireFit() {
    try {
      ConvolutionGeometry first = conv1.shape().over("conv1", image.shape(), 1);
      Shape places = Shape.of(first.outHeight(), first.outWidth(), 1);
      primaryCaps.shape().over("primary_caps", places, 1);
    } catch (InvalidSettingException tooLarge) {
      int remedy = fittingKernel(image, conv1.stride);
      throw new InvalidSettingException(
          "%s; for images of %dx%d --conv1-size %d --primary-size %d would"
              .formatted(tooLarge.getMessage(), image.height(), image.width(), remedy, remedy));
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

  @Override
  public CapsNet newModel() {
    requireFit();
    return new CapsNet(this);
  }

  @Override
  public Optional<ModelConfiguration> miniature() {
    int types = Math.max(1, FEW_CHANNELS / 2 / primaryCaps.dimensions());
    List<Integer> widths = decoder.hidden().stream().map(width -> FEW_CHANNELS).toList();
    return Optional.of(
        with("conv1-kernels", FEW_CHANNELS)
            .with("primary-types", types)
            .with("decoder-hidden", widths));
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
