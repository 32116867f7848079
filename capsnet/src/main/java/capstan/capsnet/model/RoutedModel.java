package capstan.capsnet.model;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.capsnet.layer.OutputCapsules;
import capstan.capsnet.layer.PrimaryCapsules;
import capstan.core.Tensor;
import java.util.Optional;
import java.util.OptionalInt;

/** A network whose output capsules are routed by agreement, so that one may watch how. */
public interface RoutedModel extends Model {

  /** The layer of the capsules that are routed. */
  PrimaryCapsules primaryCapsules();

  /** The layer that they are routed to. */
  OutputCapsules outputCapsules();

  /**
   * Records the network up to the capsules that are routed.
   *
   * @param tape any tape
   * @param images [batch, height, width, channels], in [0, 1]
   * @return squashed primary capsules [batch, places · types, dimensions], place by place in rows
   */
  Variable recordPrimaryCapsules(Tape tape, Tensor images);

  /**
   * Records the network up to its output capsules.
   *
   * @param tape any tape
   * @param images [batch, height, width, channels], in [0, 1]
   * @return [batch, classes, dimensions]
   */
  default Variable recordCapsules(Tape tape, Tensor images) {
    return outputCapsules().apply(recordPrimaryCapsules(tape, images));
  }

  @Override
  default InferenceGraph recordInference(Tape tape, Tensor images) {
    Variable capsules = recordCapsules(tape, images);
    return new InferenceGraph(Lengths.lengths(capsules), Optional.of(capsules));
  }

  @Override
  default OptionalInt capsuleDimensions() {
    return OptionalInt.of(outputCapsules().output().extent(1));
  }
}
