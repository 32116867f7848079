package capstan.capsnet.model;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Tensor;
import java.util.Optional;

/** A network whose output capsules are routed by agreement, so that one may watch how. */
public interface RoutedModel extends Model {

  /**
   * Records the network up to the capsules that are routed.
   *
   * @param tape any tape
   * @param images [batch, height, width, channels], in [0, 1]
   * @return squashed primary capsules [batch, places · types, dimensions], place by place in rows
   */
  Variable recordPrimaryCapsules(Tape tape, Tensor images);

  /** How they are routed. */
  Routing routing();

  /**
   * Routing by agreement.
   *
   * @param matrices W between primary and output capsules, shared, [places · types, classes,
   *     dimensions, primary dimensions]
   * @param bias added before the squash of each round, shared, [classes, dimensions]; empty if none
   * @param rounds how many
   * @param squashEpsilon added to |s|² under squash's root
   * @param height rows of places
   * @param width columns of places
   */
  record Routing(
      Tensor matrices,
      Optional<Tensor> bias,
      int rounds,
      double squashEpsilon,
      int height,
      int width) {

    /** Primary capsules at one place. */
    public int types() {
      return matrices.shape().extent(0) / (height * width);
    }
  }
}
