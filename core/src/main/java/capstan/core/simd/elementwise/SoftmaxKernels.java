package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax of as many rows as a vector has lanes, one row per lane: element c of all rows is one
 * vector, so nothing is ever summed across lanes, and the bits do not depend on the width.
 *
 * <p>What a loop carries is never the receiver of a call here; {@link Lanes} says why.
 */
public final class SoftmaxKernels {
  private SoftmaxKernels() {}

  /**
   * Overwrites x with its softmax.
   *
   * @param columns elements in a row
   * @param x [columns][lanes]
   * @param at index of the first
   */
  public static void forward(int columns, float[] x, int at) {
    int end = at + columns * COUNT;
    FloatVector largest = FloatVector.fromArray(SPECIES, x, at);
    for (int k = at + COUNT; k < end; k += COUNT) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, k);
      largest = value.blend(largest, value.compare(VectorOperators.GT, largest).not());
    }
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int k = at; k < end; k += COUNT) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, k).sub(largest);
      FloatVector power = VectorExponential.exp(value);
      power.intoArray(x, k);
      sum = power.add(sum);
    }
    FloatVector inverse = FloatVector.broadcast(SPECIES, 1).div(sum);
    for (int k = at; k < end; k += COUNT) {
      FloatVector.fromArray(SPECIES, x, k).mul(inverse).intoArray(x, k);
    }
  }

  /**
   * Overwrites the gradient of a softmax's result with that of its argument: dx = y (dy − Σ y dy).
   *
   * @param columns elements in a row
   * @param y the result, [columns][lanes]
   * @param yAt index of its first element
   * @param dy its gradient, [columns][lanes], overwritten
   * @param dyAt index of its first element
   */
  public static void backward(int columns, float[] y, int yAt, float[] dy, int dyAt) {
    int length = columns * COUNT;
    FloatVector mean = FloatVector.zero(SPECIES);
    for (int k = 0; k < length; k += COUNT) {
      FloatVector value = FloatVector.fromArray(SPECIES, y, yAt + k);
      mean = value.fma(FloatVector.fromArray(SPECIES, dy, dyAt + k), mean);
    }
    for (int k = 0; k < length; k += COUNT) {
      FloatVector slope = FloatVector.fromArray(SPECIES, dy, dyAt + k).sub(mean);
      FloatVector.fromArray(SPECIES, y, yAt + k).mul(slope).intoArray(dy, dyAt + k);
    }
  }
}
