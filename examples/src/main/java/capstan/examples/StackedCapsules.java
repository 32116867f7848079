package capstan.examples;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.autograd.loss.MarginLoss;
import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.CapsuleLayer;
import capstan.capsnet.layer.Convolution;
import capstan.capsnet.layer.ConvolutionalCapsules;
import capstan.capsnet.layer.Kernels;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.OutputCapsules;
import capstan.capsnet.layer.PrimaryCapsules;
import capstan.capsnet.layer.Routing;
import capstan.capsnet.model.RoutedModel;
import capstan.capsnet.model.TrainingGraph;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * A stack of capsules: a convolution, primary capsules, capsules that see those through a kernel,
 * capsules that see all of these, and one for each class; each layer routed to the next.
 */
public final class StackedCapsules implements RoutedModel {
  private final StackedCapsulesConfiguration configuration;
  private final Convolution convolution;
  private final PrimaryCapsules primary;
  private final ConvolutionalCapsules parts;
  private final OutputCapsules wholes;
  private final OutputCapsules classes;

  StackedCapsules(StackedCapsulesConfiguration configuration) {
    this.configuration = configuration;
    Routing routing = new Routing(configuration.rounds());
    int types = configuration.types();
    Kernels kernels = new Kernels(32, 5, 2, 0);
    convolution = new Convolution("conv", configuration.image().shape(), kernels, Activation.RELU);
    primary = new PrimaryCapsules("primary", convolution.output(), types, 8, 3, 2);
    parts = new ConvolutionalCapsules("parts", primary, 3, 1, Shape.of(types, 8), routing);
    wholes = new OutputCapsules("wholes", parts, Shape.of(16, 12), routing);
    Shape output = Shape.of(configuration.classes(), 16);
    classes = new OutputCapsules("classes", wholes, output, routing);
  }

  @Override
  public StackedCapsulesConfiguration configuration() {
    return configuration;
  }

  @Override
  public List<Layer> layers() {
    return List.of(convolution, primary, parts, wholes, classes);
  }

  @Override
  public PrimaryCapsules primaryCapsules() {
    return primary;
  }

  @Override
  public List<CapsuleLayer> hiddenCapsules() {
    return List.of(parts, wholes);
  }

  @Override
  public OutputCapsules outputCapsules() {
    return classes;
  }

  @Override
  public Variable recordPrimaryCapsules(Tape tape, Tensor images) {
    return primary.apply(convolution.apply(tape.constant(images)));
  }

  @Override
  public TrainingGraph recordTraining(Tape tape, Tensor images, Tensor targets, long seed) {
    Variable lengths = Lengths.lengths(recordCapsules(tape, images));
    Variable loss = MarginLoss.marginLoss(lengths, tape.constant(targets));
    return new TrainingGraph(loss, loss, Optional.empty(), lengths);
  }

  @Override
  public double classificationLoss(float[] scores, int offset, int label) {
    return MarginLoss.ofOne(scores, offset, configuration.classes(), label);
  }
}
