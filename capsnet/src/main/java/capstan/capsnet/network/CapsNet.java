package capstan.capsnet.network;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.CapsuleLayer;
import capstan.capsnet.layer.Convolution;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.layer.OutputCapsules;
import capstan.capsnet.layer.PrimaryCapsules;
import capstan.capsnet.layer.Routing;
import capstan.capsnet.model.CapsuleDrawing;
import capstan.capsnet.model.DrawingModel;
import capstan.capsnet.model.OverlapModel;
import capstan.capsnet.model.RoutedModel;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The capsule network of Sabour, Frosst and Hinton (2017): a convolution, primary capsules, output
 * capsules routed by agreement, and a decoder that draws the image again from the chosen capsule.
 */
public final class CapsNet implements DrawingModel, OverlapModel, RoutedModel {
  private final CapsNetConfiguration configuration;
  private final Convolution conv1;
  private final PrimaryCapsules primaryCaps;
  private final List<OutputCapsules> between;
  private final OutputCapsules digitCaps;
  private final Optional<Decoder> decoder;
  private final CapsuleObjective objective;

  /** The same network with the margins of the run's last phase; itself if there is none. */
  private final CapsNet late;

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
    decoder =
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
    late = objective.late().map(other -> new CapsNet(this, other)).orElse(this);
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

  /** The same network, with another loss. */
  private CapsNet(CapsNet network, CapsuleObjective objective) {
    configuration = network.configuration;
    conv1 = network.conv1;
    primaryCaps = network.primaryCaps;
    between = network.between;
    digitCaps = network.digitCaps;
    decoder = network.decoder;
    this.objective = objective;
    late = this;
  }

  @Override
  public CapsNetConfiguration configuration() {
    return configuration;
  }

  @Override
  public List<Layer> layers() {
    List<Layer> layers = new ArrayList<>(classifier());
    decoder.ifPresent(drawing -> layers.addAll(drawing.layers()));
    return layers;
  }

  private List<Layer> classifier() {
    List<Layer> layers = new ArrayList<>(List.of(conv1, primaryCaps));
    layers.addAll(between);
    layers.add(digitCaps);
    return layers;
  }

  @Override
  public List<LayerSummary> summary() {
    List<LayerSummary> rows = new ArrayList<>();
    classifier().forEach(layer -> rows.add(layer.summary()));
    decoder.ifPresent(drawing -> rows.addAll(drawing.summary()));
    return rows;
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

  /** With the margins of {@link CapsNetLoss.LastPhase} in the steps that have them. */
  @Override
  public CapsNet learningAt(long step, long totalSteps) {
    return objective.isLate(step, totalSteps) ? late : this;
  }

  @Override
  public TrainingGraph recordTraining(
      Tape tape, Tensor shown, Tensor drawn, Tensor targets, long seed) {
    return objective.record(recordCapsules(tape, shown), targets, List.of(targets), List.of(drawn));
  }

  /** The margin loss of both classes, and each drawn from its own capsule and compared. */
  @Override
  public TrainingGraph recordOverlapTraining(Tape tape, Tensor frames, Tensor targets) {
    configuration.requireOverlap();
    return objective.recordOverlap(images -> recordCapsules(tape, images), frames, targets);
  }

  @Override
  public Optional<CapsuleDrawing> drawing() {
    return decoder.map(CapsuleDrawing.class::cast);
  }

  @Override
  public double classificationLoss(float[] scores, int offset, int label) {
    return objective.marginLoss(scores, offset, configuration.classes(), j -> j == label);
  }

  @Override
  public double overlapLoss(float[] scores, int offset, float[] targets, int start) {
    return objective.marginLoss(
        scores, offset, configuration.classes(), j -> targets[start + j] > 0);
  }
}
