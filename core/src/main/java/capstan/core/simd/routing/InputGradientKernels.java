package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * du[d] = Σ_row w[row, d] dû[row]: the gradient of one input capsule for a block of images, one
 * image per lane. Weights are broadcast; where there are 32 registers, two blocks go together and
 * each broadcast feeds two of sixteen sums.
 */
final class InputGradientKernels {
  private InputGradientKernels() {}

  /**
   * du[d] = Σ_row w[row, d] dû[row].
   *
   * @param rows J · E
   * @param wRow D
   * @param w weights of the input capsule, [rows][D]
   * @param own where dp and du lie
   * @param dp dû, [rows][lanes]
   * @param du [D][lanes], overwritten
   */
  static void toInput(int rows, int wRow, float[] w, int wAt, float[] own, int dp, int du) {
    int d = 0;
    for (; d + 8 <= wRow; d += 8) {
      eightToInput(rows, wRow, w, wAt + d, own, dp, du + d * COUNT);
    }
    for (; d < wRow; d++) {
      oneToInput(rows, wRow, w, wAt + d, own, dp, du + d * COUNT);
    }
  }

  /** du [8][lanes] = w [rows, 8]ᵀ · dp [rows][lanes]. */
  private static void eightToInput(
      int rows, int wRow, float[] w, int wAt, float[] own, int dp, int du) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    FloatVector sum4 = FloatVector.zero(SPECIES);
    FloatVector sum5 = FloatVector.zero(SPECIES);
    FloatVector sum6 = FloatVector.zero(SPECIES);
    FloatVector sum7 = FloatVector.zero(SPECIES);
    int k = wAt;
    for (int row = 0; row < rows; row++) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, own, dp + row * COUNT);
      sum0 = gradient.fma(FloatVector.broadcast(SPECIES, w[k]), sum0);
      sum1 = gradient.fma(FloatVector.broadcast(SPECIES, w[k + 1]), sum1);
      sum2 = gradient.fma(FloatVector.broadcast(SPECIES, w[k + 2]), sum2);
      sum3 = gradient.fma(FloatVector.broadcast(SPECIES, w[k + 3]), sum3);
      sum4 = gradient.fma(FloatVector.broadcast(SPECIES, w[k + 4]), sum4);
      sum5 = gradient.fma(FloatVector.broadcast(SPECIES, w[k + 5]), sum5);
      sum6 = gradient.fma(FloatVector.broadcast(SPECIES, w[k + 6]), sum6);
      sum7 = gradient.fma(FloatVector.broadcast(SPECIES, w[k + 7]), sum7);
      k += wRow;
    }
    sum0.intoArray(own, du);
    sum1.intoArray(own, du + COUNT);
    sum2.intoArray(own, du + 2 * COUNT);
    sum3.intoArray(own, du + 3 * COUNT);
    sum4.intoArray(own, du + 4 * COUNT);
    sum5.intoArray(own, du + 5 * COUNT);
    sum6.intoArray(own, du + 6 * COUNT);
    sum7.intoArray(own, du + 7 * COUNT);
  }

  /**
   * du [D][lanes] of two blocks = w [rows, D]ᵀ · dp [rows][lanes] of each; a broadcast weight
   * serves both.
   */
  static void toInputOfTwo(
      int rows, int wRow, float[] w, int wAt, float[] own, int dp, int du, int secondDu) {
    int secondDp = dp + rows * COUNT;
    if (Lanes.REGISTERS < 32) {
      toInput(rows, wRow, w, wAt, own, dp, du);
      toInput(rows, wRow, w, wAt, own, secondDp, secondDu);
      return;
    }
    int d = 0;
    for (; d + 8 <= wRow; d += 8) {
      int more = d * COUNT;
      eightToInputOfTwo(rows, wRow, w, wAt + d, own, dp, du + more, secondDu + more);
    }
    for (; d < wRow; d++) {
      oneToInput(rows, wRow, w, wAt + d, own, dp, du + d * COUNT);
      oneToInput(rows, wRow, w, wAt + d, own, secondDp, secondDu + d * COUNT);
    }
  }

  /** du [8][lanes] of two blocks = w [rows, 8]ᵀ · dp [rows][lanes] of each. */
  private static void eightToInputOfTwo(
      int rows, int wRow, float[] w, int wAt, float[] own, int dp, int du, int secondDu) {
    int secondDp = dp + rows * COUNT;
    FloatVector first0 = FloatVector.zero(SPECIES);
    FloatVector first1 = FloatVector.zero(SPECIES);
    FloatVector first2 = FloatVector.zero(SPECIES);
    FloatVector first3 = FloatVector.zero(SPECIES);
    FloatVector first4 = FloatVector.zero(SPECIES);
    FloatVector first5 = FloatVector.zero(SPECIES);
    FloatVector first6 = FloatVector.zero(SPECIES);
    FloatVector first7 = FloatVector.zero(SPECIES);
    FloatVector second0 = FloatVector.zero(SPECIES);
    FloatVector second1 = FloatVector.zero(SPECIES);
    FloatVector second2 = FloatVector.zero(SPECIES);
    FloatVector second3 = FloatVector.zero(SPECIES);
    FloatVector second4 = FloatVector.zero(SPECIES);
    FloatVector second5 = FloatVector.zero(SPECIES);
    FloatVector second6 = FloatVector.zero(SPECIES);
    FloatVector second7 = FloatVector.zero(SPECIES);
    int k = wAt;
    for (int row = 0; row < rows; row++) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, own, dp + row * COUNT);
      FloatVector other = FloatVector.fromArray(SPECIES, own, secondDp + row * COUNT);
      FloatVector weight = FloatVector.broadcast(SPECIES, w[k]);
      first0 = gradient.fma(weight, first0);
      second0 = other.fma(weight, second0);
      weight = FloatVector.broadcast(SPECIES, w[k + 1]);
      first1 = gradient.fma(weight, first1);
      second1 = other.fma(weight, second1);
      weight = FloatVector.broadcast(SPECIES, w[k + 2]);
      first2 = gradient.fma(weight, first2);
      second2 = other.fma(weight, second2);
      weight = FloatVector.broadcast(SPECIES, w[k + 3]);
      first3 = gradient.fma(weight, first3);
      second3 = other.fma(weight, second3);
      weight = FloatVector.broadcast(SPECIES, w[k + 4]);
      first4 = gradient.fma(weight, first4);
      second4 = other.fma(weight, second4);
      weight = FloatVector.broadcast(SPECIES, w[k + 5]);
      first5 = gradient.fma(weight, first5);
      second5 = other.fma(weight, second5);
      weight = FloatVector.broadcast(SPECIES, w[k + 6]);
      first6 = gradient.fma(weight, first6);
      second6 = other.fma(weight, second6);
      weight = FloatVector.broadcast(SPECIES, w[k + 7]);
      first7 = gradient.fma(weight, first7);
      second7 = other.fma(weight, second7);
      k += wRow;
    }
    first0.intoArray(own, du);
    first1.intoArray(own, du + COUNT);
    first2.intoArray(own, du + 2 * COUNT);
    first3.intoArray(own, du + 3 * COUNT);
    first4.intoArray(own, du + 4 * COUNT);
    first5.intoArray(own, du + 5 * COUNT);
    first6.intoArray(own, du + 6 * COUNT);
    first7.intoArray(own, du + 7 * COUNT);
    second0.intoArray(own, secondDu);
    second1.intoArray(own, secondDu + COUNT);
    second2.intoArray(own, secondDu + 2 * COUNT);
    second3.intoArray(own, secondDu + 3 * COUNT);
    second4.intoArray(own, secondDu + 4 * COUNT);
    second5.intoArray(own, secondDu + 5 * COUNT);
    second6.intoArray(own, secondDu + 6 * COUNT);
    second7.intoArray(own, secondDu + 7 * COUNT);
  }

  /** du [1][lanes] = w [rows, 1]ᵀ · dp [rows][lanes]. */
  private static void oneToInput(
      int rows, int wRow, float[] w, int wAt, float[] own, int dp, int du) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int k = wAt;
    for (int row = 0; row < rows; row++) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, own, dp + row * COUNT);
      sum = gradient.fma(FloatVector.broadcast(SPECIES, w[k]), sum);
      k += wRow;
    }
    sum.intoArray(own, du);
  }
}
