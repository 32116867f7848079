package capstan.bench.peers;

import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.layer.WeightLayout;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * Copies numbers between our tensors and PyTorch's. Fully connected layers keep our order, in which
 * flattened images have their channels last; kernels of convolutions get PyTorch's, and DigitCaps'
 * weights that in which they are one matrix for each output capsule.
 */
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
   * A parameter of ours.
   *
   * @param ours any parameter
   * @param format of a convolution's kernels
   */
  static Tensor ofParameter(ModelParameter ours, MemoryFormat format) {
    if (isConvolution(ours)) {
      return of(ours.toPyTorch()).contiguous(format);
    }
    Tensor value = of(ours.parameter().value());
    // W [I, J, E, D] to [J, I · D, E].
    return isDigitCaps(ours)
        ? value.permute(1, 0, 3, 2).reshape(value.size(1), -1, value.size(2)).contiguous()
        : value;
  }

  /**
   * A gradient, or anything else shaped as a parameter, in our layout.
   *
   * @param ours the parameter on our side
   * @param theirs as the parameter here in shape
   */
  static float[] inOurLayout(ModelParameter ours, Tensor theirs) {
    WeightLayout layout = ours.layout();
    if (isConvolution(ours)) {
      capstan.core.Tensor outside = capstan.core.Tensor.of(layout.outside(), numbers(theirs));
      capstan.core.Tensor inside = capstan.core.Tensor.zeros(layout.inside());
      layout.fromPyTorch(outside, inside);
      return inside.toArray();
    }
    return numbers(
        isDigitCaps(ours)
            ? theirs
                .view(theirs.size(0), -1, layout.inside().extent(3), theirs.size(2))
                .permute(1, 0, 3, 2)
            : theirs);
  }

  private static boolean isConvolution(ModelParameter ours) {
    WeightLayout layout = ours.layout();
    return layout.outside().rank() == 4 && !layout.outside().equals(layout.inside());
  }

  /** Whether these are weights of capsules routed by agreement, one matrix for each pair. */
  private static boolean isDigitCaps(ModelParameter ours) {
    return ours.layout().outside().rank() == 5;
  }

  /** The numbers of a tensor of float32, first axis slowest. */
  static float[] numbers(Tensor theirs) {
    float[] values = new float[Math.toIntExact(theirs.numel())];
    Tensor contiguous = theirs.contiguous();
    new FloatPointer(contiguous.data_ptr()).get(values);
    return values;
  }
}
