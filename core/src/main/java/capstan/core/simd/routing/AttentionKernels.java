package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Exponential;
import jdk.incubator.vector.FloatVector;

/**
 * The loops of self-attention, for one image or one matrix: dimensions of the capsules above in the
 * lanes, those that fill no vector one by one.
 */
final class AttentionKernels {
  private AttentionKernels() {}

  /**
   * û [pairs, out]: pair p = k · below + j has its row of u [below, in] times W [pairs, in, out].
   */
  static void predict(
      int pairs,
      int below,
      int in,
      int out,
      float[] u,
      int uAt,
      float[] w,
      int wAt,
      float[] y,
      int yAt) {
    for (int pair = 0; pair < pairs; pair++) {
      int from = uAt + pair % below * in;
      int matrix = wAt + pair * in * out;
      int to = yAt + pair * out;
      int e = 0;
      for (; e + COUNT <= out; e += COUNT) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int d = 0; d < in; d++) {
          sum =
              FloatVector.fromArray(SPECIES, w, matrix + d * out + e)
                  .fma(FloatVector.broadcast(SPECIES, u[from + d]), sum);
        }
        sum.intoArray(y, to + e);
      }
      for (; e < out; e++) {
        float sum = 0;
        for (int d = 0; d < in; d++) {
          sum = Math.fma(u[from + d], w[matrix + d * out + e], sum);
        }
        y[to + e] = sum;
      }
    }
  }

  /** du [below, in] = Σ over k of W [pairs, in, out] times the rows of dû [pairs, out]. */
  static void toCapsules(
      int pairs,
      int below,
      int in,
      int out,
      float[] d,
      int dAt,
      float[] w,
      int wAt,
      float[] du,
      int duAt) {
    for (int j = 0; j < below; j++) {
      for (int row = 0; row < in; row++) {
        float sum = 0;
        for (int pair = j; pair < pairs; pair += below) {
          sum += dot(out, d, dAt + pair * out, w, wAt + (pair * in + row) * out);
        }
        du[duAt + j * in + row] = sum;
      }
    }
  }

  /** dW [in, out] = Σ over images of u [in] times dû [out], which lie at steps. */
  static void toMatrix(
      int batch,
      int in,
      int out,
      float[] u,
      int uAt,
      int uStep,
      float[] d,
      int dAt,
      int dStep,
      float[] w,
      int wAt) {
    for (int row = 0; row < in; row++) {
      int e = 0;
      for (; e + COUNT <= out; e += COUNT) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int image = 0; image < batch; image++) {
          sum =
              FloatVector.fromArray(SPECIES, d, dAt + image * dStep + e)
                  .fma(FloatVector.broadcast(SPECIES, u[uAt + image * uStep + row]), sum);
        }
        sum.intoArray(w, wAt + row * out + e);
      }
      for (; e < out; e++) {
        float sum = 0;
        for (int image = 0; image < batch; image++) {
          sum = Math.fma(u[uAt + image * uStep + row], d[dAt + image * dStep + e], sum);
        }
        w[wAt + row * out + e] = sum;
      }
    }
  }

  /** y [n] = Σ of the rows of x [rows, n]. */
  static void total(int rows, int n, float[] x, int xAt, float[] y, int yAt) {
    int e = 0;
    for (; e + COUNT <= n; e += COUNT) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int k = xAt + e; k < xAt + rows * n; k += n) {
        sum = FloatVector.fromArray(SPECIES, x, k).add(sum);
      }
      sum.intoArray(y, yAt + e);
    }
    for (; e < n; e++) {
      float sum = 0;
      for (int k = xAt + e; k < xAt + rows * n; k += n) {
        sum += x[k];
      }
      y[yAt + e] = sum;
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
