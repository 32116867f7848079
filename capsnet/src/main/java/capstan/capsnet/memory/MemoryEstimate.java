package capstan.capsnet.memory;

import capstan.capsnet.layer.Layer;
import capstan.capsnet.model.Model;
import capstan.core.kernel.Backend;

/**
 * What a training will need from its first step to its end, in bytes, known before anything is
 * claimed: parameters + step + data + the larger of saving and pictures + other. A test has the
 * memory of the step, which holds all that it needs; pictures are drawn after a checkpoint is
 * written, and both while the step keeps its memory.
 *
 * @param parameters weights, gradients and Adam's two moments: 16 bytes a parameter, and 4 for each
 *     further copy of the weights
 * @param step for one batch, 12 bytes for each output of a layer, which are activations, their
 *     gradients and what comes before squash or ReLU, and the kernels' scratch memory; and what the
 *     ends of slabs leave unused
 * @param data the images
 * @param saving a checkpoint's copy of weights and moments: 12 bytes a parameter, and 4 for each
 *     further copy of the weights
 * @param pictures a forward pass of a few images in memory of its own, and the decoder's
 * @param other the program itself and what the young generation keeps free
 */
public record MemoryEstimate(
    long parameters, long step, long data, long saving, long pictures, long other) {
  private static final int FLOAT = 4;

  /** Weight, gradient and two moments. */
  private static final int COPIES = 4;

  /**
   * A layer's output and its gradient; half the layers keep both before and after squash or ReLU.
   */
  private static final int ACTIVATIONS = 3;

  /** A layer's output without gradient, before and after. */
  private static final int FORWARD = 2;

  /** Images of a picture of reconstructions. */
  private static final int DRAWN = 32;

  /** What a workspace may leave unused at the ends of its slabs. */
  private static final long SLACK = 24L << 20;

  /**
   * What the program needs besides. Most of it is the young generation, of which the launcher makes
   * one of 128 MiB: it counts as memory that Java may use, but large arrays find no room there.
   */
  private static final long PROGRAM = 120L << 20;

  /**
   * Of a training.
   *
   * @param model the network
   * @param backend what computes
   * @param batch images per step
   * @param further copies of the weights that the training keeps
   * @param dataBytes bytes of all images
   */
  public static MemoryEstimate of(
      Model model, Backend backend, int batch, int further, long dataBytes) {
    long numbers = 0;
    for (Layer layer : model.layers()) {
      numbers += layer.output().elements();
    }
    long weights = model.parameterCount() * FLOAT;
    return new MemoryEstimate(
        (COPIES + further) * weights,
        ACTIVATIONS * FLOAT * (long) batch * numbers + model.scratchBytes(backend, batch) + SLACK,
        dataBytes,
        (COPIES - 1 + further) * weights,
        model.drawing().isPresent()
            ? FORWARD * FLOAT * DRAWN * numbers + model.scratchBytes(backend, DRAWN) + SLACK
            : 0,
        PROGRAM);
  }

  /** With room for the gradients of a second batch beside those that are added up. */
  public MemoryEstimate accumulating() {
    return new MemoryEstimate(
        parameters + parameters / COPIES, step, data, saving, pictures, other);
  }

  /** All together. */
  public long total() {
    return parameters + step + data + Math.max(saving, pictures) + other;
  }

  /**
   * Checks that it is there.
   *
   * @param available bytes that the program may use
   * @param batch images per step, for the message
   * @throws NotEnoughMemoryException if it is not
   */
  public void require(long available, int batch) {
    if (total() > available) {
      boolean smallerBatchHelps = total() - step <= available;
      throw smallerBatchHelps
          ? new NotEnoughMemoryException(total(), available, batch)
          : NotEnoughMemoryException.ofWeights(total(), available, parameters + saving);
    }
  }
}
