package capstan.capsnet.network;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.CapsuleLayer;
import capstan.capsnet.layer.Convolution;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.OutputCapsules;
import capstan.capsnet.layer.PrimaryCapsules;
import capstan.capsnet.layer.Routing;
import capstan.capsnet.model.RoutedModel;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The capsule network of Sabour, Frosst and Hinton (2017): a convolution, primary capsules, output
 * capsules routed by agreement, and a decoder that draws the image again from the chosen capsule.
 */
public final class CapsNet extends CapsuleNetwork implements RoutedModel {
  private final CapsNetConfiguration configuration;
  private final Convolution conv1;
  private final PrimaryCapsules primaryCaps;
  private final List<OutputCapsules> between;
  private final OutputCapsules digitCaps;
  private final CapsuleObjective objective;

  /**
   * A network whose parameters are all zero.
   *
   * @param configuration every switch
   * @throws InvalidSettingException if a layer has more numbers than one array holds
   */
  CapsNet(CapsNetConfiguration configuration) {
    this.configuration = configuration;
    CapsNetConfiguration.InitialValues initial = configuration.initialValues();
    conv1 =
        new Convolution(
            "conv1",
            configuration.image().shape(),
            configuration.conv1().shape(),
            Activation.RELU,
            configuration.startsAsStack() ? InitialDistribution.heUniform() : initial.conv1(),
            initial.biases());
    CapsNetConfiguration.PrimaryCaps primary = configuration.primaryCaps();
    Convolution cut =
        new Convolution(
            "primary_caps.conv",
            conv1.output(),
            primary.shape(),
            primary.relu() ? Activation.RELU : Activation.NONE,
            initial.primaryCaps(),
            initial.biases());
    double epsilon = configuration.squashEpsilon();
    primaryCaps =
        new PrimaryCapsules("primary_caps", cut, primary.types(), primary.scale(), epsilon);
    CapsNetConfiguration.DigitCaps digit = configuration.digitCaps();
    between = between();
    digitCaps =
        routed(
            "digit_caps",
            between.isEmpty() ? primaryCaps : between.getLast(),
            new CapsuleCount(configuration.classes(), digit.dimensions()),
            Optional.of(initial.biases()).filter(biases -> digit.bias()));
    Optional<Decoder> decoder =
        configuration.decoder().enabled()
            ? Optional.of(
                new Decoder(
                    configuration.decoder(),
                    digitCaps.output(),
                    configuration.image().shape(),
                    initial.decoder(),
                    initial.biases()))
            : Optional.empty();
    objective =
        new CapsuleObjective(
            configuration.loss(), 0, configuration.decoder().trainingMask(), decoder);
  }

  private List<OutputCapsules> between() {
    List<OutputCapsules> layers = new ArrayList<>();
    CapsuleLayer below = primaryCaps;
    for (CapsuleCount count : configuration.digitCaps().hidden()) {
      OutputCapsules layer =
          routed("digit_layers." + layers.size(), below, count, Optional.empty());
      layers.add(layer);
      below = layer;
    }
    return List.copyOf(layers);
  }

  private OutputCapsules routed(
      String name, CapsuleLayer below, CapsuleCount count, Optional<InitialDistribution> biases) {
    CapsNetConfiguration.DigitCaps digit = configuration.digitCaps();
    boolean all = digit.gradient() == RoutingGradient.ALL_ROUNDS;
    Routing routing = new Routing(digit.rounds(), all, configuration.squashEpsilon());
    return new OutputCapsules(
        name,
        below.output(),
        below.grid().types(),
        count.shape(),
        routing,
        matrices(routing, below, count),
        biases);
  }

  /**
   * Matrices, of a stack by {@link Routing#steady} unless another law than the usual one is given.
   */
  private InitialDistribution matrices(Routing routing, CapsuleLayer below, CapsuleCount count) {
    return configuration.startsAsStack()
        ? routing.steady(below, below.output().extent(0), count.shape())
        : configuration.initialValues().digitCaps();
  }

  @Override
  public CapsNetConfiguration configuration() {
    return configuration;
  }

  @Override
  protected List<Layer> encoder() {
    List<Layer> layers = new ArrayList<>(List.of(conv1, primaryCaps));
    layers.addAll(between);
    layers.add(digitCaps);
    return layers;
  }

  @Override
  protected CapsuleObjective objective() {
    return objective;
  }

  @Override
  public PrimaryCapsules primaryCapsules() {
    return primaryCaps;
  }

  @Override
  public List<OutputCapsules> hiddenCapsules() {
    return between;
  }

  @Override
  public OutputCapsules outputCapsules() {
    return digitCaps;
  }

  @Override
  public Variable recordPrimaryCapsules(Tape tape, Tensor images) {
    return primaryCaps.apply(conv1.apply(tape.constant(images)));
  }

  @Override
  public Variable recordCapsules(Tape tape, Tensor images) {
    return RoutedModel.super.recordCapsules(tape, images);
  }
}
