package capstan.mnist.training;

import capstan.core.kernel.Backend;
import capstan.mnist.model.Layer;
import capstan.mnist.model.Model;

/**
 * What a training will need, in bytes, known before anything is claimed.
 *
 * @param parameters weights, gradients and Adam's two moments
 * @param step activations, their gradients and the kernels' scratch memory, for one batch
 * @param data the images
 * @param saving a checkpoint's copy of weights and moments
 * @param other the program itself
 */
public record MemoryEstimate(long parameters, long step, long data, long saving, long other) {
  private static final int FLOAT = 4;

  /** Weight, gradient and two moments. */
  private static final int COPIES = 4;

  /**
   * A layer's output and its gradient; half the layers keep both before and after squash or ReLU.
   */
  private static final int ACTIVATIONS = 3;

  /** What a workspace may leave unused at the ends of its slabs. */
  private static final long SLACK = 64L << 20;

  /** What the program needs besides: classes, compiled code's data, collections. */
  private static final long PROGRAM = 96L << 20;

  /**
   * Of a training.
   *
   * @param model the network
   * @param backend what computes
   * @param batch images a step
   * @param dataBytes bytes of all images
   */
  public static MemoryEstimate of(Model model, Backend backend, int batch, long dataBytes) {
    long numbers = 0;
    for (Layer layer : model.layers()) {
      numbers += layer.output().elements();
    }
    long weights = model.parameterCount() * FLOAT;
    return new MemoryEstimate(
        COPIES * weights,
        ACTIVATIONS * FLOAT * (long) batch * numbers + model.scratchBytes(backend, batch) + SLACK,
        dataBytes,
        (COPIES - 1) * weights,
        PROGRAM);
  }

  /** All together. */
  public long total() {
    return parameters + step + data + saving + other;
  }

  /**
   * Checks that it is there.
   *
   * @param available bytes that the program may use
   * @param batch images a step, for the message
   * @throws NotEnoughMemoryException if it is not
   */
  void require(long available, int batch) {
    if (total() > available) {
      boolean smallerBatchHelps = total() - step <= available;
      throw smallerBatchHelps
          ? new NotEnoughMemoryException(total(), available, batch)
          : NotEnoughMemoryException.ofWeights(total(), available, parameters + saving);
    }
  }
}
