package capstan.capsnet.network;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InvalidSettingException;
import java.util.List;

/**
 * Changes single switches of a {@link CapsNetConfiguration}; each method returns this builder, and
 * {@link #build} checks the whole.
 */
public final class CapsNetConfigurationBuilder {
  private ImageExtents image;
  private int classes;
  private int conv1Kernels;
  private int conv1Size;
  private int conv1Stride;
  private int primaryTypes;
  private int primaryDimensions;
  private int primarySize;
  private int primaryStride;
  private boolean primaryRelu;
  private double primaryScale;
  private int digitDimensions;
  private int routingRounds;
  private RoutingGradient routingGradient;
  private boolean digitBias;
  private double squashEpsilon;
  private boolean decoderEnabled;
  private List<Integer> decoderHidden;
  private DecoderInput decoderInput;
  private DecoderMask decoderMask;
  private double presentMargin;
  private double absentMargin;
  private double absentWeight;
  private double reconstructionWeight;
  private ReconstructionError reconstructionError;
  private InitialDistribution initialConv1;
  private InitialDistribution initialPrimary;
  private InitialDistribution initialDigit;
  private InitialDistribution initialDecoder;
  private InitialDistribution initialBiases;

  CapsNetConfigurationBuilder(CapsNetConfiguration from) {
    image = from.image();
    classes = from.classes();
    conv1Kernels = from.conv1().kernels();
    conv1Size = from.conv1().size();
    conv1Stride = from.conv1().stride();
    primaryTypes = from.primaryCaps().types();
    primaryDimensions = from.primaryCaps().dimensions();
    primarySize = from.primaryCaps().size();
    primaryStride = from.primaryCaps().stride();
    primaryRelu = from.primaryCaps().relu();
    primaryScale = from.primaryCaps().scale();
    digitDimensions = from.digitCaps().dimensions();
    routingRounds = from.digitCaps().rounds();
    routingGradient = from.digitCaps().gradient();
    digitBias = from.digitCaps().bias();
    squashEpsilon = from.squashEpsilon();
    decoderEnabled = from.decoder().enabled();
    decoderHidden = from.decoder().hidden();
    decoderInput = from.decoder().input();
    decoderMask = from.decoder().trainingMask();
    presentMargin = from.loss().presentMargin();
    absentMargin = from.loss().absentMargin();
    absentWeight = from.loss().absentWeight();
    reconstructionWeight = from.loss().reconstructionWeight();
    reconstructionError = from.loss().reconstructionError();
    initialConv1 = from.initialValues().conv1();
    initialPrimary = from.initialValues().primaryCaps();
    initialDigit = from.initialValues().digitCaps();
    initialDecoder = from.initialValues().decoder();
    initialBiases = from.initialValues().biases();
  }

  /**
   * Sets the images the network takes.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder image(ImageExtents value) {
    image = value;
    return this;
  }

  /**
   * Sets the number of output capsules, one a class.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder classes(int value) {
    classes = value;
    return this;
  }

  /**
   * Sets the output channels of the first convolution.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder conv1Kernels(int value) {
    conv1Kernels = value;
    return this;
  }

  /**
   * Sets the rows and columns of the kernels of Conv1.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder conv1Size(int value) {
    conv1Size = value;
    return this;
  }

  /**
   * Sets the step of the kernels of Conv1.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder conv1Stride(int value) {
    conv1Stride = value;
    return this;
  }

  /**
   * Sets the number of primary capsules at one place.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder primaryTypes(int value) {
    primaryTypes = value;
    return this;
  }

  /**
   * Sets how many numbers a primary capsule has.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder primaryDimensions(int value) {
    primaryDimensions = value;
    return this;
  }

  /**
   * Sets the rows and columns of the kernels of PrimaryCaps.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder primarySize(int value) {
    primarySize = value;
    return this;
  }

  /**
   * Sets the step of the kernels of PrimaryCaps.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder primaryStride(int value) {
    primaryStride = value;
    return this;
  }

  /**
   * Sets whether ReLU comes before the squash of PrimaryCaps.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder primaryRelu(boolean value) {
    primaryRelu = value;
    return this;
  }

  /**
   * Sets the factor of the convolution of PrimaryCaps, before its bias.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder primaryScale(double value) {
    primaryScale = value;
    return this;
  }

  /**
   * Sets how many numbers an output capsule has.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder digitDimensions(int value) {
    digitDimensions = value;
    return this;
  }

  /**
   * Sets the rounds of routing.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder routingRounds(int value) {
    routingRounds = value;
    return this;
  }

  /**
   * Sets which rounds the gradient flows through.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder routingGradient(RoutingGradient value) {
    routingGradient = value;
    return this;
  }

  /**
   * Sets whether output capsules have a bias.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder digitBias(boolean value) {
    digitBias = value;
    return this;
  }

  /**
   * Sets what is added to |s|² under the root of squash.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder squashEpsilon(double value) {
    squashEpsilon = value;
    return this;
  }

  /**
   * Sets whether there is a decoder.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder decoderEnabled(boolean value) {
    decoderEnabled = value;
    return this;
  }

  /**
   * Sets the widths of the decoder's hidden layers.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder decoderHidden(List<Integer> value) {
    decoderHidden = value;
    return this;
  }

  /**
   * Sets what the decoder reads.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder decoderInput(DecoderInput value) {
    decoderInput = value;
    return this;
  }

  /**
   * Sets which capsule the decoder is shown while training.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder decoderMask(DecoderMask value) {
    decoderMask = value;
    return this;
  }

  /**
   * Sets m⁺ of the margin loss.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder presentMargin(double value) {
    presentMargin = value;
    return this;
  }

  /**
   * Sets m⁻ of the margin loss.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder absentMargin(double value) {
    absentMargin = value;
    return this;
  }

  /**
   * Sets λ of the margin loss.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder absentWeight(double value) {
    absentWeight = value;
    return this;
  }

  /**
   * Sets the weight of the reconstruction error.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder reconstructionWeight(double value) {
    reconstructionWeight = value;
    return this;
  }

  /**
   * Sets what the weight of the reconstruction error multiplies.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder reconstructionError(ReconstructionError value) {
    reconstructionError = value;
    return this;
  }

  /**
   * Sets the initial weights of Conv1.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder initialConv1(InitialDistribution value) {
    initialConv1 = value;
    return this;
  }

  /**
   * Sets the initial weights of PrimaryCaps.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder initialPrimary(InitialDistribution value) {
    initialPrimary = value;
    return this;
  }

  /**
   * Sets the initial transformation matrices W.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder initialDigit(InitialDistribution value) {
    initialDigit = value;
    return this;
  }

  /**
   * Sets the initial weights of the decoder.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder initialDecoder(InitialDistribution value) {
    initialDecoder = value;
    return this;
  }

  /**
   * Sets the initial biases.
   *
   * @param value the new value
   */
  public CapsNetConfigurationBuilder initialBiases(InitialDistribution value) {
    initialBiases = value;
    return this;
  }

  /**
   * The configuration.
   *
   * @throws InvalidSettingException if the switches do not fit each other
   */
  public CapsNetConfiguration build() {
    return new CapsNetConfiguration(
        image,
        classes,
        new CapsNetConfiguration.Conv1(conv1Kernels, conv1Size, conv1Stride),
        new CapsNetConfiguration.PrimaryCaps(
            primaryTypes, primaryDimensions, primarySize, primaryStride, primaryRelu, primaryScale),
        new CapsNetConfiguration.DigitCaps(
            digitDimensions, routingRounds, routingGradient, digitBias),
        squashEpsilon,
        new CapsNetConfiguration.Decoder(decoderEnabled, decoderHidden, decoderInput, decoderMask),
        new CapsNetConfiguration.Loss(
            presentMargin, absentMargin, absentWeight, reconstructionWeight, reconstructionError),
        new CapsNetConfiguration.InitialValues(
            initialConv1, initialPrimary, initialDigit, initialDecoder, initialBiases));
  }
}
