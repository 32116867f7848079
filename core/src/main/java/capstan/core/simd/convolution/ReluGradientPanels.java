package capstan.core.simd.convolution;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Tensor;
import capstan.core.simd.lanes.CacheLines;
import capstan.core.simd.product.MatrixPanels;
import capstan.core.simd.product.PanelSource;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Panels of the gradient before a ReLU, a row-major matrix that is never stored: an element of the
 * gradient after it where the ReLU's output is positive, else zero.
 */
final class ReluGradientPanels implements PanelSource {
  private final float[] outputs;
  private final int outputsOffset;
  private final float[] gradients;
  private final int gradientsOffset;
  private final int stride;

  /**
   * Panels of one gradient.
   *
   * @param outputs the ReLU's output
   * @param gradients the gradient of that output, in the same shape
   */
  ReluGradientPanels(Tensor outputs, Tensor gradients) {
    this.outputs = outputs.array();
    outputsOffset = outputs.offset();
    this.gradients = gradients.array();
    gradientsOffset = gradients.offset();
    stride = outputs.shape().columns();
  }

  @Override
  public void pack(
      int from,
      int count,
      int width,
      int depthFrom,
      int depth,
      float[] target,
      int targetOffset,
      float[] scratch) {
    copyRows(from, count, width, depthFrom, depth, target, targetOffset);
  }

  @Override
  public void packPanels(
      int from,
      int panels,
      int width,
      int depthFrom,
      int depth,
      float[] target,
      int targetOffset,
      int panelStride,
      float[] scratch) {
    float touched = 0;
    for (int k = 0; k < depth; k += MatrixPanels.FEW_ROWS) {
      int rows = Math.min(MatrixPanels.FEW_ROWS, depth - k);
      for (int row = k; row < k + rows; row++) {
        int at = (depthFrom + row) * stride + from;
        touched += CacheLines.touch(outputs, outputsOffset + at, panels * width);
        touched += CacheLines.touch(gradients, gradientsOffset + at, panels * width);
      }
      for (int panel = 0; panel < panels; panel++) {
        int to = targetOffset + panel * panelStride + k * width;
        copyRows(from + panel * width, width, width, depthFrom + k, rows, target, to);
      }
    }
    scratch[0] = touched;
  }

  /** Adjacent values of each of {@code depth} rows, then zeros up to the panel's width. */
  private void copyRows(
      int from, int count, int width, int depthFrom, int depth, float[] target, int to) {
    int at = depthFrom * stride + from;
    int i = 0;
    for (; i + COUNT <= count; i += COUNT) {
      copyVectors(
          outputs,
          outputsOffset + at + i,
          gradients,
          gradientsOffset + at + i,
          stride,
          depth,
          target,
          to + i,
          width);
    }
    for (; i < width; i++) {
      for (int k = 0; k < depth; k++) {
        int element = at + k * stride + i;
        boolean counts = i < count && outputs[outputsOffset + element] > 0;
        target[to + k * width + i] = counts ? gradients[gradientsOffset + element] : 0;
      }
    }
  }

  /** target [depth][lanes] = gradients [depth, lanes] where outputs [depth, lanes] are positive. */
  private static void copyVectors(
      float[] outputs,
      int output,
      float[] gradients,
      int gradient,
      int stride,
      int depth,
      float[] target,
      int to,
      int width) {
    for (int k = 0; k < depth; k++) {
      FloatVector y = FloatVector.fromArray(SPECIES, outputs, output);
      FloatVector dy = FloatVector.fromArray(SPECIES, gradients, gradient);
      FloatVector.zero(SPECIES).blend(dy, y.compare(VectorOperators.GT, 0)).intoArray(target, to);
      output += stride;
      gradient += stride;
      to += width;
    }
  }
}
