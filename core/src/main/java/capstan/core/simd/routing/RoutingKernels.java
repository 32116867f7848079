package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Tensor;
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
  private final int dimensions;
  private final int rows;

  /**
   * The loops of a layer.
   *
   * @param out J, output capsules
   * @param dimensions E, numbers of each
   */
  RoutingKernels(int out, int dimensions) {
    this.dimensions = dimensions;
    rows = out * dimensions;
  }

  /**
   * a[j] = Σ_e û[j, e] v[j, e].
   *
   * @param p û, [J · E][lanes]
   * @param v [J · E][lanes]
   * @param a [J][lanes], overwritten
   */
  void agreement(float[] p, int pAt, float[] v, int vAt, float[] a, int aAt) {
    int k = 0;
    for (int j = 0; j < rows / dimensions; j++) {
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
   * @param c [J][lanes]
   * @param p û, [J · E][lanes]
   * @param s [J · E][lanes], added to
   */
  void addScaled(float[] c, int cAt, float[] p, int pAt, float[] s, int sAt) {
    scaled(true, c, cAt, p, pAt, s, sAt);
  }

  /** s[j, e] = c[j] û[j, e]; otherwise as {@link #addScaled}. */
  void setScaled(float[] c, int cAt, float[] p, int pAt, float[] s, int sAt) {
    scaled(false, c, cAt, p, pAt, s, sAt);
  }

  private void scaled(boolean add, float[] c, int cAt, float[] p, int pAt, float[] s, int sAt) {
    int left = dimensions;
    int at = cAt;
    FloatVector factor = FloatVector.fromArray(SPECIES, c, at);
    for (int k = 0; k < rows * COUNT; k += COUNT) {
      if (left == 0) {
        left = dimensions;
        at += COUNT;
        factor = FloatVector.fromArray(SPECIES, c, at);
      }
      left--;
      FloatVector sum =
          add ? FloatVector.fromArray(SPECIES, s, sAt + k) : FloatVector.zero(SPECIES);
      FloatVector.fromArray(SPECIES, p, pAt + k).fma(factor, sum).intoArray(s, sAt + k);
    }
  }

  /**
   * Adds partial sums, from the first to the last: s[row] = factor · Σ_n partial[n, row] +
   * bias[row].
   *
   * @param count how many there are
   * @param partial [count][rows][lanes]
   * @param factor 1 over J in the first round
   * @param bias [J, E], or null for none
   * @param s [rows][lanes], overwritten
   */
  void combine(
      int count, float[] partial, int partialAt, float factor, Tensor bias, float[] s, int sAt) {
    for (int row = 0; row < rows; row++) {
      int k = partialAt + row * COUNT;
      FloatVector sum = FloatVector.fromArray(SPECIES, partial, k);
      for (int n = 1; n < count; n++) {
        k += rows * COUNT;
        sum = FloatVector.fromArray(SPECIES, partial, k).add(sum);
      }
      sum = sum.mul(factor);
      if (bias != null) {
        sum = sum.add(bias.array()[bias.offset() + row]);
      }
      sum.intoArray(s, sAt + row * COUNT);
    }
  }

  /** y = a + b over whole vectors. */
  static void add(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector.fromArray(SPECIES, a, aAt + k)
          .add(FloatVector.fromArray(SPECIES, b, bAt + k))
          .intoArray(y, yAt + k);
    }
  }

  /** y = factor · a over whole vectors. */
  static void scale(int n, float factor, float[] a, int aAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector.fromArray(SPECIES, a, aAt + k).mul(factor).intoArray(y, yAt + k);
    }
  }
}
