package capstan.bench.peers;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/** Copies numbers between our tensors and PyTorch's. */
final class TorchTensors {
  private TorchTensors() {}

  /**
   * A new PyTorch tensor with the same shape and numbers, contiguous.
   *
   * @param ours any tensor
   */
  static Tensor of(capstan.core.Tensor ours) {
    long[] extents = new long[ours.shape().rank()];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = ours.shape().extent(axis);
    }
    return Tensor.create(ours.toArray(), extents);
  }

  /**
   * The numbers of a PyTorch tensor, first axis slowest.
   *
   * @param theirs any tensor of float32
   */
  static float[] numbers(Tensor theirs) {
    float[] values = new float[Math.toIntExact(theirs.numel())];
    Tensor contiguous = theirs.contiguous();
    new FloatPointer(contiguous.data_ptr()).get(values);
    return values;
  }
}
