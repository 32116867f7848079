package capstan.core.simd.transform;

import capstan.core.simd.lanes.Lanes;

/**
 * The innermost product of the Fourier convolution: one tile, ROWS by LANES complex numbers, of c =
 * a·b for one frequency. A complex vector is two float vectors, the real parts and then the
 * imaginary ones; b and c are sequences of those. What differs between the passes is where a's rows
 * lie, since each spectrum is stored once and read along either axis:
 *
 * <pre>
 *   spaced     rows are complex vectors, the depth runs along their lanes:
 *              row 0:  re0 re1 re2 … | im0 im1 im2 …       k = 0, 1, 2, … LANES−1, then the next block
 *              row 1:  re0 re1 re2 … | im0 im1 im2 …
 *   adjacent   rows are lanes, each step of the depth is a complex vector:
 *              k = 0:  re(row 0) re(row 1) … | im(row 0) im(row 1) …
 *              k = 1:  …
 * </pre>
 */
final class ComplexMicrokernel {
  private static final boolean WIDE = Lanes.REGISTERS >= 32 && Lanes.COUNT >= 8;

  /** Rows of a tile; divides or is divided by the number of lanes. */
  static final int ROWS = WIDE ? SpacedComplexMicrokernel8.ROWS : SpacedComplexMicrokernel4.ROWS;

  private ComplexMicrokernel() {}

  /**
   * c[r] = addend[r] + Σ_k a[r, k] · b[k], rows spaced.
   *
   * @param pairs whether each complex number is a pair of reals, multiplied each with its like
   * @param depth steps of k
   * @param a the broadcast factor
   * @param aOffset index of row 0's first real part
   * @param aBlockStride elements from one block of LANES steps to the next
   * @param b the vector factor, depth complex vectors
   * @param bOffset where it starts
   * @param addend ROWS complex vectors to add: c itself, or zeros
   * @param addendOffset where they start
   * @param c ROWS complex vectors, overwritten
   * @param cOffset where they start
   */
  static void runSpaced(
      boolean pairs,
      int depth,
      float[] a,
      int aOffset,
      int aBlockStride,
      float[] b,
      int bOffset,
      float[] addend,
      int addendOffset,
      float[] c,
      int cOffset) {
    if (pairs) {
      PairedRealMicrokernel.runSpaced(
          depth, a, aOffset, aBlockStride, b, bOffset, addend, addendOffset, c, cOffset);
    } else if (WIDE) {
      SpacedComplexMicrokernel8.run(
          depth, a, aOffset, aBlockStride, b, bOffset, addend, addendOffset, c, cOffset);
    } else {
      SpacedComplexMicrokernel4.run(
          depth, a, aOffset, aBlockStride, b, bOffset, addend, addendOffset, c, cOffset);
    }
  }

  /**
   * c[r] = addend[r] + Σ_k a[r, k] · b[k], rows adjacent.
   *
   * <p>The distance between steps is an argument although it is always that of a complex vector:
   * with a constant one C2 drops the bounds checks inside the loop, then hoists loads across the
   * whole step, and one of the 24 accumulators goes through memory, which costs a third.
   *
   * @param pairs whether each complex number is a pair of reals, multiplied each with its like
   * @param depth steps of k
   * @param a the broadcast factor, one complex vector a step
   * @param aOffset index of row 0's first real part
   * @param aStep elements from one step to the next
   * @param b the vector factor, depth complex vectors
   * @param bOffset where it starts
   * @param addend ROWS complex vectors to add: c itself, or zeros
   * @param addendOffset where they start
   * @param c ROWS complex vectors, overwritten
   * @param cOffset where they start
   */
  static void runAdjacent(
      boolean pairs,
      int depth,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      float[] addend,
      int addendOffset,
      float[] c,
      int cOffset) {
    if (pairs) {
      PairedRealMicrokernel.runAdjacent(
          depth, a, aOffset, aStep, b, bOffset, addend, addendOffset, c, cOffset);
    } else if (WIDE) {
      AdjacentComplexMicrokernel8.run(
          depth, a, aOffset, aStep, b, bOffset, addend, addendOffset, c, cOffset);
    } else {
      AdjacentComplexMicrokernel4.run(
          depth, a, aOffset, aStep, b, bOffset, addend, addendOffset, c, cOffset);
    }
  }
}
