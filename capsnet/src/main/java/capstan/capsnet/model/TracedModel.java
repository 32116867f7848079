package capstan.capsnet.model;

import capstan.capsnet.layer.CapsuleGrid;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.List;

/**
 * A network that can show, round by round, to which classes the capsules before the last layer are
 * assigned: one whose last layer is routed, but not as that of a {@link RoutedModel} is.
 */
public interface TracedModel extends Model {

  /**
   * How one image is routed.
   *
   * @param grid where the capsules lie
   * @param activations of the capsules, [places · types], place by place in rows
   * @param assignments of each round, [places · types, classes]; each row sums to 1
   * @param scores after each round, [classes]
   */
  record Trace(
      CapsuleGrid grid, Tensor activations, List<Tensor> assignments, List<Tensor> scores) {
    /** Copies the lists. */
    public Trace {
      assignments = List.copyOf(assignments);
      scores = List.copyOf(scores);
    }
  }

  /**
   * Routes one image.
   *
   * @param backend what computes
   * @param image [1, height, width, channels], in [0, 1]
   */
  Trace trace(Backend backend, Tensor image);
}
