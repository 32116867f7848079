package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * û[row] = Σ_d w[row, d] u[d] for the rows (j, e) of one input capsule and a block of images, one
 * image per lane.
 *
 * <p>Weights are broadcast straight from their tensor, a vector holds one number of all images of
 * the block, and nothing is ever summed across lanes. So an image's result depends neither on its
 * neighbours nor on the width of the vectors. No loop is bound by a dependency: each row is a chain
 * of its own, and the processor has several rows in flight.
 *
 * <p>Registers: eight dimensions of an input capsule stay in eight of them, which leaves enough for
 * sums and broadcasts even where there are only sixteen. Where there are 32, two blocks of images
 * go together: then each broadcast feeds two multiplications instead of one, and the loop runs at
 * the speed of the multipliers instead of the loads', half as fast again. The sums are the same to
 * the bit.
 */
final class PredictionKernels {
  private PredictionKernels() {}

  /**
   * û of one block of images.
   *
   * @param rows J · E
   * @param wRow D
   * @param w weights of the input capsule, [rows][D]
   * @param u the input capsule, [D][lanes]
   * @param p û, [rows][lanes], overwritten
   */
  static void set(int rows, int wRow, float[] w, int wAt, float[] u, int uAt, float[] p, int pAt) {
    if (wRow >= 8) {
      setEight(rows, wRow, w, wAt, u, uAt, p, pAt);
      addFrom(8, rows, wRow, w, wAt, u, uAt, p, pAt);
    } else {
      setOne(rows, wRow, w, wAt, u, uAt, p, pAt);
      addFrom(1, rows, wRow, w, wAt, u, uAt, p, pAt);
    }
  }

  /** p [rows][lanes] of two blocks of images = w [rows, D] · u [D][lanes] of each. */
  static void setTwo(
      int rows, int wRow, float[] w, int wAt, float[] u, int uAt, int secondU, float[] p, int pAt) {
    int secondP = pAt + rows * COUNT;
    if (Lanes.REGISTERS >= 32 && wRow >= 8) {
      setEightOfTwo(rows, wRow, w, wAt, u, uAt, secondU, p, pAt);
      addFrom(8, rows, wRow, w, wAt, u, uAt, p, pAt);
      addFrom(8, rows, wRow, w, wAt, u, secondU, p, secondP);
    } else {
      set(rows, wRow, w, wAt, u, uAt, p, pAt);
      set(rows, wRow, w, wAt, u, secondU, p, secondP);
    }
  }

  /** p [rows][lanes] += w [rows, first to D] · u [first to D][lanes]. */
  private static void addFrom(
      int first, int rows, int wRow, float[] w, int wAt, float[] u, int uAt, float[] p, int pAt) {
    int d = first;
    for (; d + 8 <= wRow; d += 8) {
      addEight(rows, wRow, w, wAt + d, u, uAt + d * COUNT, p, pAt);
    }
    for (; d < wRow; d++) {
      addOne(rows, wRow, w, wAt + d, u, uAt + d * COUNT, p, pAt);
    }
  }

  /** p [rows][lanes] = w [rows, 8] · u [8][lanes]. */
  private static void setEight(
      int rows, int wRow, float[] w, int wAt, float[] u, int uAt, float[] p, int pAt) {
    FloatVector u0 = FloatVector.fromArray(SPECIES, u, uAt);
    FloatVector u1 = FloatVector.fromArray(SPECIES, u, uAt + COUNT);
    FloatVector u2 = FloatVector.fromArray(SPECIES, u, uAt + 2 * COUNT);
    FloatVector u3 = FloatVector.fromArray(SPECIES, u, uAt + 3 * COUNT);
    FloatVector u4 = FloatVector.fromArray(SPECIES, u, uAt + 4 * COUNT);
    FloatVector u5 = FloatVector.fromArray(SPECIES, u, uAt + 5 * COUNT);
    FloatVector u6 = FloatVector.fromArray(SPECIES, u, uAt + 6 * COUNT);
    FloatVector u7 = FloatVector.fromArray(SPECIES, u, uAt + 7 * COUNT);
    int k = wAt;
    for (int row = 0; row < rows; row++) {
      FloatVector sum = u0.mul(FloatVector.broadcast(SPECIES, w[k]));
      sum = u1.fma(FloatVector.broadcast(SPECIES, w[k + 1]), sum);
      sum = u2.fma(FloatVector.broadcast(SPECIES, w[k + 2]), sum);
      sum = u3.fma(FloatVector.broadcast(SPECIES, w[k + 3]), sum);
      sum = u4.fma(FloatVector.broadcast(SPECIES, w[k + 4]), sum);
      sum = u5.fma(FloatVector.broadcast(SPECIES, w[k + 5]), sum);
      sum = u6.fma(FloatVector.broadcast(SPECIES, w[k + 6]), sum);
      sum = u7.fma(FloatVector.broadcast(SPECIES, w[k + 7]), sum);
      sum.intoArray(p, pAt + row * COUNT);
      k += wRow;
    }
  }

  /** p [rows][lanes] += w [rows, 8] · u [8][lanes]. */
  private static void addEight(
      int rows, int wRow, float[] w, int wAt, float[] u, int uAt, float[] p, int pAt) {
    FloatVector u0 = FloatVector.fromArray(SPECIES, u, uAt);
    FloatVector u1 = FloatVector.fromArray(SPECIES, u, uAt + COUNT);
    FloatVector u2 = FloatVector.fromArray(SPECIES, u, uAt + 2 * COUNT);
    FloatVector u3 = FloatVector.fromArray(SPECIES, u, uAt + 3 * COUNT);
    FloatVector u4 = FloatVector.fromArray(SPECIES, u, uAt + 4 * COUNT);
    FloatVector u5 = FloatVector.fromArray(SPECIES, u, uAt + 5 * COUNT);
    FloatVector u6 = FloatVector.fromArray(SPECIES, u, uAt + 6 * COUNT);
    FloatVector u7 = FloatVector.fromArray(SPECIES, u, uAt + 7 * COUNT);
    int k = wAt;
    for (int row = 0; row < rows; row++) {
      FloatVector sum = FloatVector.fromArray(SPECIES, p, pAt + row * COUNT);
      sum = u0.fma(FloatVector.broadcast(SPECIES, w[k]), sum);
      sum = u1.fma(FloatVector.broadcast(SPECIES, w[k + 1]), sum);
      sum = u2.fma(FloatVector.broadcast(SPECIES, w[k + 2]), sum);
      sum = u3.fma(FloatVector.broadcast(SPECIES, w[k + 3]), sum);
      sum = u4.fma(FloatVector.broadcast(SPECIES, w[k + 4]), sum);
      sum = u5.fma(FloatVector.broadcast(SPECIES, w[k + 5]), sum);
      sum = u6.fma(FloatVector.broadcast(SPECIES, w[k + 6]), sum);
      sum = u7.fma(FloatVector.broadcast(SPECIES, w[k + 7]), sum);
      sum.intoArray(p, pAt + row * COUNT);
      k += wRow;
    }
  }

  /** p [rows][lanes] of two blocks = w [rows, 8] · u [8][lanes] of each. */
  private static void setEightOfTwo(
      int rows, int wRow, float[] w, int wAt, float[] u, int uAt, int secondU, float[] p, int pAt) {
    FloatVector u0 = FloatVector.fromArray(SPECIES, u, uAt);
    FloatVector u1 = FloatVector.fromArray(SPECIES, u, uAt + COUNT);
    FloatVector u2 = FloatVector.fromArray(SPECIES, u, uAt + 2 * COUNT);
    FloatVector u3 = FloatVector.fromArray(SPECIES, u, uAt + 3 * COUNT);
    FloatVector u4 = FloatVector.fromArray(SPECIES, u, uAt + 4 * COUNT);
    FloatVector u5 = FloatVector.fromArray(SPECIES, u, uAt + 5 * COUNT);
    FloatVector u6 = FloatVector.fromArray(SPECIES, u, uAt + 6 * COUNT);
    FloatVector u7 = FloatVector.fromArray(SPECIES, u, uAt + 7 * COUNT);
    FloatVector v0 = FloatVector.fromArray(SPECIES, u, secondU);
    FloatVector v1 = FloatVector.fromArray(SPECIES, u, secondU + COUNT);
    FloatVector v2 = FloatVector.fromArray(SPECIES, u, secondU + 2 * COUNT);
    FloatVector v3 = FloatVector.fromArray(SPECIES, u, secondU + 3 * COUNT);
    FloatVector v4 = FloatVector.fromArray(SPECIES, u, secondU + 4 * COUNT);
    FloatVector v5 = FloatVector.fromArray(SPECIES, u, secondU + 5 * COUNT);
    FloatVector v6 = FloatVector.fromArray(SPECIES, u, secondU + 6 * COUNT);
    FloatVector v7 = FloatVector.fromArray(SPECIES, u, secondU + 7 * COUNT);
    int secondP = pAt + rows * COUNT;
    int k = wAt;
    for (int row = 0; row < rows; row++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, w[k]);
      FloatVector first = u0.mul(weight);
      FloatVector second = v0.mul(weight);
      weight = FloatVector.broadcast(SPECIES, w[k + 1]);
      first = u1.fma(weight, first);
      second = v1.fma(weight, second);
      weight = FloatVector.broadcast(SPECIES, w[k + 2]);
      first = u2.fma(weight, first);
      second = v2.fma(weight, second);
      weight = FloatVector.broadcast(SPECIES, w[k + 3]);
      first = u3.fma(weight, first);
      second = v3.fma(weight, second);
      weight = FloatVector.broadcast(SPECIES, w[k + 4]);
      first = u4.fma(weight, first);
      second = v4.fma(weight, second);
      weight = FloatVector.broadcast(SPECIES, w[k + 5]);
      first = u5.fma(weight, first);
      second = v5.fma(weight, second);
      weight = FloatVector.broadcast(SPECIES, w[k + 6]);
      first = u6.fma(weight, first);
      second = v6.fma(weight, second);
      weight = FloatVector.broadcast(SPECIES, w[k + 7]);
      first = u7.fma(weight, first);
      second = v7.fma(weight, second);
      first.intoArray(p, pAt + row * COUNT);
      second.intoArray(p, secondP + row * COUNT);
      k += wRow;
    }
  }

  /** p [rows][lanes] = w [rows, 1] · u [1][lanes]. */
  private static void setOne(
      int rows, int wRow, float[] w, int wAt, float[] u, int uAt, float[] p, int pAt) {
    FloatVector u0 = FloatVector.fromArray(SPECIES, u, uAt);
    int k = wAt;
    for (int row = 0; row < rows; row++) {
      u0.mul(FloatVector.broadcast(SPECIES, w[k])).intoArray(p, pAt + row * COUNT);
      k += wRow;
    }
  }

  /** p [rows][lanes] += w [rows, 1] · u [1][lanes]. */
  private static void addOne(
      int rows, int wRow, float[] w, int wAt, float[] u, int uAt, float[] p, int pAt) {
    FloatVector u0 = FloatVector.fromArray(SPECIES, u, uAt);
    int k = wAt;
    for (int row = 0; row < rows; row++) {
      FloatVector sum = FloatVector.fromArray(SPECIES, p, pAt + row * COUNT);
      u0.fma(FloatVector.broadcast(SPECIES, w[k]), sum).intoArray(p, pAt + row * COUNT);
      k += wRow;
    }
  }
}
