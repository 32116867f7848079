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
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.layer.SelfAttentionCapsules;
import capstan.capsnet.model.CapsuleDrawing;
import capstan.capsnet.model.DrawingModel;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.OverlapModel;
import capstan.capsnet.model.TrainingGraph;
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
public final class EfficientCapsNet implements DrawingModel, OverlapModel {
  private static final InitialDistribution ZEROS = InitialDistribution.constant(0);

  private final EfficientCapsNetConfiguration configuration;
  private final List<Layer> features;
  private final DepthwiseCapsules primaryCaps;
  private final SelfAttentionCapsules digitCaps;
  private final Optional<Decoder> decoder;
  private final CapsuleObjective objective;

  /** The same network with the margins of the run's last phase; itself if there is none. */
  private final EfficientCapsNet late;

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
    decoder =
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
    late = objective.late().map(other -> new EfficientCapsNet(this, other)).orElse(this);
  }

  /** The same network, with another loss. */
  private EfficientCapsNet(EfficientCapsNet network, CapsuleObjective objective) {
    configuration = network.configuration;
    features = network.features;
    primaryCaps = network.primaryCaps;
    digitCaps = network.digitCaps;
    decoder = network.decoder;
    this.objective = objective;
    late = this;
  }

  @Override
  public EfficientCapsNetConfiguration configuration() {
    return configuration;
  }

  @Override
  public List<Layer> layers() {
    List<Layer> layers = new ArrayList<>(features);
    layers.add(primaryCaps);
    layers.add(digitCaps);
    decoder.ifPresent(drawing -> layers.addAll(drawing.layers()));
    return layers;
  }

  @Override
  public List<LayerSummary> summary() {
    List<LayerSummary> rows = new ArrayList<>();
    features.forEach(layer -> rows.add(layer.summary()));
    rows.add(primaryCaps.summary());
    rows.add(digitCaps.summary());
    decoder.ifPresent(drawing -> rows.addAll(drawing.summary()));
    return rows;
  }

  /** Normalizations are folded into what comes after them where the tape does not train. */
  private Variable recordCapsules(Tape tape, Tensor images) {
    Variable x = tape.constant(images);
    for (int k = 0; k < features.size(); k += 2) {
      x = k == 0 ? features.get(k).apply(x) : normalization(k - 1).apply(x, features.get(k));
    }
    return digitCaps.apply(normalization(features.size() - 1).apply(x, primaryCaps));
  }

  private BatchNormalization normalization(int index) {
    return (BatchNormalization) features.get(index);
  }

  /** With the margins of the last phase in the steps that have them. */
  @Override
  public EfficientCapsNet learningAt(long step, long totalSteps) {
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
  public InferenceGraph recordInference(Tape tape, Tensor images) {
    Variable capsules = recordCapsules(tape, images);
    return new InferenceGraph(objective.lengths(capsules), Optional.of(capsules));
  }

  @Override
  public OptionalInt capsuleDimensions() {
    return OptionalInt.of(digitCaps.output().extent(1));
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
