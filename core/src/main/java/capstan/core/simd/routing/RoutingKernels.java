package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The small loops of routing on a block of images, one image per lane, for one input capsule at a
 * time.
 *
 * <p>Cache: with 10 output capsules of 16 dimensions and 16 lanes the prediction vectors of one
 * input capsule take 10 KiB, the sums they are added to as much, and so do the output capsules they
 * are compared with.
 */
final class RoutingKernels {
  private RoutingKernels() {}

  /**
   * a[j] = Σ_e û[j, e] v[j, e].
   *
   * @param out J
   * @param dimensions E
   * @param p û, [J · E][lanes]
   * @param v [J · E][lanes]
   * @param a [J][lanes], overwritten
   */
  static void agreement(
      int out, int dimensions, float[] p, int pAt, float[] v, int vAt, float[] a, int aAt) {
    int k = 0;
    for (int j = 0; j < out; j++) {
      int end = k + dimensions * COUNT;
      FloatVector sum = FloatVector.zero(SPECIES);
      for (; k < end; k += COUNT) {
        sum =
            FloatVector.fromArray(SPECIES, p, pAt + k)
                .fma(FloatVector.fromArray(SPECIES, v, vAt + k), sum);
      }
      sum.intoArray(a, aAt + j * COUNT);
    }
  }

  /**
   * s[j, e] += c[j] û[j, e]. One flat loop: a short one for each output capsule takes half as long
   * again.
   *
   * @param out J
   * @param dimensions E
   * @param c [J][lanes]
   * @param p û, [J · E][lanes]
   * @param s [J · E][lanes], added to
   */
  static void addScaled(
      int out, int dimensions, float[] c, int cAt, float[] p, int pAt, float[] s, int sAt) {
    int length = out * dimensions * COUNT;
    int left = dimensions;
    int at = cAt;
    FloatVector factor = FloatVector.fromArray(SPECIES, c, at);
    for (int k = 0; k < length; k += COUNT) {
      if (left == 0) {
        left = dimensions;
        at += COUNT;
        factor = FloatVector.fromArray(SPECIES, c, at);
      }
      left--;
      FloatVector.fromArray(SPECIES, p, pAt + k)
          .fma(factor, FloatVector.fromArray(SPECIES, s, sAt + k))
          .intoArray(s, sAt + k);
    }
  }

  /** s[j, e] = c[j] û[j, e]; otherwise as {@link #addScaled}. */
  static void setScaled(
      int out, int dimensions, float[] c, int cAt, float[] p, int pAt, float[] s, int sAt) {
    int length = out * dimensions * COUNT;
    int left = dimensions;
    int at = cAt;
    FloatVector factor = FloatVector.fromArray(SPECIES, c, at);
    for (int k = 0; k < length; k += COUNT) {
      if (left == 0) {
        left = dimensions;
        at += COUNT;
        factor = FloatVector.fromArray(SPECIES, c, at);
      }
      left--;
      FloatVector.fromArray(SPECIES, p, pAt + k).mul(factor).intoArray(s, sAt + k);
    }
  }

  /** s[j, e] += c[j] x[j, e] + d[j] y[j, e]; otherwise as {@link #addScaled}. */
  static void addTwoScaled(
      int out,
      int dimensions,
      float[] c,
      int cAt,
      float[] x,
      int xAt,
      float[] d,
      int dAt,
      float[] y,
      int yAt,
      float[] s,
      int sAt) {
    int length = out * dimensions * COUNT;
    int left = dimensions;
    int at = 0;
    FloatVector factor = FloatVector.fromArray(SPECIES, c, cAt);
    FloatVector second = FloatVector.fromArray(SPECIES, d, dAt);
    for (int k = 0; k < length; k += COUNT) {
      if (left == 0) {
        left = dimensions;
        at += COUNT;
        factor = FloatVector.fromArray(SPECIES, c, cAt + at);
        second = FloatVector.fromArray(SPECIES, d, dAt + at);
      }
      left--;
      FloatVector sum = FloatVector.fromArray(SPECIES, s, sAt + k);
      sum = FloatVector.fromArray(SPECIES, x, xAt + k).fma(factor, sum);
      sum = FloatVector.fromArray(SPECIES, y, yAt + k).fma(second, sum);
      sum.intoArray(s, sAt + k);
    }
  }

  /**
   * Adds partial sums, from the first to the last: s[row] = factor · Σ_n partial[n, row] +
   * bias[row].
   *
   * @param count how many there are
   * @param rows J · E
   * @param partial [count][rows][lanes]
   * @param factor 1 over J in the first round
   * @param bias [rows], or null for none
   * @param s [rows][lanes], overwritten
   */
  static void combine(
      int count,
      int rows,
      float[] partial,
      int partialAt,
      float factor,
      float[] bias,
      int biasAt,
      float[] s,
      int sAt) {
    for (int row = 0; row < rows; row++) {
      int k = partialAt + row * COUNT;
      FloatVector sum = FloatVector.fromArray(SPECIES, partial, k);
      for (int n = 1; n < count; n++) {
        k += rows * COUNT;
        sum = FloatVector.fromArray(SPECIES, partial, k).add(sum);
      }
      sum = sum.mul(factor);
      if (bias != null) {
        sum = sum.add(bias[biasAt + row]);
      }
      sum.intoArray(s, sAt + row * COUNT);
    }
  }

  /** y [n] = a [n] + b [n] over whole vectors. */
  static void add(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector.fromArray(SPECIES, a, aAt + k)
          .add(FloatVector.fromArray(SPECIES, b, bAt + k))
          .intoArray(y, yAt + k);
    }
  }

  /** y [n] = factor · a [n] over whole vectors. */
  static void scale(int n, float factor, float[] a, int aAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector.fromArray(SPECIES, a, aAt + k).mul(factor).intoArray(y, yAt + k);
    }
  }
}
