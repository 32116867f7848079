package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementwise loops: whole vectors, then the rest by the same operations, so that an element's bits
 * depend neither on its place nor on the width of the vectors. The rest is one masked vector, or
 * single numbers where an operation is that simple: a loss of one element is scaled once a step,
 * too seldom to be compiled soon, and to the interpreter every vector is a new object.
 */
final class PointwiseKernels {
  private PointwiseKernels() {}

  /** y = a + b. */
  static void add(int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      x.add(z).intoArray(y, yAt + k);
    }
    for (int k = whole; k < n; k++) {
      y[yAt + k] = a[aAt + k] + b[bAt + k];
    }
  }

  /** y = a · b. */
  static void multiply(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      x.mul(z).intoArray(y, yAt + k);
    }
    for (int k = whole; k < n; k++) {
      y[yAt + k] = a[aAt + k] * b[bAt + k];
    }
  }

  /** y = a / b. */
  static void divide(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      x.div(z).intoArray(y, yAt + k);
    }
    for (int k = whole; k < n; k++) {
      y[yAt + k] = a[aAt + k] / b[bAt + k];
    }
  }

  /** y = a + factor · b. */
  static void addScaled(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      x.add(z.mul(factor)).intoArray(y, yAt + k);
    }
    for (int k = whole; k < n; k++) {
      y[yAt + k] = a[aAt + k] + factor * b[bAt + k];
    }
  }

  /** y = factor · a. */
  static void scale(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      x.mul(factor).intoArray(y, yAt + k);
    }
    for (int k = whole; k < n; k++) {
      y[yAt + k] = factor * a[aAt + k];
    }
  }

  /** y = factor · (a − b). */
  static void scaledDifference(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      x.sub(z).mul(factor).intoArray(y, yAt + k);
    }
    for (int k = whole; k < n; k++) {
      y[yAt + k] = factor * (a[aAt + k] - b[bAt + k]);
    }
  }

  /** y = max(0, a); NaN, which is not below 0, stays. */
  static void relu(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      x.blend(0, x.compare(VectorOperators.LE, 0)).intoArray(y, yAt + k);
    }
    if (whole < n) {
      VectorMask<Float> rest = SPECIES.indexInRange(whole, n);
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + whole, rest);
      x.blend(0, x.compare(VectorOperators.LE, 0)).intoArray(y, yAt + whole, rest);
    }
  }

  /** y = b where a &gt; 0, else 0. */
  static void reluBackward(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      FloatVector.zero(SPECIES).blend(z, x.compare(VectorOperators.GT, 0)).intoArray(y, yAt + k);
    }
    if (whole < n) {
      VectorMask<Float> rest = SPECIES.indexInRange(whole, n);
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + whole, rest);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + whole, rest);
      FloatVector.zero(SPECIES)
          .blend(z, x.compare(VectorOperators.GT, 0))
          .intoArray(y, yAt + whole, rest);
    }
  }

  /** y = 1 / (1 + exp(−a)). */
  static void sigmoid(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      sigmoid(x).intoArray(y, yAt + k);
    }
    if (whole < n) {
      VectorMask<Float> rest = SPECIES.indexInRange(whole, n);
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + whole, rest);
      sigmoid(x).intoArray(y, yAt + whole, rest);
    }
  }

  /** y = b · a · (1 − a). */
  static void sigmoidBackward(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k);
      z.mul(x).mul(FloatVector.broadcast(SPECIES, 1).sub(x)).intoArray(y, yAt + k);
    }
    if (whole < n) {
      VectorMask<Float> rest = SPECIES.indexInRange(whole, n);
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + whole, rest);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + whole, rest);
      z.mul(x).mul(FloatVector.broadcast(SPECIES, 1).sub(x)).intoArray(y, yAt + whole, rest);
    }
  }

  /** y = exp(a). */
  static void exp(int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      VectorExponential.exp(x).intoArray(y, yAt + k);
    }
    if (whole < n) {
      VectorMask<Float> rest = SPECIES.indexInRange(whole, n);
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + whole, rest);
      VectorExponential.exp(x).intoArray(y, yAt + whole, rest);
    }
  }

  /** y = ln a. */
  static void log(int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      VectorLogarithm.log(x).intoArray(y, yAt + k);
    }
    if (whole < n) {
      VectorMask<Float> rest = SPECIES.indexInRange(whole, n);
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + whole, rest);
      VectorLogarithm.log(x).intoArray(y, yAt + whole, rest);
    }
  }

  /** y = tanh(a). */
  static void tanh(
      int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + k);
      VectorHyperbolicTangent.tanh(x).intoArray(y, yAt + k);
    }
    if (whole < n) {
      VectorMask<Float> rest = SPECIES.indexInRange(whole, n);
      FloatVector x = FloatVector.fromArray(SPECIES, a, aAt + whole, rest);
      VectorHyperbolicTangent.tanh(x).intoArray(y, yAt + whole, rest);
    }
  }

  private static FloatVector sigmoid(FloatVector x) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    return one.div(VectorExponential.exp(x.neg()).add(one));
  }
}
