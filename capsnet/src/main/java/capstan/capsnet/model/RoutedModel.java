package capstan.capsnet.model;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.capsnet.layer.CapsuleGrid;
import capstan.capsnet.layer.CapsuleLayer;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.OutputCapsules;
import capstan.capsnet.layer.PrimaryCapsules;
import capstan.core.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A network whose output capsules are routed by agreement, so that one may watch how. */
public interface RoutedModel extends Model {

  /** The lowest capsules. */
  PrimaryCapsules primaryCapsules();

  /** Layers of capsules between the lowest and the output capsules, from below; none usually. */
  default List<? extends CapsuleLayer> hiddenCapsules() {
    return List.of();
  }

  /** The output capsules, one a class: their routing is what one may watch. */
  OutputCapsules outputCapsules();

  /** Where the capsules lie that are routed to the output capsules. */
  default CapsuleGrid routedGrid() {
    return hiddenCapsules().isEmpty()
        ? primaryCapsules().grid()
        : hiddenCapsules().getLast().grid();
  }

  /**
   * Records the network up to its lowest capsules.
   *
   * @param tape any tape
   * @param images [batch, height, width, channels], in [0, 1]
   * @return squashed primary capsules [batch, places · types, dimensions], place by place in rows
   */
  Variable recordPrimaryCapsules(Tape tape, Tensor images);

  /**
   * Records the network up to the capsules that are routed to the output capsules: the lowest, or
   * the last of {@link #hiddenCapsules}.
   *
   * @param tape any tape
   * @param images [batch, height, width, channels], in [0, 1]
   * @return of each image as {@link #routedGrid} says
   */
  default Variable recordRoutedCapsules(Tape tape, Tensor images) {
    return Layer.apply(hiddenCapsules(), recordPrimaryCapsules(tape, images));
  }

  /**
   * Records the network up to its output capsules.
   *
   * @param tape any tape
   * @param images [batch, height, width, channels], in [0, 1]
   * @return [batch, classes, dimensions]
   */
  default Variable recordCapsules(Tape tape, Tensor images) {
    return outputCapsules().apply(recordRoutedCapsules(tape, images));
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
