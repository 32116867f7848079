package capstan.capsnet.efficient;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.BatchNormalization;
import capstan.capsnet.layer.Convolution;
import capstan.capsnet.layer.DepthwiseCapsules;
import capstan.capsnet.layer.Kernels;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.SelfAttentionCapsules;
import capstan.capsnet.network.CapsuleNetwork;
import capstan.capsnet.network.CapsuleObjective;
import capstan.capsnet.network.Decoder;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The capsule network of Mazzia, Salvetti and Chiaberge (2021): four convolutions with batch
 * normalization, primary capsules of a depthwise convolution, output capsules routed by
 * self-attention, and a decoder that draws the image again from the chosen capsule.
 */
public final class EfficientCapsNet extends CapsuleNetwork {
  private static final InitialDistribution ZEROS = InitialDistribution.constant(0);

  private final EfficientCapsNetConfiguration configuration;
  private final List<Layer> features;
  private final DepthwiseCapsules primaryCaps;
  private final SelfAttentionCapsules digitCaps;
  private final CapsuleObjective objective;

  /**
   * A network whose parameters are all zero.
   *
   * @param configuration every switch
   * @throws InvalidSettingException if a layer has more numbers than one array holds
   */
  EfficientCapsNet(EfficientCapsNetConfiguration configuration) {
    this.configuration = configuration;
    features = new ArrayList<>();
    Shape shape = configuration.image().shape();
    for (int k = 1; k <= configuration.channels().size(); k++) {
      int kernels = configuration.channels().get(k - 1);
      Convolution convolution =
          new Convolution(
              "conv" + k,
              shape,
              new Kernels(kernels, k == 1 ? 5 : 3, k == 4 ? 2 : 1, 0),
              Activation.RELU,
              InitialDistribution.heNormal(),
              ZEROS);
      features.add(convolution);
      features.add(new BatchNormalization("batch_norm" + k, convolution.output()));
      shape = convolution.output();
    }
    primaryCaps = new DepthwiseCapsules("primary_caps", shape, configuration.capsules().primary());
    digitCaps =
        new SelfAttentionCapsules(
            "digit_caps",
            primaryCaps.output(),
            Shape.of(configuration.classes(), configuration.capsules().digit()));
    Optional<Decoder> decoder =
        configuration.decoder().enabled()
            ? Optional.of(
                new Decoder(
                    configuration.decoder(),
                    digitCaps.output(),
                    configuration.image().shape(),
                    InitialDistribution.heNormal(),
                    ZEROS))
            : Optional.empty();
    objective =
        new CapsuleObjective(
            configuration.loss(),
            SelfAttentionCapsules.LENGTH_EPSILON,
            configuration.decoder().trainingMask(),
            decoder);
  }

  @Override
  public EfficientCapsNetConfiguration configuration() {
    return configuration;
  }

  @Override
  protected List<Layer> encoder() {
    List<Layer> layers = new ArrayList<>(features);
    layers.add(primaryCaps);
    layers.add(digitCaps);
    return layers;
  }

  @Override
  protected CapsuleObjective objective() {
    return objective;
  }

  /** Normalizations are folded into what comes after them where the tape does not train. */
  @Override
  public Variable recordCapsules(Tape tape, Tensor images) {
    Variable x = tape.constant(images);
    for (int k = 0; k < features.size(); k += 2) {
      x = k == 0 ? features.get(k).apply(x) : normalization(k - 1).apply(x, features.get(k));
    }
    return digitCaps.apply(normalization(features.size() - 1).apply(x, primaryCaps));
  }

  private BatchNormalization normalization(int index) {
    return (BatchNormalization) features.get(index);
  }

  @Override
  public OptionalInt capsuleDimensions() {
    return OptionalInt.of(digitCaps.output().extent(1));
  }
}
