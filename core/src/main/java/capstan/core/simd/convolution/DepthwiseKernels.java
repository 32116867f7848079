package capstan.core.simd.convolution;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Products of vectors of channels that lie at equal steps, and their sums. */
final class DepthwiseKernels {
  private DepthwiseKernels() {}

  /** y [channels] += Σ over n of a [n, channels] · b [n, channels], whose rows lie at steps. */
  static void dot(
      int n,
      int channels,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      float[] y,
      int yAt) {
    int c = 0;
    for (; c + 4 * COUNT <= channels; c += 4 * COUNT) {
      fourVectors(n, a, aAt + c, aStep, b, bAt + c, bStep, y, yAt + c);
    }
    for (; c + COUNT <= channels; c += COUNT) {
      oneVector(n, a, aAt + c, aStep, b, bAt + c, bStep, y, yAt + c);
    }
    for (; c < channels; c++) {
      float sum = y[yAt + c];
      for (int k = 0; k < n; k++) {
        sum = Math.fma(a[aAt + c + k * aStep], b[bAt + c + k * bStep], sum);
      }
      y[yAt + c] = sum;
    }
  }

  private static void fourVectors(
      int n, float[] a, int aAt, int aStep, float[] b, int bAt, int bStep, float[] y, int yAt) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, y, yAt);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, y, yAt + COUNT);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, y, yAt + 2 * COUNT);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, y, yAt + 3 * COUNT);
    int p = aAt;
    int q = bAt;
    for (int k = 0; k < n; k++) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, p);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, p + COUNT);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, p + 2 * COUNT);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, p + 3 * COUNT);
      sum0 = FloatVector.fromArray(SPECIES, b, q).fma(a0, sum0);
      sum1 = FloatVector.fromArray(SPECIES, b, q + COUNT).fma(a1, sum1);
      sum2 = FloatVector.fromArray(SPECIES, b, q + 2 * COUNT).fma(a2, sum2);
      sum3 = FloatVector.fromArray(SPECIES, b, q + 3 * COUNT).fma(a3, sum3);
      p += aStep;
      q += bStep;
    }
    sum0.intoArray(y, yAt);
    sum1.intoArray(y, yAt + COUNT);
    sum2.intoArray(y, yAt + 2 * COUNT);
    sum3.intoArray(y, yAt + 3 * COUNT);
  }

  private static void oneVector(
      int n, float[] a, int aAt, int aStep, float[] b, int bAt, int bStep, float[] y, int yAt) {
    FloatVector sum = FloatVector.fromArray(SPECIES, y, yAt);
    int p = aAt;
    int q = bAt;
    for (int k = 0; k < n; k++) {
      FloatVector first = FloatVector.fromArray(SPECIES, a, p);
      sum = FloatVector.fromArray(SPECIES, b, q).fma(first, sum);
      p += aStep;
      q += bStep;
    }
    sum.intoArray(y, yAt);
  }

  /** y [n, channels] += x [channels] · w [n, channels]. */
  static void spread(
      int n, int channels, float[] x, int xAt, float[] w, int wAt, float[] y, int yAt) {
    for (int k = 0; k < n * channels; k += channels) {
      int c = 0;
      for (; c + COUNT <= channels; c += COUNT) {
        FloatVector factor = FloatVector.fromArray(SPECIES, x, xAt + c);
        FloatVector sum = FloatVector.fromArray(SPECIES, y, yAt + k + c);
        FloatVector.fromArray(SPECIES, w, wAt + k + c).fma(factor, sum).intoArray(y, yAt + k + c);
      }
      for (; c < channels; c++) {
        y[yAt + k + c] = Math.fma(x[xAt + c], w[wAt + k + c], y[yAt + k + c]);
      }
    }
  }
}
