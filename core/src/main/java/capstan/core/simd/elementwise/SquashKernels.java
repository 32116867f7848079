package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.simd.lanes.RowSums;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Squash and its gradient in three layouts: rows of 8 and of 16 in place, by {@link RowSums}, and
 * capsules as lanes, [dimensions][lanes], for every other size and for routing.
 *
 * <p>With q = |s|², v = f(q) s where f(q) = q / (1 + q) / √(q + ε), and ds = f dv + g (s·dv) s
 * where g = (2 / (1 + q) − q / (q + ε)) / (1 + q) / √(q + ε). Both factors are taken as 0 where the
 * root is 0.
 *
 * <p>The gradient's factors are written out in each kernel: as a method they were not always
 * inlined, and then every vector was an object on the heap.
 */
public final class SquashKernels {
  /** Elements in which a whole number of rows of 8, and of vectors, fit. */
  private static final int STEP_8 = Math.max(8, COUNT);

  /** The same for rows of 16. */
  private static final int STEP_16 = 16;

  private SquashKernels() {}

  /** How many rows of 8 one step takes. */
  static int rowsPerStep8() {
    return STEP_8 / 8;
  }

  /** v [n / 8, 8] = squash of s [n / 8, 8]; n is a multiple of 8 and of the vector's length. */
  static void forward8(int n, float epsilon, float[] s, int sAt, float[] v, int vAt) {
    for (int k = 0; k < n; k += STEP_8) {
      FloatVector factor = factor(RowSums.dot8(s, sAt + k, s, sAt + k), epsilon);
      for (int part = k; part < k + STEP_8; part += COUNT) {
        FloatVector.fromArray(SPECIES, s, sAt + part).mul(factor).intoArray(v, vAt + part);
      }
    }
  }

  /** v [n / 16, 16] = squash of s [n / 16, 16]. */
  static void forward16(int n, float epsilon, float[] s, int sAt, float[] v, int vAt) {
    for (int k = 0; k < n; k += STEP_16) {
      FloatVector factor = factor(RowSums.dot16(s, sAt + k, s, sAt + k), epsilon);
      for (int part = k; part < k + STEP_16; part += COUNT) {
        FloatVector.fromArray(SPECIES, s, sAt + part).mul(factor).intoArray(v, vAt + part);
      }
    }
  }

  /** ds [n / 8, 8] of s and dv [n / 8, 8]; n is a multiple of 8 and of the vector's length. */
  static void backward8(
      int n, float epsilon, float[] s, int sAt, float[] dv, int dvAt, float[] ds, int dsAt) {
    for (int k = 0; k < n; k += STEP_8) {
      FloatVector q = RowSums.dot8(s, sAt + k, s, sAt + k);
      FloatVector product = RowSums.dot8(s, sAt + k, dv, dvAt + k);
      FloatVector more = q.add(1);
      FloatVector root = q.add(epsilon).sqrt();
      VectorMask<Float> nothing = root.compare(VectorOperators.EQ, 0);
      FloatVector factor = q.div(more).div(root).blend(0, nothing);
      FloatVector along =
          FloatVector.broadcast(SPECIES, 2)
              .div(more)
              .sub(q.div(q.add(epsilon)))
              .div(more)
              .div(root)
              .blend(0, nothing)
              .mul(product);
      for (int part = k; part < k + STEP_8; part += COUNT) {
        FloatVector turned = FloatVector.fromArray(SPECIES, s, sAt + part).mul(along);
        FloatVector.fromArray(SPECIES, dv, dvAt + part)
            .fma(factor, turned)
            .intoArray(ds, dsAt + part);
      }
    }
  }

  /** ds [n / 16, 16] of s and dv [n / 16, 16]. */
  static void backward16(
      int n, float epsilon, float[] s, int sAt, float[] dv, int dvAt, float[] ds, int dsAt) {
    for (int k = 0; k < n; k += STEP_16) {
      FloatVector q = RowSums.dot16(s, sAt + k, s, sAt + k);
      FloatVector product = RowSums.dot16(s, sAt + k, dv, dvAt + k);
      FloatVector more = q.add(1);
      FloatVector root = q.add(epsilon).sqrt();
      VectorMask<Float> nothing = root.compare(VectorOperators.EQ, 0);
      FloatVector factor = q.div(more).div(root).blend(0, nothing);
      FloatVector along =
          FloatVector.broadcast(SPECIES, 2)
              .div(more)
              .sub(q.div(q.add(epsilon)))
              .div(more)
              .div(root)
              .blend(0, nothing)
              .mul(product);
      for (int part = k; part < k + STEP_16; part += COUNT) {
        FloatVector turned = FloatVector.fromArray(SPECIES, s, sAt + part).mul(along);
        FloatVector.fromArray(SPECIES, dv, dvAt + part)
            .fma(factor, turned)
            .intoArray(ds, dsAt + part);
      }
    }
  }

  /** v [dimensions][lanes] = squash of s [dimensions][lanes], one capsule per lane. */
  public static void forwardLanes(
      int dimensions, float epsilon, float[] s, int sAt, float[] v, int vAt) {
    int length = dimensions * COUNT;
    FloatVector q = FloatVector.zero(SPECIES);
    for (int k = 0; k < length; k += COUNT) {
      FloatVector value = FloatVector.fromArray(SPECIES, s, sAt + k);
      q = value.fma(value, q);
    }
    FloatVector factor = factor(q, epsilon);
    for (int k = 0; k < length; k += COUNT) {
      FloatVector.fromArray(SPECIES, s, sAt + k).mul(factor).intoArray(v, vAt + k);
    }
  }

  /** ds [dimensions][lanes] of s and dv [dimensions][lanes], one capsule per lane. */
  public static void backwardLanes(
      int dimensions,
      float epsilon,
      float[] s,
      int sAt,
      float[] dv,
      int dvAt,
      float[] ds,
      int dsAt) {
    int length = dimensions * COUNT;
    FloatVector q = FloatVector.zero(SPECIES);
    FloatVector product = FloatVector.zero(SPECIES);
    for (int k = 0; k < length; k += COUNT) {
      FloatVector value = FloatVector.fromArray(SPECIES, s, sAt + k);
      q = value.fma(value, q);
      product = value.fma(FloatVector.fromArray(SPECIES, dv, dvAt + k), product);
    }
    FloatVector more = q.add(1);
    FloatVector root = q.add(epsilon).sqrt();
    VectorMask<Float> nothing = root.compare(VectorOperators.EQ, 0);
    FloatVector factor = q.div(more).div(root).blend(0, nothing);
    FloatVector along =
        FloatVector.broadcast(SPECIES, 2)
            .div(more)
            .sub(q.div(q.add(epsilon)))
            .div(more)
            .div(root)
            .blend(0, nothing)
            .mul(product);
    for (int k = 0; k < length; k += COUNT) {
      FloatVector turned = FloatVector.fromArray(SPECIES, s, sAt + k).mul(along);
      FloatVector.fromArray(SPECIES, dv, dvAt + k).fma(factor, turned).intoArray(ds, dsAt + k);
    }
  }

  /** f(q), by which squash multiplies. */
  private static FloatVector factor(FloatVector q, float epsilon) {
    FloatVector root = q.add(epsilon).sqrt();
    VectorMask<Float> nothing = root.compare(VectorOperators.EQ, 0);
    return q.div(q.add(1)).div(root).blend(0, nothing);
  }

  /** √(|v|² + ε) of one row per lane, [dimensions][lanes]. */
  static void lengths(int dimensions, float epsilon, float[] v, int vAt, float[] lengths, int at) {
    FloatVector q = FloatVector.zero(SPECIES);
    for (int k = vAt; k < vAt + dimensions * COUNT; k += COUNT) {
      FloatVector value = FloatVector.fromArray(SPECIES, v, k);
      q = value.fma(value, q);
    }
    q.add(epsilon).sqrt().intoArray(lengths, at);
  }

  /** v [dimensions][lanes] becomes dLength [lanes] · v / √(|v|² + ε); 0 where the root is. */
  static void lengthsBackward(
      int dimensions, float epsilon, float[] v, int vAt, float[] dLengths, int at) {
    FloatVector q = FloatVector.zero(SPECIES);
    for (int k = vAt; k < vAt + dimensions * COUNT; k += COUNT) {
      FloatVector value = FloatVector.fromArray(SPECIES, v, k);
      q = value.fma(value, q);
    }
    FloatVector length = q.add(epsilon).sqrt();
    FloatVector factor =
        FloatVector.fromArray(SPECIES, dLengths, at).div(length).blend(0, length.eq(0));
    for (int k = vAt; k < vAt + dimensions * COUNT; k += COUNT) {
      FloatVector.fromArray(SPECIES, v, k).mul(factor).intoArray(v, k);
    }
  }
}
