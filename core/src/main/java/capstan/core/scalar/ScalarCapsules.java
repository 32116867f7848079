package capstan.core.scalar;

import capstan.core.ExponentialSquash;
import capstan.core.Tensor;
import capstan.core.kernel.Capsules;

/** Squash and lengths, one loop over capsules and one over their dimensions. */
final class ScalarCapsules extends Capsules {

  /** v = f(q) s with q = |s|² and f(q) = q / ((1 + q) √(q + ε)). */
  @Override
  protected void computeSquash(Tensor s, float epsilon, Tensor v) {
    int dimensions = s.shape().columns();
    for (int row = 0; row < s.shape().rows(); row++) {
      int sAt = s.offset() + row * dimensions;
      int vAt = v.offset() + row * dimensions;
      float q = dot(dimensions, s.array(), sAt, s.array(), sAt);
      float root = (float) Math.sqrt(q + epsilon);
      // The root is 0 only if ε and q are; the limit of f is 0 then.
      scale(dimensions, root == 0 ? 0 : q / (1 + q) / root, s.array(), sAt, v.array(), vAt);
    }
  }

  /**
   * From v = f(q) s follows ds = f dv + 2 f′ (s·dv) s, where 2 f′ = (2 / (1 + q) − q / (q + ε)) /
   * ((1 + q) √(q + ε)). As s goes to 0, all of it does if ε is 0, though f′ itself has no bound.
   */
  @Override
  protected void computeSquashBackward(Tensor s, float epsilon, Tensor dv, Tensor ds) {
    int dimensions = s.shape().columns();
    for (int row = 0; row < s.shape().rows(); row++) {
      int sAt = s.offset() + row * dimensions;
      int dvAt = dv.offset() + row * dimensions;
      int dsAt = ds.offset() + row * dimensions;
      float q = dot(dimensions, s.array(), sAt, s.array(), sAt);
      float root = (float) Math.sqrt(q + epsilon);
      float factor = 0;
      float slope = 0;
      if (root != 0) {
        factor = q / (1 + q) / root;
        slope = (2 / (1 + q) - q / (q + epsilon)) / (1 + q) / root;
      }
      float along = slope * dot(dimensions, s.array(), sAt, dv.array(), dvAt);
      for (int d = 0; d < dimensions; d++) {
        ds.array()[dsAt + d] = factor * dv.array()[dvAt + d] + along * s.array()[sAt + d];
      }
    }
  }

  @Override
  protected void computeExponentialSquash(Tensor s, Tensor v) {
    int dimensions = s.shape().columns();
    for (int row = 0; row < s.shape().rows(); row++) {
      int sAt = s.offset() + row * dimensions;
      float factor = ExponentialSquash.factor(length(s, 0, row));
      scale(dimensions, factor, s.array(), sAt, v.array(), v.offset() + row * dimensions);
    }
  }

  /** From v = f(n) s with n = |s| follows ds = f dv + f′ (s·dv) s / n. */
  @Override
  protected void computeExponentialSquashBackward(Tensor s, Tensor dv, Tensor ds) {
    int dimensions = s.shape().columns();
    for (int row = 0; row < s.shape().rows(); row++) {
      int sAt = s.offset() + row * dimensions;
      int dvAt = dv.offset() + row * dimensions;
      int dsAt = ds.offset() + row * dimensions;
      float n = length(s, 0, row);
      float factor = ExponentialSquash.factor(n);
      float product = dot(dimensions, s.array(), sAt, dv.array(), dvAt);
      float along = n == 0 ? 0 : ExponentialSquash.slope(n) * (product / n);
      for (int d = 0; d < dimensions; d++) {
        ds.array()[dsAt + d] = factor * dv.array()[dvAt + d] + along * s.array()[sAt + d];
      }
    }
  }

  @Override
  protected void computeLengths(Tensor v, float epsilon, Tensor lengths) {
    for (int row = 0; row < v.shape().rows(); row++) {
      lengths.array()[lengths.offset() + row] = length(v, epsilon, row);
    }
  }

  @Override
  protected void computeLengthsBackward(Tensor v, float epsilon, Tensor dLengths, Tensor dv) {
    int dimensions = v.shape().columns();
    for (int row = 0; row < v.shape().rows(); row++) {
      int at = row * dimensions;
      float length = length(v, epsilon, row);
      float factor = length == 0 ? 0 : dLengths.array()[dLengths.offset() + row] / length;
      scale(dimensions, factor, v.array(), v.offset() + at, dv.array(), dv.offset() + at);
    }
  }

  private static float length(Tensor v, float epsilon, int row) {
    int at = v.offset() + row * v.shape().columns();
    return (float) Math.sqrt(dot(v.shape().columns(), v.array(), at, v.array(), at) + epsilon);
  }

  private static void scale(int n, float factor, float[] x, int xAt, float[] y, int yAt) {
    for (int d = 0; d < n; d++) {
      y[yAt + d] = factor * x[xAt + d];
    }
  }

  private static float dot(int n, float[] a, int aAt, float[] b, int bAt) {
    float sum = 0;
    for (int d = 0; d < n; d++) {
      sum += a[aAt + d] * b[bAt + d];
    }
    return sum;
  }
}
