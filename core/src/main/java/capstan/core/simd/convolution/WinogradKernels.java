package capstan.core.simd.convolution;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Lines of Winograd's correlation of 4 outputs with 3 taps, F(4, 3) (Lavin and Gray, 2016): values
 * of polynomials at the six points 0, ±a, ±b and ∞ with a = 3/4 and b = 3/2, of which powers are
 * exact. With those a pass over normal numbers is off by 2e-6 of the largest of its result, less
 * than half of what it is with ±1 and ±2.
 *
 * <p>Each kernel reads some rows of equally many numbers and writes some others, element by element
 * across them, for several lines; from both sides of a square it is the transform of a tile. Points
 * that differ in their sign share an even and an odd part.
 *
 * <p>Each transform is longer than the 325 bytecodes that C2 still takes into its callers: of two
 * copies in one method it would leave some calls of the Vector API as they are, whose vectors are
 * objects.
 *
 * <p>Register budget: of 32, at most eight constants, six rows and four parts of results, 18. Of 16
 * registers some constants are read from memory again.
 */
final class WinogradKernels {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  private static final float A = 0.75f;
  private static final float B = 1.5f;
  private static final float A2 = A * A;
  private static final float B2 = B * B;
  private static final float A3 = A2 * A;
  private static final float B3 = B2 * B;
  private static final float BOTH = A2 * B2;
  private static final float EITHER = A2 + B2;

  /** What interpolation divides by at each point: the product of its distances to the others. */
  private static final float AT_ZERO = (float) (1 / ((double) A2 * B2));

  private static final float AT_A = (float) (1 / (2.0 * A2 * ((double) A2 - B2)));
  private static final float AT_B = (float) (1 / (2.0 * B2 * ((double) B2 - A2)));

  private WinogradKernels() {}

  /**
   * Six inputs to six points: Bᵀ.
   *
   * @param from six rows
   * @param fromAt the first number
   * @param fromStep from one row to the next
   * @param fromNext from one line's rows to the next one's
   * @param to six rows, overwritten
   * @param toAt the first number
   * @param toStep from one row to the next
   * @param toNext from one line's rows to the next one's
   * @param lines how many
   * @param length numbers in a row, whole vectors
   */
  static void input(
      float[] from,
      int fromAt,
      int fromStep,
      int fromNext,
      float[] to,
      int toAt,
      int toStep,
      int toNext,
      int lines,
      int length) {
    FloatVector minusB2 = FloatVector.broadcast(SPECIES, -B2);
    FloatVector minusA2 = FloatVector.broadcast(SPECIES, -A2);
    FloatVector both = FloatVector.broadcast(SPECIES, BOTH);
    FloatVector minusEither = FloatVector.broadcast(SPECIES, -EITHER);
    FloatVector a = FloatVector.broadcast(SPECIES, A);
    FloatVector minusA = FloatVector.broadcast(SPECIES, -A);
    FloatVector b = FloatVector.broadcast(SPECIES, B);
    FloatVector minusB = FloatVector.broadcast(SPECIES, -B);
    for (int line = 0; line < lines; line++) {
      int lineFrom = fromAt + line * fromNext;
      int lineTo = toAt + line * toNext;
      for (int e = 0; e < length; e += LANES) {
        int at = lineFrom + e;
        FloatVector d0 = FloatVector.fromArray(SPECIES, from, at);
        FloatVector d1 = FloatVector.fromArray(SPECIES, from, at + fromStep);
        FloatVector d2 = FloatVector.fromArray(SPECIES, from, at + 2 * fromStep);
        FloatVector d3 = FloatVector.fromArray(SPECIES, from, at + 3 * fromStep);
        FloatVector d4 = FloatVector.fromArray(SPECIES, from, at + 4 * fromStep);
        FloatVector d5 = FloatVector.fromArray(SPECIES, from, at + 5 * fromStep);
        FloatVector evenA = d2.fma(minusB2, d4);
        FloatVector oddA = d1.fma(minusB2, d3);
        FloatVector evenB = d2.fma(minusA2, d4);
        FloatVector oddB = d1.fma(minusA2, d3);
        int out = lineTo + e;
        d0.fma(both, d2.fma(minusEither, d4)).intoArray(to, out);
        oddA.fma(a, evenA).intoArray(to, out + toStep);
        oddA.fma(minusA, evenA).intoArray(to, out + 2 * toStep);
        oddB.fma(b, evenB).intoArray(to, out + 3 * toStep);
        oddB.fma(minusB, evenB).intoArray(to, out + 4 * toStep);
        d1.fma(both, d3.fma(minusEither, d5)).intoArray(to, out + 5 * toStep);
      }
    }
  }

  /**
   * Six points to four outputs: Aᵀ. Adds a row to each.
   *
   * @param from six rows
   * @param fromAt the first number
   * @param fromStep from one row to the next
   * @param fromNext from one line's rows to the next one's
   * @param added numbers of a row, such as the bias
   * @param addedAt the first of them
   * @param to four rows, overwritten
   * @param toAt the first number
   * @param toStep from one row to the next
   * @param toNext from one line's rows to the next one's
   * @param lines how many
   * @param length numbers in a row, whole vectors
   */
  static void output(
      float[] from,
      int fromAt,
      int fromStep,
      int fromNext,
      float[] added,
      int addedAt,
      float[] to,
      int toAt,
      int toStep,
      int toNext,
      int lines,
      int length) {
    FloatVector a = FloatVector.broadcast(SPECIES, A);
    FloatVector b = FloatVector.broadcast(SPECIES, B);
    FloatVector a2 = FloatVector.broadcast(SPECIES, A2);
    FloatVector b2 = FloatVector.broadcast(SPECIES, B2);
    FloatVector a3 = FloatVector.broadcast(SPECIES, A3);
    FloatVector b3 = FloatVector.broadcast(SPECIES, B3);
    for (int line = 0; line < lines; line++) {
      int lineFrom = fromAt + line * fromNext;
      int lineTo = toAt + line * toNext;
      for (int e = 0; e < length; e += LANES) {
        int at = lineFrom + e;
        FloatVector m1 = FloatVector.fromArray(SPECIES, from, at + fromStep);
        FloatVector m2 = FloatVector.fromArray(SPECIES, from, at + 2 * fromStep);
        FloatVector m3 = FloatVector.fromArray(SPECIES, from, at + 3 * fromStep);
        FloatVector m4 = FloatVector.fromArray(SPECIES, from, at + 4 * fromStep);
        FloatVector evenA = m1.add(m2);
        FloatVector oddA = m1.sub(m2);
        FloatVector evenB = m3.add(m4);
        FloatVector oddB = m3.sub(m4);
        FloatVector add = FloatVector.fromArray(SPECIES, added, addedAt + e);
        int out = lineTo + e;
        FloatVector.fromArray(SPECIES, from, at).add(evenA).add(evenB).add(add).intoArray(to, out);
        oddA.fma(a, oddB.fma(b, add)).intoArray(to, out + toStep);
        evenA.fma(a2, evenB.fma(b2, add)).intoArray(to, out + 2 * toStep);
        FloatVector last = FloatVector.fromArray(SPECIES, from, at + 5 * fromStep).add(add);
        oddA.fma(a3, oddB.fma(b3, last)).intoArray(to, out + 3 * toStep);
      }
    }
  }

  /** Four gradients of outputs to six points: A. Arguments as of {@link #input}. */
  static void gradient(
      float[] from,
      int fromAt,
      int fromStep,
      int fromNext,
      float[] to,
      int toAt,
      int toStep,
      int toNext,
      int lines,
      int length) {
    FloatVector a2 = FloatVector.broadcast(SPECIES, A2);
    FloatVector b2 = FloatVector.broadcast(SPECIES, B2);
    FloatVector a = FloatVector.broadcast(SPECIES, A);
    FloatVector minusA = FloatVector.broadcast(SPECIES, -A);
    FloatVector b = FloatVector.broadcast(SPECIES, B);
    FloatVector minusB = FloatVector.broadcast(SPECIES, -B);
    for (int line = 0; line < lines; line++) {
      int lineFrom = fromAt + line * fromNext;
      int lineTo = toAt + line * toNext;
      for (int e = 0; e < length; e += LANES) {
        int at = lineFrom + e;
        FloatVector y0 = FloatVector.fromArray(SPECIES, from, at);
        FloatVector y1 = FloatVector.fromArray(SPECIES, from, at + fromStep);
        FloatVector y2 = FloatVector.fromArray(SPECIES, from, at + 2 * fromStep);
        FloatVector y3 = FloatVector.fromArray(SPECIES, from, at + 3 * fromStep);
        FloatVector evenA = y2.fma(a2, y0);
        FloatVector oddA = y3.fma(a2, y1);
        FloatVector evenB = y2.fma(b2, y0);
        FloatVector oddB = y3.fma(b2, y1);
        int out = lineTo + e;
        y0.intoArray(to, out);
        oddA.fma(a, evenA).intoArray(to, out + toStep);
        oddA.fma(minusA, evenA).intoArray(to, out + 2 * toStep);
        oddB.fma(b, evenB).intoArray(to, out + 3 * toStep);
        oddB.fma(minusB, evenB).intoArray(to, out + 4 * toStep);
        y3.intoArray(to, out + 5 * toStep);
      }
    }
  }

  /** Three taps to six points: G. Arguments as of {@link #input}. */
  static void weights(
      float[] from,
      int fromAt,
      int fromStep,
      int fromNext,
      float[] to,
      int toAt,
      int toStep,
      int toNext,
      int lines,
      int length) {
    FloatVector a2 = FloatVector.broadcast(SPECIES, A2);
    FloatVector atA = FloatVector.broadcast(SPECIES, AT_A);
    FloatVector b2 = FloatVector.broadcast(SPECIES, B2);
    FloatVector atB = FloatVector.broadcast(SPECIES, AT_B);
    FloatVector atZero = FloatVector.broadcast(SPECIES, AT_ZERO);
    FloatVector oddAtA = FloatVector.broadcast(SPECIES, A * AT_A);
    FloatVector minusOddAtA = FloatVector.broadcast(SPECIES, -A * AT_A);
    FloatVector oddAtB = FloatVector.broadcast(SPECIES, B * AT_B);
    FloatVector minusOddAtB = FloatVector.broadcast(SPECIES, -B * AT_B);
    for (int line = 0; line < lines; line++) {
      int lineFrom = fromAt + line * fromNext;
      int lineTo = toAt + line * toNext;
      for (int e = 0; e < length; e += LANES) {
        int at = lineFrom + e;
        FloatVector w0 = FloatVector.fromArray(SPECIES, from, at);
        FloatVector w1 = FloatVector.fromArray(SPECIES, from, at + fromStep);
        FloatVector w2 = FloatVector.fromArray(SPECIES, from, at + 2 * fromStep);
        FloatVector evenA = w2.fma(a2, w0).mul(atA);
        FloatVector evenB = w2.fma(b2, w0).mul(atB);
        int out = lineTo + e;
        w0.mul(atZero).intoArray(to, out);
        w1.fma(oddAtA, evenA).intoArray(to, out + toStep);
        w1.fma(minusOddAtA, evenA).intoArray(to, out + 2 * toStep);
        w1.fma(oddAtB, evenB).intoArray(to, out + 3 * toStep);
        w1.fma(minusOddAtB, evenB).intoArray(to, out + 4 * toStep);
        w2.intoArray(to, out + 5 * toStep);
      }
    }
  }

  /** Six points to the gradients of three taps: Gᵀ. Arguments as of {@link #input}. */
  static void weightGradient(
      float[] from,
      int fromAt,
      int fromStep,
      int fromNext,
      float[] to,
      int toAt,
      int toStep,
      int toNext,
      int lines,
      int length) {
    FloatVector atA = FloatVector.broadcast(SPECIES, AT_A);
    FloatVector atB = FloatVector.broadcast(SPECIES, AT_B);
    FloatVector oddAtA = FloatVector.broadcast(SPECIES, A * AT_A);
    FloatVector oddAtB = FloatVector.broadcast(SPECIES, B * AT_B);
    FloatVector atZero = FloatVector.broadcast(SPECIES, AT_ZERO);
    FloatVector a2 = FloatVector.broadcast(SPECIES, A2);
    FloatVector b2 = FloatVector.broadcast(SPECIES, B2);
    for (int line = 0; line < lines; line++) {
      int lineFrom = fromAt + line * fromNext;
      int lineTo = toAt + line * toNext;
      for (int e = 0; e < length; e += LANES) {
        int at = lineFrom + e;
        FloatVector p1 = FloatVector.fromArray(SPECIES, from, at + fromStep);
        FloatVector p2 = FloatVector.fromArray(SPECIES, from, at + 2 * fromStep);
        FloatVector p3 = FloatVector.fromArray(SPECIES, from, at + 3 * fromStep);
        FloatVector p4 = FloatVector.fromArray(SPECIES, from, at + 4 * fromStep);
        FloatVector evenA = p1.add(p2).mul(atA);
        FloatVector evenB = p3.add(p4).mul(atB);
        FloatVector oddA = p1.sub(p2).mul(oddAtA);
        FloatVector oddB = p3.sub(p4).mul(oddAtB);
        int out = lineTo + e;
        FloatVector.fromArray(SPECIES, from, at).fma(atZero, evenA.add(evenB)).intoArray(to, out);
        oddA.add(oddB).intoArray(to, out + toStep);
        FloatVector last = FloatVector.fromArray(SPECIES, from, at + 5 * fromStep);
        evenA.fma(a2, evenB.fma(b2, last)).intoArray(to, out + 2 * toStep);
      }
    }
  }
}
