package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Elementwise loops over n elements, whole vectors all of them: a, b and y are [n]. */
final class PointwiseKernels {
  private PointwiseKernels() {}

  /** y [n] = a [n] + b [n]. */
  static void add(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      x.add(z).intoArray(y, yAt + k);
    }
  }

  /** y [n] = a [n] · b [n]. */
  static void multiply(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      x.mul(z).intoArray(y, yAt + k);
    }
  }

  /** y [n] = a [n] / b [n]. */
  static void divide(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      x.div(z).intoArray(y, yAt + k);
    }
  }

  /** y [n] = a [n] + factor · b [n]. */
  static void addScaled(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      x.add(z.mul(factor)).intoArray(y, yAt + k);
    }
  }

  /** y [n] = factor · a [n]. */
  static void scale(int n, float factor, float[] a, int aAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      x.mul(factor).intoArray(y, yAt + k);
    }
  }

  /** y [n] = factor · (a [n] − b [n]). */
  static void scaledDifference(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      x.sub(z).mul(factor).intoArray(y, yAt + k);
    }
  }

  /** y [n] = a [n] + factor · (b [n] − a [n]). */
  static void interpolate(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      x.add(z.sub(x).mul(factor)).intoArray(y, yAt + k);
    }
  }

  /** y [n] = max(0, a [n]); NaN, which is not below 0, stays. */
  static void relu(int n, float[] a, int aAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      x.blend(0, x.compare(VectorOperators.LE, 0)).intoArray(y, yAt + k);
    }
  }

  /** y [n] = b [n] where a [n] &gt; 0, else 0. */
  static void reluBackward(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      FloatVector.zero(SPECIES).blend(z, x.compare(VectorOperators.GT, 0)).intoArray(y, yAt + k);
    }
  }

  /** y [n] = 1 / (1 + exp(−a [n])). */
  static void sigmoid(int n, float[] a, int aAt, float[] y, int yAt) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      one.div(VectorExponential.exp(x.neg()).add(one)).intoArray(y, yAt + k);
    }
  }

  /** y [n] = b [n] · a [n] · (1 − a [n]). */
  static void sigmoidBackward(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      z.mul(x).mul(FloatVector.broadcast(SPECIES, 1).sub(x)).intoArray(y, yAt + k);
    }
  }

  /** y [n] = exp(a [n]). */
  static void exp(int n, float[] a, int aAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      VectorExponential.exp(x).intoArray(y, yAt + k);
    }
  }

  /** y [n] = ln a [n]. */
  static void log(int n, float[] a, int aAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      VectorLogarithm.log(x).intoArray(y, yAt + k);
    }
  }

  /** y [n] = tanh(a [n]). */
  static void tanh(int n, float[] a, int aAt, float[] y, int yAt) {
    for (int k = 0; k < n; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      VectorHyperbolicTangent.tanh(x).intoArray(y, yAt + k);
    }
  }
}
