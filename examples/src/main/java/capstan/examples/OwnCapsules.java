package capstan.examples;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.autograd.loss.MarginLoss;
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
 * A capsule network of one's own: a single convolution with large steps, whose output is cut into
 * capsules that are routed to the classes.
 */
public final class OwnCapsules implements RoutedModel {
  private final OwnCapsulesConfiguration configuration;
  private final PrimaryCapsules primary;
  private final OutputCapsules routed;

  OwnCapsules(OwnCapsulesConfiguration configuration) {
    this.configuration = configuration;
    Shape image = configuration.image().shape();
    primary = new PrimaryCapsules("primary", image, configuration.types(), 8, 9, 4);
    Shape output = Shape.of(configuration.classes(), 12);
    routed = new OutputCapsules("routed", primary, output, new Routing(configuration.rounds()));
  }

  @Override
  public OwnCapsulesConfiguration configuration() {
    return configuration;
  }

  @Override
  public List<Layer> layers() {
    return List.of(primary, routed);
  }

  @Override
  public PrimaryCapsules primaryCapsules() {
    return primary;
  }

  @Override
  public OutputCapsules outputCapsules() {
    return routed;
  }

  @Override
  public Variable recordPrimaryCapsules(Tape tape, Tensor images) {
    return primary.apply(tape.constant(images));
  }

  @Override
  public TrainingGraph recordTraining(Tape tape, Tensor images, Tensor targets, long seed) {
    Variable lengths = Lengths.lengths(recordCapsules(tape, images));
    Variable loss = MarginLoss.marginLoss(lengths, tape.constant(targets));
    return new TrainingGraph(loss, loss, Optional.empty(), lengths);
  }

  /** The margin loss again, of one image and in double precision. */
  @Override
  public double classificationLoss(float[] scores, int offset, int label) {
    return MarginLoss.ofOne(scores, offset, configuration.classes(), label);
  }
}
