package capstan.core.scalar;

import capstan.core.kernel.Capsules;

/**
 * The steps that capsules are made of, one loop an index. Letters as in {@link Capsules}: image b,
 * input capsule i with dimensions d, output capsule j with dimensions e.
 */
final class ScalarCapsules extends Capsules {

  /** v = f(q) s with q = |s|² and f(q) = q / ((1 + q) √(q + ε)). */
  @Override
  protected void squash(
      int rows, int dimensions, float epsilon, float[] s, int sOffset, float[] v, int vOffset) {
    for (int row = 0; row < rows; row++) {
      int sAt = sOffset + row * dimensions;
      int vAt = vOffset + row * dimensions;
      float q = dot(dimensions, s, sAt, s, sAt);
      float root = (float) Math.sqrt(q + epsilon);
      // The root is 0 only if ε and q are; the limit of f is 0 then.
      float factor = root == 0 ? 0 : q / (1 + q) / root;
      for (int d = 0; d < dimensions; d++) {
        v[vAt + d] = factor * s[sAt + d];
      }
    }
  }

  /**
   * From v = f(q) s follows ds = f dv + 2 f′ (s·dv) s, where 2 f′ = (2 / (1 + q) − q / (q + ε)) /
   * ((1 + q) √(q + ε)). As s goes to 0, all of it does if ε is 0, though f′ itself has no bound.
   */
  @Override
  protected void squashBackward(
      int rows,
      int dimensions,
      float epsilon,
      float[] s,
      int sOffset,
      float[] dv,
      int dvOffset,
      float[] ds,
      int dsOffset) {
    for (int row = 0; row < rows; row++) {
      int sAt = sOffset + row * dimensions;
      int dvAt = dvOffset + row * dimensions;
      int dsAt = dsOffset + row * dimensions;
      float q = dot(dimensions, s, sAt, s, sAt);
      float root = (float) Math.sqrt(q + epsilon);
      float factor = 0;
      float slope = 0;
      if (root != 0) {
        factor = q / (1 + q) / root;
        slope = (2 / (1 + q) - q / (q + epsilon)) / (1 + q) / root;
      }
      float along = slope * dot(dimensions, s, sAt, dv, dvAt);
      for (int d = 0; d < dimensions; d++) {
        ds[dsAt + d] = factor * dv[dvAt + d] + along * s[sAt + d];
      }
    }
  }

  @Override
  protected void lengths(
      int rows, int dimensions, float[] v, int vOffset, float[] lengths, int lengthsOffset) {
    for (int row = 0; row < rows; row++) {
      int vAt = vOffset + row * dimensions;
      lengths[lengthsOffset + row] = (float) Math.sqrt(dot(dimensions, v, vAt, v, vAt));
    }
  }

  @Override
  protected void lengthsBackward(
      int rows,
      int dimensions,
      float[] v,
      int vOffset,
      float[] dLengths,
      int dLengthsOffset,
      float[] dv,
      int dvOffset) {
    for (int row = 0; row < rows; row++) {
      int vAt = vOffset + row * dimensions;
      int dvAt = dvOffset + row * dimensions;
      float length = (float) Math.sqrt(dot(dimensions, v, vAt, v, vAt));
      float factor = length == 0 ? 0 : dLengths[dLengthsOffset + row] / length;
      for (int d = 0; d < dimensions; d++) {
        dv[dvAt + d] = factor * v[vAt + d];
      }
    }
  }

  @Override
  protected void predictionVectors(
      Extents x, float[] u, int uOffset, float[] w, int wOffset, float[] p, int pOffset) {
    for (int b = 0; b < x.batch(); b++) {
      for (int i = 0; i < x.inCapsules(); i++) {
        int uAt = uOffset + capsule(x, b, i) * x.inDimensions();
        for (int j = 0; j < x.outCapsules(); j++) {
          for (int e = 0; e < x.outDimensions(); e++) {
            int wAt = wOffset + weightRow(x, i, j, e);
            p[pOffset + prediction(x, b, i, j) + e] = dot(x.inDimensions(), w, wAt, u, uAt);
          }
        }
      }
    }
  }

  @Override
  protected void predictionVectorsBackwardInput(
      Extents x, float[] dp, int dpOffset, float[] w, int wOffset, float[] du, int duOffset) {
    for (int b = 0; b < x.batch(); b++) {
      for (int i = 0; i < x.inCapsules(); i++) {
        int duAt = duOffset + capsule(x, b, i) * x.inDimensions();
        for (int d = 0; d < x.inDimensions(); d++) {
          float sum = 0;
          for (int j = 0; j < x.outCapsules(); j++) {
            for (int e = 0; e < x.outDimensions(); e++) {
              sum +=
                  w[wOffset + weightRow(x, i, j, e) + d]
                      * dp[dpOffset + prediction(x, b, i, j) + e];
            }
          }
          du[duAt + d] = sum;
        }
      }
    }
  }

  @Override
  protected void predictionVectorsBackwardWeight(
      Extents x, float[] u, int uOffset, float[] dp, int dpOffset, float[] dw, int dwOffset) {
    for (int i = 0; i < x.inCapsules(); i++) {
      for (int j = 0; j < x.outCapsules(); j++) {
        for (int e = 0; e < x.outDimensions(); e++) {
          for (int d = 0; d < x.inDimensions(); d++) {
            float sum = 0;
            for (int b = 0; b < x.batch(); b++) {
              sum +=
                  dp[dpOffset + prediction(x, b, i, j) + e]
                      * u[uOffset + capsule(x, b, i) * x.inDimensions() + d];
            }
            dw[dwOffset + weightRow(x, i, j, e) + d] = sum;
          }
        }
      }
    }
  }

  @Override
  protected void weightedSum(
      Extents x, float[] c, int cOffset, float[] p, int pOffset, float[] s, int sOffset) {
    for (int b = 0; b < x.batch(); b++) {
      for (int j = 0; j < x.outCapsules(); j++) {
        for (int e = 0; e < x.outDimensions(); e++) {
          float sum = 0;
          for (int i = 0; i < x.inCapsules(); i++) {
            sum += c[cOffset + coefficient(x, b, i, j)] * p[pOffset + prediction(x, b, i, j) + e];
          }
          s[sOffset + output(x, b, j) + e] = sum;
        }
      }
    }
  }

  @Override
  protected void agreement(
      Extents x, float[] p, int pOffset, float[] v, int vOffset, float[] a, int aOffset) {
    for (int b = 0; b < x.batch(); b++) {
      for (int i = 0; i < x.inCapsules(); i++) {
        for (int j = 0; j < x.outCapsules(); j++) {
          int pAt = pOffset + prediction(x, b, i, j);
          int vAt = vOffset + output(x, b, j);
          a[aOffset + coefficient(x, b, i, j)] = dot(x.outDimensions(), p, pAt, v, vAt);
        }
      }
    }
  }

  @Override
  protected void spread(
      Extents x, float[] c, int cOffset, float[] ds, int dsOffset, float[] dp, int dpOffset) {
    for (int b = 0; b < x.batch(); b++) {
      for (int i = 0; i < x.inCapsules(); i++) {
        for (int j = 0; j < x.outCapsules(); j++) {
          float factor = c[cOffset + coefficient(x, b, i, j)];
          for (int e = 0; e < x.outDimensions(); e++) {
            dp[dpOffset + prediction(x, b, i, j) + e] = factor * ds[dsOffset + output(x, b, j) + e];
          }
        }
      }
    }
  }

  private static float dot(int n, float[] a, int aAt, float[] b, int bAt) {
    float sum = 0;
    for (int d = 0; d < n; d++) {
      sum += a[aAt + d] * b[bAt + d];
    }
    return sum;
  }

  /** Which of all input capsules, [B, I]. */
  private static int capsule(Extents x, int b, int i) {
    return b * x.inCapsules() + i;
  }

  /** Where (b, i, j) lies in [B, I, J]. */
  private static int coefficient(Extents x, int b, int i, int j) {
    return capsule(x, b, i) * x.outCapsules() + j;
  }

  /** Where (b, i, j, 0) lies in [B, I, J, E]. */
  private static int prediction(Extents x, int b, int i, int j) {
    return coefficient(x, b, i, j) * x.outDimensions();
  }

  /** Where (b, j, 0) lies in [B, J, E]. */
  private static int output(Extents x, int b, int j) {
    return (b * x.outCapsules() + j) * x.outDimensions();
  }

  /** Where (i, j, e, 0) lies in [I, J, E, D]. */
  private static int weightRow(Extents x, int i, int j, int e) {
    return ((i * x.outCapsules() + j) * x.outDimensions() + e) * x.inDimensions();
  }
}
