package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * dw[d, e] = Σ_b u[d, b] dû[b, e]: the gradient of the weights between an input and an output
 * capsule. A vector holds dimensions e of the output capsule, and images come one after the other:
 * a fixed order, with nothing summed across lanes.
 */
final class WeightGradientKernels {
  private WeightGradientKernels() {}

  /** g[b] = c[b] x[b], where c[b] is a number and x[b] a vector of dimensions. */
  static void setScaledImages(
      int batch, float[] c, int cAt, float[] x, int xAt, float[] g, int gAt) {
    for (int b = 0; b < batch; b++) {
      FloatVector.fromArray(SPECIES, x, xAt + b * COUNT)
          .mul(FloatVector.broadcast(SPECIES, c[cAt + b]))
          .intoArray(g, gAt + b * COUNT);
    }
  }

  /** g[b] += c[b] x[b] + d[b] y[b], where c, d and g lie in one array. */
  static void addTwoScaledImages(
      int batch, float[] own, int cAt, float[] x, int xAt, int dAt, float[] y, int yAt, int gAt) {
    for (int b = 0; b < batch; b++) {
      FloatVector sum = FloatVector.fromArray(SPECIES, own, gAt + b * COUNT);
      sum =
          FloatVector.fromArray(SPECIES, x, xAt + b * COUNT)
              .fma(FloatVector.broadcast(SPECIES, own[cAt + b]), sum);
      sum =
          FloatVector.fromArray(SPECIES, y, yAt + b * COUNT)
              .fma(FloatVector.broadcast(SPECIES, own[dAt + b]), sum);
      sum.intoArray(own, gAt + b * COUNT);
    }
  }

  /**
   * dw[d, e] += Σ_b u[d, b] g[b, e] for eight dimensions d and two vectors of dimensions e: sixteen
   * sums, two vectors and a broadcast, for machines with 32 registers.
   *
   * @param batch how many images
   * @param own where all of these lie
   * @param u [8][uRow], images contiguous
   * @param g [batch][lanes], one for each vector
   * @param dw [8][lanes], one for each vector, added to
   */
  static void addEightByTwoToWeight(
      int batch, float[] own, int u, int uRow, int g, int secondG, int dw, int secondDw) {
    FloatVector sum00 = FloatVector.fromArray(SPECIES, own, dw);
    FloatVector sum01 = FloatVector.fromArray(SPECIES, own, secondDw);
    FloatVector sum10 = FloatVector.fromArray(SPECIES, own, dw + COUNT);
    FloatVector sum11 = FloatVector.fromArray(SPECIES, own, secondDw + COUNT);
    FloatVector sum20 = FloatVector.fromArray(SPECIES, own, dw + 2 * COUNT);
    FloatVector sum21 = FloatVector.fromArray(SPECIES, own, secondDw + 2 * COUNT);
    FloatVector sum30 = FloatVector.fromArray(SPECIES, own, dw + 3 * COUNT);
    FloatVector sum31 = FloatVector.fromArray(SPECIES, own, secondDw + 3 * COUNT);
    FloatVector sum40 = FloatVector.fromArray(SPECIES, own, dw + 4 * COUNT);
    FloatVector sum41 = FloatVector.fromArray(SPECIES, own, secondDw + 4 * COUNT);
    FloatVector sum50 = FloatVector.fromArray(SPECIES, own, dw + 5 * COUNT);
    FloatVector sum51 = FloatVector.fromArray(SPECIES, own, secondDw + 5 * COUNT);
    FloatVector sum60 = FloatVector.fromArray(SPECIES, own, dw + 6 * COUNT);
    FloatVector sum61 = FloatVector.fromArray(SPECIES, own, secondDw + 6 * COUNT);
    FloatVector sum70 = FloatVector.fromArray(SPECIES, own, dw + 7 * COUNT);
    FloatVector sum71 = FloatVector.fromArray(SPECIES, own, secondDw + 7 * COUNT);
    int u1 = u + uRow;
    int u2 = u1 + uRow;
    int u3 = u2 + uRow;
    int u4 = u3 + uRow;
    int u5 = u4 + uRow;
    int u6 = u5 + uRow;
    int u7 = u6 + uRow;
    for (int b = 0; b < batch; b++) {
      FloatVector g0 = FloatVector.fromArray(SPECIES, own, g + b * COUNT);
      FloatVector g1 = FloatVector.fromArray(SPECIES, own, secondG + b * COUNT);
      FloatVector factor = FloatVector.broadcast(SPECIES, own[u + b]);
      sum00 = g0.fma(factor, sum00);
      sum01 = g1.fma(factor, sum01);
      factor = FloatVector.broadcast(SPECIES, own[u1 + b]);
      sum10 = g0.fma(factor, sum10);
      sum11 = g1.fma(factor, sum11);
      factor = FloatVector.broadcast(SPECIES, own[u2 + b]);
      sum20 = g0.fma(factor, sum20);
      sum21 = g1.fma(factor, sum21);
      factor = FloatVector.broadcast(SPECIES, own[u3 + b]);
      sum30 = g0.fma(factor, sum30);
      sum31 = g1.fma(factor, sum31);
      factor = FloatVector.broadcast(SPECIES, own[u4 + b]);
      sum40 = g0.fma(factor, sum40);
      sum41 = g1.fma(factor, sum41);
      factor = FloatVector.broadcast(SPECIES, own[u5 + b]);
      sum50 = g0.fma(factor, sum50);
      sum51 = g1.fma(factor, sum51);
      factor = FloatVector.broadcast(SPECIES, own[u6 + b]);
      sum60 = g0.fma(factor, sum60);
      sum61 = g1.fma(factor, sum61);
      factor = FloatVector.broadcast(SPECIES, own[u7 + b]);
      sum70 = g0.fma(factor, sum70);
      sum71 = g1.fma(factor, sum71);
    }
    sum00.intoArray(own, dw);
    sum10.intoArray(own, dw + COUNT);
    sum20.intoArray(own, dw + 2 * COUNT);
    sum30.intoArray(own, dw + 3 * COUNT);
    sum40.intoArray(own, dw + 4 * COUNT);
    sum50.intoArray(own, dw + 5 * COUNT);
    sum60.intoArray(own, dw + 6 * COUNT);
    sum70.intoArray(own, dw + 7 * COUNT);
    sum01.intoArray(own, secondDw);
    sum11.intoArray(own, secondDw + COUNT);
    sum21.intoArray(own, secondDw + 2 * COUNT);
    sum31.intoArray(own, secondDw + 3 * COUNT);
    sum41.intoArray(own, secondDw + 4 * COUNT);
    sum51.intoArray(own, secondDw + 5 * COUNT);
    sum61.intoArray(own, secondDw + 6 * COUNT);
    sum71.intoArray(own, secondDw + 7 * COUNT);
  }

  /**
   * dw [8][lanes] += u [8][batch] · g [batch][lanes]: {@link #addEightByTwoToWeight} for one
   * vector.
   */
  static void addEightToWeight(int batch, float[] own, int u, int uRow, int g, int dw) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, own, dw);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, own, dw + COUNT);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, own, dw + 2 * COUNT);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, own, dw + 3 * COUNT);
    FloatVector sum4 = FloatVector.fromArray(SPECIES, own, dw + 4 * COUNT);
    FloatVector sum5 = FloatVector.fromArray(SPECIES, own, dw + 5 * COUNT);
    FloatVector sum6 = FloatVector.fromArray(SPECIES, own, dw + 6 * COUNT);
    FloatVector sum7 = FloatVector.fromArray(SPECIES, own, dw + 7 * COUNT);
    int u1 = u + uRow;
    int u2 = u1 + uRow;
    int u3 = u2 + uRow;
    int u4 = u3 + uRow;
    int u5 = u4 + uRow;
    int u6 = u5 + uRow;
    int u7 = u6 + uRow;
    for (int b = 0; b < batch; b++) {
      FloatVector g0 = FloatVector.fromArray(SPECIES, own, g + b * COUNT);
      sum0 = g0.fma(FloatVector.broadcast(SPECIES, own[u + b]), sum0);
      sum1 = g0.fma(FloatVector.broadcast(SPECIES, own[u1 + b]), sum1);
      sum2 = g0.fma(FloatVector.broadcast(SPECIES, own[u2 + b]), sum2);
      sum3 = g0.fma(FloatVector.broadcast(SPECIES, own[u3 + b]), sum3);
      sum4 = g0.fma(FloatVector.broadcast(SPECIES, own[u4 + b]), sum4);
      sum5 = g0.fma(FloatVector.broadcast(SPECIES, own[u5 + b]), sum5);
      sum6 = g0.fma(FloatVector.broadcast(SPECIES, own[u6 + b]), sum6);
      sum7 = g0.fma(FloatVector.broadcast(SPECIES, own[u7 + b]), sum7);
    }
    sum0.intoArray(own, dw);
    sum1.intoArray(own, dw + COUNT);
    sum2.intoArray(own, dw + 2 * COUNT);
    sum3.intoArray(own, dw + 3 * COUNT);
    sum4.intoArray(own, dw + 4 * COUNT);
    sum5.intoArray(own, dw + 5 * COUNT);
    sum6.intoArray(own, dw + 6 * COUNT);
    sum7.intoArray(own, dw + 7 * COUNT);
  }

  /** dw [1][lanes] += u [1][batch] · g [batch][lanes]. */
  static void addOneToWeight(int batch, float[] own, int u, int g, int dw) {
    FloatVector sum = FloatVector.fromArray(SPECIES, own, dw);
    for (int b = 0; b < batch; b++) {
      sum =
          FloatVector.fromArray(SPECIES, own, g + b * COUNT)
              .fma(FloatVector.broadcast(SPECIES, own[u + b]), sum);
    }
    sum.intoArray(own, dw);
  }

  /** y[e] += Σ_b x[b, e] for the first {@code lanes} lanes. */
  static void addImages(int batch, int lanes, float[] x, int xAt, float[] y, int yAt) {
    VectorMask<Float> mask = SPECIES.indexInRange(0, lanes);
    FloatVector sum = FloatVector.fromArray(SPECIES, y, yAt, mask);
    for (int b = 0; b < batch; b++) {
      sum = FloatVector.fromArray(SPECIES, x, xAt + b * COUNT).add(sum);
    }
    sum.intoArray(y, yAt, mask);
  }

  /** y[n] = x[n] for {@code count} vectors, {@code yRow} apart in y. */
  static void copyApart(int count, float[] x, int xAt, float[] y, int yAt, int yRow) {
    int to = yAt;
    for (int k = xAt; k < xAt + count * COUNT; k += COUNT) {
      FloatVector.fromArray(SPECIES, x, k).intoArray(y, to);
      to += yRow;
    }
  }
}
