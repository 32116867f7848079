package capstan.core.scalar;

/**
 * The paper's formulas in double precision, each index written out, sharing nothing with kernels.
 */
record CapsuleFormulas(int batch, int in, int inDimensions, int out, int outDimensions) {

  static double[] squash(double[] s, int dimensions, double epsilon) {
    double[] v = new double[s.length];
    for (int k = 0; k < s.length; k++) {
      double q = Math.pow(norm(s, k / dimensions, dimensions), 2);
      v[k] = q == 0 ? 0 : q / (1 + q) * s[k] / Math.sqrt(q + epsilon);
    }
    return v;
  }

  static double[] lengths(double[] v, int dimensions) {
    double[] lengths = new double[v.length / dimensions];
    for (int row = 0; row < lengths.length; row++) {
      lengths[row] = norm(v, row, dimensions);
    }
    return lengths;
  }

  private static double norm(double[] v, int row, int dimensions) {
    double norm = 0;
    for (int d = 0; d < dimensions; d++) {
      norm = Math.hypot(norm, v[row * dimensions + d]);
    }
    return norm;
  }

  /** Softmax of each run of {@code columns} numbers. */
  static double[] softmax(double[] x, int columns) {
    double[] y = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      double sum = 0;
      for (int c = 0; c < columns; c++) {
        sum += Math.exp(x[k / columns * columns + c] - x[k]);
      }
      y[k] = 1 / sum;
    }
    return y;
  }

  double[] predictionVectors(double[] u, double[] w) {
    double[] p = new double[batch * in * out * outDimensions];
    for (int k = 0; k < p.length * inDimensions; k++) {
      int d = k % inDimensions;
      int e = k / inDimensions % outDimensions;
      int j = k / inDimensions / outDimensions % out;
      int i = k / inDimensions / outDimensions / out % in;
      int b = k / inDimensions / outDimensions / out / in;
      p[((b * in + i) * out + j) * outDimensions + e] +=
          w[((i * out + j) * outDimensions + e) * inDimensions + d]
              * u[(b * in + i) * inDimensions + d];
    }
    return p;
  }

  double[] weightedSum(double[] c, double[] p) {
    double[] s = new double[batch * out * outDimensions];
    for (int k = 0; k < p.length; k++) {
      int e = k % outDimensions;
      int j = k / outDimensions % out;
      int b = k / outDimensions / out / in;
      s[(b * out + j) * outDimensions + e] += c[k / outDimensions] * p[k];
    }
    return s;
  }

  double[] agreement(double[] p, double[] v) {
    double[] a = new double[batch * in * out];
    for (int k = 0; k < p.length; k++) {
      int e = k % outDimensions;
      int j = k / outDimensions % out;
      int b = k / outDimensions / out / in;
      a[k / outDimensions] += p[k] * v[(b * out + j) * outDimensions + e];
    }
    return a;
  }

  /** The coupling coefficients of the last round (procedure 1). */
  double[] lastCoefficients(double[] p, double[] bias, int rounds, double epsilon) {
    double[] logits = new double[batch * in * out];
    for (int round = 1; round < rounds; round++) {
      double[] a = agreement(p, route(p, softmax(logits, out), bias, epsilon));
      for (int k = 0; k < a.length; k++) {
        logits[k] += a[k];
      }
    }
    return softmax(logits, out);
  }

  /** Output capsules for given coupling coefficients. */
  double[] route(double[] p, double[] coefficients, double[] bias, double epsilon) {
    double[] s = weightedSum(coefficients, p);
    for (int k = 0; k < s.length; k++) {
      s[k] += bias[k % bias.length];
    }
    return squash(s, outDimensions, epsilon);
  }
}
