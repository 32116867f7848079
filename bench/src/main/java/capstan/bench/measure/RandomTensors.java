package capstan.bench.measure;

import capstan.core.CounterRandom;
import capstan.core.Tensor;

/** Arguments for kernels: reproducible numbers in [−0.5, 0.5), others in each tensor. */
public final class RandomTensors {
  private long taken;

  /** Begins the same sequence of tensors again. */
  public RandomTensors() {}

  /**
   * The next tensor.
   *
   * @param extents its shape
   */
  public Tensor next(int... extents) {
    return fill(Tensor.zeros(extents));
  }

  /**
   * The next numbers, in memory that is there.
   *
   * @param tensor overwritten
   * @return the tensor
   */
  public Tensor fill(Tensor tensor) {
    CounterRandom random = new CounterRandom(1, taken++);
    for (int k = 0; k < tensor.elements(); k++) {
      tensor.array()[tensor.offset() + k] = (float) (random.uniform(k) - 0.5);
    }
    return tensor;
  }
}
