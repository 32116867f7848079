package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Exponential;
import capstan.core.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * The loops of self-attention, for one image or one matrix: dimensions of the capsules above in the
 * lanes, those that fill no vector one by one.
 */
final class AttentionKernels {
  private AttentionKernels() {}

  /**
   * û [above, below, out] of an image: pair p = k · below + j has its row of u [below, in] times W
   * [above, below, in, out].
   */
  static void predict(Tensor u, Tensor weight, Tensor predictions, int image) {
    int below = weight.shape().extent(1);
    int in = weight.shape().extent(2);
    int out = weight.shape().extent(3);
    int pairs = weight.shape().extent(0) * below;
    float[] x = u.array();
    float[] w = weight.array();
    float[] y = predictions.array();
    int xAt = u.offset() + image * below * in;
    int yAt = predictions.offset() + image * pairs * out;
    for (int pair = 0; pair < pairs; pair++) {
      int from = xAt + pair % below * in;
      int matrix = weight.offset() + pair * in * out;
      int to = yAt + pair * out;
      int e = 0;
      for (; e + COUNT <= out; e += COUNT) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int d = 0; d < in; d++) {
          sum =
              FloatVector.fromArray(SPECIES, w, matrix + d * out + e)
                  .fma(FloatVector.broadcast(SPECIES, x[from + d]), sum);
        }
        sum.intoArray(y, to + e);
      }
      for (; e < out; e++) {
        float sum = 0;
        for (int d = 0; d < in; d++) {
          sum = Math.fma(x[from + d], w[matrix + d * out + e], sum);
        }
        y[to + e] = sum;
      }
    }
  }

  /** du [below, in] of an image = Σ over k of W [above, below, in, out] times the rows of dû. */
  static void toCapsules(Tensor dPredictions, Tensor weight, Tensor du, int image) {
    int below = weight.shape().extent(1);
    int in = weight.shape().extent(2);
    int out = weight.shape().extent(3);
    int pairs = weight.shape().extent(0) * below;
    float[] d = dPredictions.array();
    float[] w = weight.array();
    int dAt = dPredictions.offset() + image * pairs * out;
    int wAt = weight.offset();
    int duAt = du.offset() + image * below * in;
    for (int j = 0; j < below; j++) {
      for (int row = 0; row < in; row++) {
        float sum = 0;
        for (int pair = j; pair < pairs; pair += below) {
          sum += dot(out, d, dAt + pair * out, w, wAt + (pair * in + row) * out);
        }
        du.array()[duAt + j * in + row] = sum;
      }
    }
  }

  /**
   * dW [below, in, out] of capsule k above = Σ over images of u [below, in] times its rows of dû.
   */
  static void toMatrices(Tensor u, Tensor dPredictions, Tensor dWeight, int k) {
    int batch = u.shape().extent(0);
    int below = dWeight.shape().extent(1);
    int in = dWeight.shape().extent(2);
    int out = dWeight.shape().extent(3);
    int rows = below * in;
    int step = dWeight.shape().extent(0) * below * out;
    float[] x = u.array();
    float[] d = dPredictions.array();
    float[] w = dWeight.array();
    for (int row = 0; row < rows; row++) {
      int xAt = u.offset() + row;
      int dAt = dPredictions.offset() + (k * below + row / in) * out;
      int wAt = dWeight.offset() + (k * rows + row) * out;
      int e = 0;
      for (; e + COUNT <= out; e += COUNT) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int image = 0; image < batch; image++) {
          sum =
              FloatVector.fromArray(SPECIES, d, dAt + image * step + e)
                  .fma(FloatVector.broadcast(SPECIES, x[xAt + image * rows]), sum);
        }
        sum.intoArray(w, wAt + e);
      }
      for (; e < out; e++) {
        float sum = 0;
        for (int image = 0; image < batch; image++) {
          sum = Math.fma(x[xAt + image * rows], d[dAt + image * step + e], sum);
        }
        w[wAt + e] = sum;
      }
    }
  }

  /** y [rows] = factor · the rows of x [rows, n] times z [n]. */
  static void dots(
      int rows, int n, float factor, float[] x, int xAt, float[] z, int zAt, float[] y, int yAt) {
    for (int row = 0; row < rows; row++) {
      y[yAt + row] = factor * dot(n, x, xAt + row * n, z, zAt);
    }
  }

  /** Four sums at a time: a product of 16 numbers is over before a vector's lanes were added. */
  private static float dot(int n, float[] x, int xAt, float[] z, int zAt) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int e = 0;
    for (; e + 4 <= n; e += 4) {
      sum0 = Math.fma(x[xAt + e], z[zAt + e], sum0);
      sum1 = Math.fma(x[xAt + e + 1], z[zAt + e + 1], sum1);
      sum2 = Math.fma(x[xAt + e + 2], z[zAt + e + 2], sum2);
      sum3 = Math.fma(x[xAt + e + 3], z[zAt + e + 3], sum3);
    }
    for (; e < n; e++) {
      sum0 = Math.fma(x[xAt + e], z[zAt + e], sum0);
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  /** Each column of c [above, below] becomes its softmax. */
  static void softmax(int above, int below, float[] c, int cAt) {
    int end = cAt + above * below;
    for (int j = 0; j < below; j++) {
      float largest = Float.NEGATIVE_INFINITY;
      for (int k = cAt + j; k < end; k += below) {
        largest = Math.max(largest, c[k]);
      }
      float sum = 0;
      for (int k = cAt + j; k < end; k += below) {
        c[k] = Exponential.exp(c[k] - largest);
        sum += c[k];
      }
      for (int k = cAt + j; k < end; k += below) {
        c[k] /= sum;
      }
    }
  }

  /** dl = scale · c (dc − Σ c dc), column by column of [above, below]. */
  static void softmaxBackward(
      int above,
      int below,
      float scale,
      float[] c,
      int cAt,
      float[] dc,
      int dcAt,
      float[] dl,
      int dlAt) {
    int n = above * below;
    for (int j = 0; j < below; j++) {
      float mean = 0;
      for (int k = j; k < n; k += below) {
        mean = Math.fma(c[cAt + k], dc[dcAt + k], mean);
      }
      for (int k = j; k < n; k += below) {
        dl[dlAt + k] = scale * c[cAt + k] * (dc[dcAt + k] - mean);
      }
    }
  }

  /** y [n] = Σ over rows of (a + b) [rows] · x [rows, n]; b is null for zeros. */
  static void weightedSum(
      int rows,
      int n,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] x,
      int xAt,
      float[] y,
      int yAt) {
    int e = 0;
    for (; e + COUNT <= n; e += COUNT) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int row = 0; row < rows; row++) {
        float factor = b == null ? a[aAt + row] : a[aAt + row] + b[bAt + row];
        sum =
            FloatVector.fromArray(SPECIES, x, xAt + row * n + e)
                .fma(FloatVector.broadcast(SPECIES, factor), sum);
      }
      sum.intoArray(y, yAt + e);
    }
    for (; e < n; e++) {
      float sum = 0;
      for (int row = 0; row < rows; row++) {
        float factor = b == null ? a[aAt + row] : a[aAt + row] + b[bAt + row];
        sum = Math.fma(factor, x[xAt + row * n + e], sum);
      }
      y[yAt + e] = sum;
    }
  }

  /** y [n] = a · ds [n] + l · total [n] + fromAll [n]; total and fromAll lie in z [2, n]. */
  static void toPrediction(
      int n, float a, float[] ds, int dsAt, float l, float[] z, float[] y, int yAt) {
    int e = 0;
    for (; e + COUNT <= n; e += COUNT) {
      FloatVector sum =
          FloatVector.fromArray(SPECIES, z, e)
              .fma(FloatVector.broadcast(SPECIES, l), FloatVector.fromArray(SPECIES, z, n + e));
      FloatVector.fromArray(SPECIES, ds, dsAt + e)
          .fma(FloatVector.broadcast(SPECIES, a), sum)
          .intoArray(y, yAt + e);
    }
    for (; e < n; e++) {
      y[yAt + e] = Math.fma(a, ds[dsAt + e], Math.fma(l, z[e], z[n + e]));
    }
  }
}
