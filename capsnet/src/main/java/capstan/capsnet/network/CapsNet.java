package capstan.capsnet.network;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.autograd.capsule.RoutedCapsules;
import capstan.autograd.capsule.Squash;
import capstan.autograd.loss.MarginLoss;
import capstan.autograd.loss.SumOfSquares;
import capstan.autograd.op.Add;
import capstan.autograd.op.Convolve;
import capstan.autograd.op.Relu;
import capstan.autograd.op.Scale;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.CapsuleDrawing;
import capstan.capsnet.model.ConvolutionLayer;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.OverlapModel;
import capstan.capsnet.model.RoutedModel;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The capsule network of Sabour, Frosst and Hinton (2017): a convolution, primary capsules, output
 * capsules routed by agreement, and a decoder that draws the image again from the chosen capsule.
 */
public final class CapsNet implements OverlapModel, RoutedModel {
  private final CapsNetConfiguration configuration;
  private final CapsNetParameters parameters;

  /** Null without. */
  private final Decoder decoder;

  /**
   * A network whose parameters are all zero.
   *
   * @param configuration every switch
   * @throws InvalidSettingException if a layer has more numbers than one array holds
   */
  CapsNet(CapsNetConfiguration configuration) {
    new CapsNetLayers(configuration).requireSizes();
    this.configuration = configuration;
    parameters = CapsNetParameters.of(configuration);
    decoder = configuration.decoder().enabled() ? new Decoder(configuration) : null;
  }

  @Override
  public CapsNetConfiguration configuration() {
    return configuration;
  }

  @Override
  public List<ModelParameter> modelParameters() {
    List<ModelParameter> all = new ArrayList<>(parameters.all());
    if (decoder != null) {
      all.addAll(decoder.parameters());
    }
    return all;
  }

  @Override
  public Variable recordPrimaryCapsules(Tape tape, Tensor images) {
    tape.scope("conv1");
    Variable features =
        Convolve.convolveRelu(
            tape.constant(images),
            tape.parameter(parameters.conv1Weight().parameter()),
            tape.parameter(parameters.conv1Bias().parameter()),
            configuration.conv1().stride(),
            0);

    tape.scope("primary_caps");
    CapsNetConfiguration.PrimaryCaps primary = configuration.primaryCaps();
    Variable bias = tape.parameter(parameters.primaryBias().parameter());
    if (primary.scale() != 1) {
      // In the authors' code the factor is of the convolution alone and the bias comes after it:
      // scale · x + bias = scale · (x + bias / scale), and the bias is the smaller of the two.
      bias = Scale.scale(bias, (float) (1 / primary.scale()));
    }
    Variable channels =
        Convolve.convolve(
            features,
            tape.parameter(parameters.primaryWeight().parameter()),
            bias,
            primary.stride(),
            0);
    if (primary.relu()) {
      channels = Relu.relu(channels);
    }
    if (primary.scale() != 1) {
      channels = Scale.scale(channels, (float) primary.scale());
    }
    // Channels-last memory is [place, type, dimension]: a capsule's numbers already lie together.
    int batch = images.shape().extent(0);
    Variable cut = channels.reshape(batch, configuration.primaryCapsules(), primary.dimensions());
    return Squash.squash(cut, (float) configuration.squashEpsilon());
  }

  /** Records images [B, H, W, C] to output capsules [B, classes, dimensions]. */
  private Variable recordCapsules(Tape tape, Tensor images) {
    Variable primaryCapsules = recordPrimaryCapsules(tape, images);
    tape.scope("digit_caps");
    return RoutedCapsules.route(
        primaryCapsules,
        tape.parameter(parameters.transformationMatrices().parameter()),
        parameters.digitBias().map(bias -> tape.parameter(bias.parameter())).orElse(null),
        configuration.digitCaps().rounds(),
        configuration.digitCaps().gradient() == RoutingGradient.ALL_ROUNDS,
        (float) configuration.squashEpsilon());
  }

  @Override
  public TrainingGraph recordTraining(Tape tape, Tensor images, Tensor targets, long seed) {
    return recordTraining(tape, images, targets, List.of(targets), List.of(images));
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
    CapsNetConfiguration.Loss loss = configuration.loss();
    Variable labels = tape.constant(targets);
    Variable margin =
        MarginLoss.marginLoss(
            lengths, labels, loss.presentMargin(), loss.absentMargin(), loss.absentWeight());
    if (decoder == null) {
      return new TrainingGraph(margin, margin, Optional.empty(), lengths);
    }
    Variable error = null;
    for (int drawing = 0; drawing < sources.size(); drawing++) {
      Variable shown =
          configuration.decoder().trainingMask() == DecoderMask.TRUE_LABEL
              ? tape.constant(selections.get(drawing))
              : LongestCapsule.longestCapsule(lengths.detach());
      Variable drawn = decoder.record(tape, capsules, shown);
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
    CapsNetConfiguration.Loss loss = configuration.loss();
    double each = loss.reconstructionWeight() / batch;
    return (float)
        (loss.reconstructionError() == ReconstructionError.SUM
            ? each
            : each / configuration.image().numbers());
  }

  @Override
  public InferenceGraph recordInference(Tape tape, Tensor images) {
    Variable capsules = recordCapsules(tape, images);
    return new InferenceGraph(Lengths.lengths(capsules), Optional.of(capsules));
  }

  @Override
  public Routing routing() {
    return new Routing(
        parameters.transformationMatrices().parameter().value(),
        parameters.digitBias().map(bias -> bias.parameter().value()),
        configuration.digitCaps().rounds(),
        configuration.squashEpsilon(),
        configuration.gridHeight(),
        configuration.gridWidth());
  }

  @Override
  public OptionalInt capsuleDimensions() {
    return OptionalInt.of(configuration.digitCaps().dimensions());
  }

  @Override
  public Optional<CapsuleDrawing> drawing() {
    return Optional.ofNullable(decoder);
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
    CapsNetConfiguration.Loss loss = configuration.loss();
    return MarginLoss.ofOne(
        length, there, loss.presentMargin(), loss.absentMargin(), loss.absentWeight());
  }

  @Override
  public List<LayerSummary> layers() {
    List<LayerSummary> layers = new ArrayList<>(new CapsNetLayers(configuration).of(parameters));
    if (decoder != null) {
      layers.addAll(decoder.layers());
    }
    return layers;
  }

  @Override
  public List<ConvolutionLayer> convolutions(int batch) {
    return new CapsNetLayers(configuration).convolutions(batch);
  }

  @Override
  public long scratchBytes(Backend backend, int batch) {
    return new CapsNetLayers(configuration).scratchBytes(backend, batch);
  }
}
