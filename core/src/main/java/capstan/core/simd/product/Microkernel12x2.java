package capstan.core.simd.product;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The GEMM microkernel for instruction sets with 32 vector registers: a tile of 12 rows by 2
 * vectors.
 *
 * <p>Register budget: 24 accumulators, 2 vectors of b, 1 broadcast of a, 27 of 32. Each step of the
 * depth loads 2 vectors and 12 scalars and issues 24 multiply-adds, so two FMA units are busy for
 * 12 cycles while the two load ports need 7. Every accumulator is reused after 12 cycles, three
 * times the latency of an FMA.
 *
 * <p>Accumulators are locals, the loop is flat and the calls are written out: an array of
 * accumulators, a nested loop or a helper method makes C2 spill or give up inlining.
 */
public final class Microkernel12x2 {
  static final int ROWS = 12;
  static final int VECTORS = 2;

  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  private Microkernel12x2() {}

  /** c [12, COLUMNS] = d + a [12, depth] · b [depth, COLUMNS], as {@link Microkernel#run} says. */
  static void run(
      int depth,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] d,
      int dAt,
      int dRow,
      float[] c,
      int cAt,
      int cRow) {
    FloatVector c0x0 = FloatVector.zero(SPECIES);
    FloatVector c0x1 = FloatVector.zero(SPECIES);
    FloatVector c1x0 = FloatVector.zero(SPECIES);
    FloatVector c1x1 = FloatVector.zero(SPECIES);
    FloatVector c2x0 = FloatVector.zero(SPECIES);
    FloatVector c2x1 = FloatVector.zero(SPECIES);
    FloatVector c3x0 = FloatVector.zero(SPECIES);
    FloatVector c3x1 = FloatVector.zero(SPECIES);
    FloatVector c4x0 = FloatVector.zero(SPECIES);
    FloatVector c4x1 = FloatVector.zero(SPECIES);
    FloatVector c5x0 = FloatVector.zero(SPECIES);
    FloatVector c5x1 = FloatVector.zero(SPECIES);
    FloatVector c6x0 = FloatVector.zero(SPECIES);
    FloatVector c6x1 = FloatVector.zero(SPECIES);
    FloatVector c7x0 = FloatVector.zero(SPECIES);
    FloatVector c7x1 = FloatVector.zero(SPECIES);
    FloatVector c8x0 = FloatVector.zero(SPECIES);
    FloatVector c8x1 = FloatVector.zero(SPECIES);
    FloatVector c9x0 = FloatVector.zero(SPECIES);
    FloatVector c9x1 = FloatVector.zero(SPECIES);
    FloatVector c10x0 = FloatVector.zero(SPECIES);
    FloatVector c10x1 = FloatVector.zero(SPECIES);
    FloatVector c11x0 = FloatVector.zero(SPECIES);
    FloatVector c11x1 = FloatVector.zero(SPECIES);
    int bIndex = bAt;
    int aEnd = aAt + depth * 12;
    for (int aIndex = aAt; aIndex < aEnd; aIndex += 12) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bIndex);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bIndex + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[aIndex]);
      c0x0 = a0.fma(b0, c0x0);
      c0x1 = a0.fma(b1, c0x1);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[aIndex + 1]);
      c1x0 = a1.fma(b0, c1x0);
      c1x1 = a1.fma(b1, c1x1);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[aIndex + 2]);
      c2x0 = a2.fma(b0, c2x0);
      c2x1 = a2.fma(b1, c2x1);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[aIndex + 3]);
      c3x0 = a3.fma(b0, c3x0);
      c3x1 = a3.fma(b1, c3x1);
      FloatVector a4 = FloatVector.broadcast(SPECIES, a[aIndex + 4]);
      c4x0 = a4.fma(b0, c4x0);
      c4x1 = a4.fma(b1, c4x1);
      FloatVector a5 = FloatVector.broadcast(SPECIES, a[aIndex + 5]);
      c5x0 = a5.fma(b0, c5x0);
      c5x1 = a5.fma(b1, c5x1);
      FloatVector a6 = FloatVector.broadcast(SPECIES, a[aIndex + 6]);
      c6x0 = a6.fma(b0, c6x0);
      c6x1 = a6.fma(b1, c6x1);
      FloatVector a7 = FloatVector.broadcast(SPECIES, a[aIndex + 7]);
      c7x0 = a7.fma(b0, c7x0);
      c7x1 = a7.fma(b1, c7x1);
      FloatVector a8 = FloatVector.broadcast(SPECIES, a[aIndex + 8]);
      c8x0 = a8.fma(b0, c8x0);
      c8x1 = a8.fma(b1, c8x1);
      FloatVector a9 = FloatVector.broadcast(SPECIES, a[aIndex + 9]);
      c9x0 = a9.fma(b0, c9x0);
      c9x1 = a9.fma(b1, c9x1);
      FloatVector a10 = FloatVector.broadcast(SPECIES, a[aIndex + 10]);
      c10x0 = a10.fma(b0, c10x0);
      c10x1 = a10.fma(b1, c10x1);
      FloatVector a11 = FloatVector.broadcast(SPECIES, a[aIndex + 11]);
      c11x0 = a11.fma(b0, c11x0);
      c11x1 = a11.fma(b1, c11x1);
      bIndex += 2 * LANES;
    }
    c0x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c0x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c1x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c1x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c2x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c2x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c3x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c3x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c4x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c4x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c5x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c5x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c6x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c6x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c7x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c7x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c8x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c8x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c9x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c9x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c10x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c10x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c11x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c11x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
  }
}
