package capstan.core.simd;

import static capstan.core.simd.Lanes.COUNT;
import static capstan.core.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Panels of the gradient before a ReLU, a row-major matrix that is never stored: an element of the
 * gradient after it where the ReLU's output is positive, else zero.
 */
final class ReluGradientPanels implements PanelSource {
  /** Rows that are read from end to end before the next: few enough to stay in few pages. */
  private static final int FEW_ROWS = 16;

  private float[] outputs;
  private int outputsOffset;
  private float[] gradients;
  private int gradientsOffset;
  private int stride;

  /**
   * Chooses the matrices.
   *
   * @param newOutputs the ReLU's output
   * @param newOutputsOffset index of its first element
   * @param newGradients the gradient of that output
   * @param newGradientsOffset index of its first element
   * @param newStride elements from one row of either to the next
   */
  ReluGradientPanels of(
      float[] newOutputs,
      int newOutputsOffset,
      float[] newGradients,
      int newGradientsOffset,
      int newStride) {
    outputs = newOutputs;
    outputsOffset = newOutputsOffset;
    gradients = newGradients;
    gradientsOffset = newGradientsOffset;
    stride = newStride;
    return this;
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
    int whole = count / COUNT * COUNT;
    for (int k = 0; k < depth; k++) {
      int at = (depthFrom + k) * stride + from;
      int to = targetOffset + k * width;
      copyVectors(at, whole, target, to);
      for (int i = whole; i < width; i++) {
        boolean counts = i < count && outputs[outputsOffset + at + i] > 0;
        target[to + i] = counts ? gradients[gradientsOffset + at + i] : 0;
      }
    }
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
    for (int k = 0; k < depth; k += FEW_ROWS) {
      int rows = Math.min(FEW_ROWS, depth - k);
      for (int panel = 0; panel < panels; panel++) {
        int column = from + panel * width;
        int to = targetOffset + panel * panelStride + k * width;
        for (int row = 0; row < rows; row++) {
          int at = (depthFrom + k + row) * stride + column;
          copyVectors(at, width, target, to + row * width);
        }
      }
    }
  }

  private void copyVectors(int at, int length, float[] target, int to) {
    int output = outputsOffset + at;
    int gradient = gradientsOffset + at;
    for (int i = 0; i < length; i += COUNT) {
      FloatVector y = FloatVector.fromArray(SPECIES, outputs, output + i);
      FloatVector dy = FloatVector.fromArray(SPECIES, gradients, gradient + i);
      FloatVector.zero(SPECIES)
          .blend(dy, y.compare(VectorOperators.GT, 0))
          .intoArray(target, to + i);
    }
  }
}
