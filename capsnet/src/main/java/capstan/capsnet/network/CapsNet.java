package capstan.capsnet.network;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.autograd.init.InitialDistribution;
import capstan.autograd.loss.MarginLoss;
import capstan.autograd.loss.SumOfSquares;
import capstan.autograd.op.Add;
import capstan.autograd.op.Scale;
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
  private final Margins margins;

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
    decoder = Optional.of(configuration).filter(with -> with.decoder().enabled()).map(Decoder::new);
    CapsNetLoss loss = configuration.loss();
    margins = new Margins(loss.presentMargin(), loss.absentMargin(), loss.absentWeight());
    CapsNetLoss.LastPhase phase = loss.lastPhase();
    late =
        phase.part() == 0
            ? this
            : new CapsNet(
                this,
                new Margins(phase.presentMargin(), phase.absentMargin(), phase.absentWeight()));
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
  private CapsNet(CapsNet network, Margins margins) {
    configuration = network.configuration;
    conv1 = network.conv1;
    primaryCaps = network.primaryCaps;
    between = network.between;
    digitCaps = network.digitCaps;
    decoder = network.decoder;
    this.margins = margins;
    late = this;
  }

  /** Of the margin loss: m⁺, m⁻ and λ. */
  private record Margins(double present, double absent, double absentWeight) {}

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
    return configuration.loss().lastPhase().has(step, totalSteps) ? late : this;
  }

  @Override
  public TrainingGraph recordTraining(
      Tape tape, Tensor shown, Tensor drawn, Tensor targets, long seed) {
    return recordTraining(tape, shown, targets, List.of(targets), List.of(drawn));
  }

  /** The margin loss of both classes, and each drawn from its own capsule and compared. */
  @Override
  public TrainingGraph recordOverlapTraining(Tape tape, Tensor frames, Tensor targets) {
    configuration.requireOverlap();
    int batch = frames.shape().extent(0) / 3;
    return recordTraining(
        tape,
        frames.slice(0, batch),
        targets.slice(0, batch),
        List.of(targets.slice(batch, batch), targets.slice(2 * batch, batch)),
        List.of(frames.slice(batch, batch), frames.slice(2 * batch, batch)));
  }

  /** Each of the selections is drawn and compared with the source of the same place. */
  private TrainingGraph recordTraining(
      Tape tape, Tensor images, Tensor targets, List<Tensor> selections, List<Tensor> sources) {
    Variable capsules = recordCapsules(tape, images);
    Variable lengths = Lengths.lengths(capsules);
    tape.scope("margin loss");
    Variable labels = tape.constant(targets);
    Variable margin =
        MarginLoss.marginLoss(
            lengths, labels, margins.present(), margins.absent(), margins.absentWeight());
    if (decoder.isEmpty()) {
      return new TrainingGraph(margin, margin, Optional.empty(), lengths);
    }
    Variable error = null;
    for (int drawing = 0; drawing < sources.size(); drawing++) {
      Variable shown =
          configuration.decoder().trainingMask() == DecoderMask.TRUE_LABEL
              ? tape.constant(selections.get(drawing))
              : LongestCapsule.longestCapsule(lengths.detach());
      Variable drawn = decoder.get().record(tape, capsules, shown);
      tape.scope("reconstruction");
      Tensor flat = sources.get(drawing).reshape(drawn.shape());
      Variable each = SumOfSquares.sumOfSquares(drawn, tape.constant(flat));
      error = error == null ? each : Add.add(error, each);
    }
    Variable reconstruction = Scale.scale(error, reconstructionFactor(images.shape().extent(0)));
    tape.scope("loss");
    return new TrainingGraph(
        Add.add(margin, reconstruction), margin, Optional.of(reconstruction), lengths);
  }

  /** From the sum of squares over a batch to its part in the loss. */
  private float reconstructionFactor(int batch) {
    CapsNetLoss loss = configuration.loss();
    double each = loss.reconstructionWeight() / batch;
    return (float)
        (loss.reconstructionError() == ReconstructionError.SUM
            ? each
            : each / configuration.image().numbers());
  }

  @Override
  public Optional<CapsuleDrawing> drawing() {
    return decoder.map(CapsuleDrawing.class::cast);
  }

  @Override
  public double classificationLoss(float[] scores, int offset, int label) {
    double sum = 0;
    for (int j = 0; j < configuration.classes(); j++) {
      sum += marginLoss(scores[offset + j], j == label);
    }
    return sum;
  }

  @Override
  public double overlapLoss(float[] scores, int offset, float[] targets, int start) {
    double sum = 0;
    for (int j = 0; j < configuration.classes(); j++) {
      sum += marginLoss(scores[offset + j], targets[start + j] > 0);
    }
    return sum;
  }

  private double marginLoss(double length, boolean there) {
    return MarginLoss.ofOne(
        length, there, margins.present(), margins.absent(), margins.absentWeight());
  }
}
