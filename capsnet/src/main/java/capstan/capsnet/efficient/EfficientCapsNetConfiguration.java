package capstan.capsnet.efficient;

import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetLoss;
import capstan.capsnet.network.DecoderInput;
import capstan.capsnet.network.DecoderMask;
import capstan.capsnet.network.ReconstructionError;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.capsnet.setting.Tunable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every switch of an Efficient-CapsNet. Its kernels are fixed: 5x5, 3x3, 3x3 and 3x3 with stride 2,
 * each followed by ReLU and batch normalization (momentum 0.99, epsilon 1e-3, as in Keras), and a
 * depthwise one as large as what they leave of the image.
 *
 * @param image the images it takes
 * @param classes output capsules, one a class
 * @param channels of the four convolutions
 * @param capsules their dimensions
 * @param decoder the reconstruction network
 * @param loss margins and weights
 */
public record EfficientCapsNetConfiguration(
    ImageExtents image,
    int classes,
    @Tunable(
            name = "feature-channels",
            help = "Of efficient: channels of its four convolutions",
            most = 65_536)
        List<Integer> channels,
    Capsules capsules,
    CapsNetConfiguration.Decoder decoder,
    CapsNetLoss loss)
    implements ModelConfiguration {

  /** As published, for MNIST. */
  public static final EfficientCapsNetConfiguration MNIST =
      new EfficientCapsNetConfiguration(
          ImageExtents.MNIST,
          10,
          List.of(32, 64, 64, 128),
          new Capsules(8, 16),
          new CapsNetConfiguration.Decoder(
              true, List.of(512, 1024), DecoderInput.ALL_MASKED, DecoderMask.TRUE_LABEL),
          new CapsNetLoss(
              0.9, 0.1, 0.5, 0.392, ReconstructionError.MEAN, CapsNetLoss.LastPhase.NONE));

  /** The smallest side that leaves a place: 5, 3 and 3 rows, of which 3 more make one. */
  private static final int SMALLEST_SIDE = 11;

  /** Two vectors of channels at 512 bits, so that microkernels see whole tiles. */
  private static final int FEW = 32;

  /**
   * Dimensions of capsules.
   *
   * @param primary numbers per primary capsule; as many capsules as that divides the last channels
   * @param digit numbers per output capsule
   */
  public record Capsules(
      @Tunable(name = "primary-dimensions", help = "Numbers per primary capsule", most = 1_024)
          int primary,
      @Tunable(name = "digit-dimensions", help = "Numbers per output capsule", most = 1_024)
          int digit) {
    /**
     * Checks the bounds.
     *
     * @throws InvalidSettingException if a number is outside
     */
    public Capsules {
      Setting.check(Capsules.class, primary, digit);
    }
  }

  /**
   * Checks the bounds. Whether the kernels fit the images is checked by {@link #resized} and {@link
   * #newModel()}: until the images are known, any will do.
   *
   * @throws InvalidSettingException if a number is outside
   */
  public EfficientCapsNetConfiguration {
    Setting.check(
        EfficientCapsNetConfiguration.class, image, classes, channels, capsules, decoder, loss);
    channels = List.copyOf(channels);
    if (classes < 2) {
      throw new InvalidSettingException("classes must be at least 2, found " + classes);
    }
    if (channels.size() != 4) {
      throw new InvalidSettingException(
          "feature-channels: expected 4 numbers, one a convolution, found " + channels.size());
    }
    if (channels.getLast() % capsules.primary() != 0) {
      throw new InvalidSettingException(
          "feature-channels: the last must be a multiple of the primary-dimensions %d, found %d"
              .formatted(capsules.primary(), channels.getLast()));
    }
  }

  /**
   * With another value of one setting.
   *
   * @param setting its name, such as {@code feature-channels}: the options of the command line
   * @param value of the setting's type
   * @throws InvalidSettingException if there is no such setting, or it cannot be so
   */
  public EfficientCapsNetConfiguration with(String setting, Object value) {
    return Setting.changed(this, Map.of(setting, value));
  }

  @Override
  public EfficientCapsNet newModel() {
    requireFit();
    return new EfficientCapsNet(this);
  }

  @Override
  public EfficientCapsNetConfiguration resized(ImageExtents images, int labels) {
    EfficientCapsNetConfiguration resized =
        new EfficientCapsNetConfiguration(images, labels, channels, capsules, decoder, loss);
    resized.requireFit();
    return resized;
  }

  private void requireFit() {
    if (Math.min(image.height(), image.width()) < SMALLEST_SIDE) {
      throw new InvalidSettingException(
          "efficient needs images of at least %1$dx%1$d, found %2$dx%3$d"
              .formatted(SMALLEST_SIDE, image.height(), image.width()));
    }
  }

  @Override
  public Optional<ModelConfiguration> miniature() {
    List<Integer> widths = decoder.hidden().stream().map(width -> FEW).toList();
    return Optional.of(with("decoder-hidden", widths));
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
