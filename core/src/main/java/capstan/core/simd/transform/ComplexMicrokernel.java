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
   * c[r] = d[r] + Σ_k a[r, k] · b[k], rows spaced.
   *
   * @param pairs whether each complex number is a pair of reals, multiplied each with its like
   * @param depth steps of k
   * @param a the broadcast factor
   * @param aAt index of row 0's first real part
   * @param aBlockStride elements from one block of LANES steps to the next
   * @param b the vector factor, depth complex vectors
   * @param bAt where it starts
   * @param d ROWS complex vectors to add: c itself, or zeros
   * @param dAt where they start
   * @param c ROWS complex vectors, overwritten
   * @param cAt where they start
   */
  static void runSpaced(
      boolean pairs,
      int depth,
      float[] a,
      int aAt,
      int aBlockStride,
      float[] b,
      int bAt,
      float[] d,
      int dAt,
      float[] c,
      int cAt) {
    if (pairs) {
      PairedRealMicrokernel.runSpaced(depth, a, aAt, aBlockStride, b, bAt, d, dAt, c, cAt);
    } else if (WIDE) {
      SpacedComplexMicrokernel8.run(depth, a, aAt, aBlockStride, b, bAt, d, dAt, c, cAt);
    } else {
      SpacedComplexMicrokernel4.run(depth, a, aAt, aBlockStride, b, bAt, d, dAt, c, cAt);
    }
  }

  /**
   * c[r] = Σ_k a[r, k] · b[k], rows adjacent.
   *
   * <p>The distance between steps is an argument although it is always that of a complex vector:
   * with a constant one C2 drops the bounds checks inside the loop, then hoists loads across the
   * whole step, and one of the 24 accumulators goes through memory, which costs a third.
   *
   * @param pairs whether each complex number is a pair of reals, multiplied each with its like
   * @param depth steps of k
   * @param a the broadcast factor, one complex vector per step
   * @param aAt index of row 0's first real part
   * @param aStep elements from one step to the next
   * @param b the vector factor, depth complex vectors
   * @param bAt where it starts
   * @param c ROWS complex vectors, overwritten
   * @param cAt where they start
   */
  static void runAdjacent(
      boolean pairs,
      int depth,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      float[] c,
      int cAt) {
    if (pairs) {
      PairedRealMicrokernel.runAdjacent(depth, a, aAt, aStep, b, bAt, c, cAt);
    } else if (WIDE) {
      AdjacentComplexMicrokernel8.run(depth, a, aAt, aStep, b, bAt, c, cAt);
    } else {
      AdjacentComplexMicrokernel4.run(depth, a, aAt, aStep, b, bAt, c, cAt);
    }
  }
}
