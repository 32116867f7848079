package capstan.examples;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.autograd.capsule.RoutedCapsules;
import capstan.autograd.capsule.Squash;
import capstan.autograd.init.InitialDistribution;
import capstan.autograd.loss.MarginLoss;
import capstan.autograd.op.Convolve;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.layer.WeightLayout;
import capstan.capsnet.model.ConvolutionLayer;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.ConvolutionGeometry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A capsule network of one's own: a single convolution with large steps, whose output is cut into
 * capsules that are routed to the classes.
 */
public final class OwnCapsules implements Model {
  private static final int SIZE = 9;
  private static final int STRIDE = 4;
  private static final int IN = 8;
  private static final int OUT = 12;
  private static final float EPSILON = 1e-7f;

  private final OwnCapsulesConfiguration configuration;
  private final int height;
  private final int width;
  private final ModelParameter kernels;
  private final ModelParameter bias;
  private final ModelParameter matrices;

  OwnCapsules(OwnCapsulesConfiguration configuration) {
    this.configuration = configuration;
    ImageExtents image = configuration.image();
    height = (image.height() - SIZE) / STRIDE + 1;
    width = (image.width() - SIZE) / STRIDE + 1;
    int types = configuration.types();
    int classes = configuration.classes();
    kernels =
        ModelParameter.convolution(
            "convolution.weight",
            SIZE,
            image.channels(),
            types * IN,
            InitialDistribution.heUniform());
    bias =
        ModelParameter.of(
            "convolution.bias",
            WeightLayout.same(types * IN),
            InitialDistribution.constant(0),
            1,
            1);
    matrices =
        ModelParameter.of(
            "capsules.W",
            WeightLayout.capsules(height * width, types, classes, OUT, IN),
            InitialDistribution.normal(0.1),
            IN,
            OUT);
  }

  @Override
  public OwnCapsulesConfiguration configuration() {
    return configuration;
  }

  @Override
  public List<ModelParameter> modelParameters() {
    return List.of(kernels, bias, matrices);
  }

  private Variable recordCapsules(Tape tape, Tensor images) {
    tape.scope("convolution");
    Variable channels =
        Convolve.convolve(
            tape.constant(images),
            tape.parameter(kernels.parameter()),
            tape.parameter(bias.parameter()),
            STRIDE,
            0);
    int batch = images.shape().extent(0);
    Variable primary = channels.reshape(batch, height * width * configuration.types(), IN);
    tape.scope("capsules");
    return RoutedCapsules.route(
        Squash.squash(primary, EPSILON),
        tape.parameter(matrices.parameter()),
        null,
        configuration.rounds(),
        false,
        EPSILON);
  }

  @Override
  public TrainingGraph recordTraining(Tape tape, Tensor images, Tensor targets, long seed) {
    Variable lengths = Lengths.lengths(recordCapsules(tape, images));
    Variable loss = MarginLoss.marginLoss(lengths, tape.constant(targets));
    return new TrainingGraph(loss, loss, Optional.empty(), lengths);
  }

  @Override
  public InferenceGraph recordInference(Tape tape, Tensor images) {
    Variable capsules = recordCapsules(tape, images);
    return new InferenceGraph(Lengths.lengths(capsules), Optional.of(capsules));
  }

  /** The margin loss again, of one image and in double precision. */
  @Override
  public double classificationLoss(float[] scores, int offset, int label) {
    double sum = 0;
    for (int j = 0; j < configuration.classes(); j++) {
      sum += MarginLoss.ofOne(scores[offset + j], j == label);
    }
    return sum;
  }

  @Override
  public OptionalInt capsuleDimensions() {
    return OptionalInt.of(OUT);
  }

  @Override
  public List<LayerSummary> layers() {
    int primary = height * width * configuration.types();
    long weights = kernels.layout().inside().elements();
    long pairs = matrices.layout().inside().elements();
    return List.of(
        new LayerSummary(
            "Convolution",
            configuration.types() + " types of capsules, kernels " + SIZE + "x" + SIZE,
            Shape.of(primary, IN),
            weights + bias.layout().inside().elements(),
            2.0 * height * width * weights),
        new LayerSummary(
            "Capsules",
            configuration.rounds() + " rounds of routing",
            Shape.of(configuration.classes(), OUT),
            pairs,
            2.0 * pairs));
  }

  @Override
  public List<ConvolutionLayer> convolutions(int batch) {
    ImageExtents image = configuration.image();
    return List.of(
        new ConvolutionLayer(
            "Convolution",
            new ConvolutionGeometry(
                batch,
                image.height(),
                image.width(),
                image.channels(),
                configuration.types() * IN,
                SIZE,
                SIZE,
                STRIDE,
                0)));
  }
}
