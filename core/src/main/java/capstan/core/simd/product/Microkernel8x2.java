package capstan.core.simd.product;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Microkernel12x2} for the last 8 rows of a matrix, which would waste a third of a whole
 * tile.
 *
 * <p>Register budget: 16 accumulators, 2 vectors of b, 1 broadcast of a, 19 of 32.
 */
final class Microkernel8x2 {
  static final int ROWS = 8;

  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  private Microkernel8x2() {}

  /** Computes one tile; see {@link Microkernel#run} for the arguments. */
  static void run(
      int depth,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] addend,
      int addendOffset,
      int addendStride,
      float[] c,
      int cOffset,
      int cStride) {
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
    int bIndex = bOffset;
    int aEnd = aOffset + depth * 8;
    for (int aIndex = aOffset; aIndex < aEnd; aIndex += 8) {
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
      bIndex += 2 * LANES;
    }
    c0x0.add(FloatVector.fromArray(SPECIES, addend, addendOffset)).intoArray(c, cOffset);
    c0x1.add(FloatVector.fromArray(SPECIES, addend, addendOffset + LANES))
        .intoArray(c, cOffset + LANES);
    addendOffset += addendStride;
    cOffset += cStride;
    c1x0.add(FloatVector.fromArray(SPECIES, addend, addendOffset)).intoArray(c, cOffset);
    c1x1.add(FloatVector.fromArray(SPECIES, addend, addendOffset + LANES))
        .intoArray(c, cOffset + LANES);
    addendOffset += addendStride;
    cOffset += cStride;
    c2x0.add(FloatVector.fromArray(SPECIES, addend, addendOffset)).intoArray(c, cOffset);
    c2x1.add(FloatVector.fromArray(SPECIES, addend, addendOffset + LANES))
        .intoArray(c, cOffset + LANES);
    addendOffset += addendStride;
    cOffset += cStride;
    c3x0.add(FloatVector.fromArray(SPECIES, addend, addendOffset)).intoArray(c, cOffset);
    c3x1.add(FloatVector.fromArray(SPECIES, addend, addendOffset + LANES))
        .intoArray(c, cOffset + LANES);
    addendOffset += addendStride;
    cOffset += cStride;
    c4x0.add(FloatVector.fromArray(SPECIES, addend, addendOffset)).intoArray(c, cOffset);
    c4x1.add(FloatVector.fromArray(SPECIES, addend, addendOffset + LANES))
        .intoArray(c, cOffset + LANES);
    addendOffset += addendStride;
    cOffset += cStride;
    c5x0.add(FloatVector.fromArray(SPECIES, addend, addendOffset)).intoArray(c, cOffset);
    c5x1.add(FloatVector.fromArray(SPECIES, addend, addendOffset + LANES))
        .intoArray(c, cOffset + LANES);
    addendOffset += addendStride;
    cOffset += cStride;
    c6x0.add(FloatVector.fromArray(SPECIES, addend, addendOffset)).intoArray(c, cOffset);
    c6x1.add(FloatVector.fromArray(SPECIES, addend, addendOffset + LANES))
        .intoArray(c, cOffset + LANES);
    addendOffset += addendStride;
    cOffset += cStride;
    c7x0.add(FloatVector.fromArray(SPECIES, addend, addendOffset)).intoArray(c, cOffset);
    c7x1.add(FloatVector.fromArray(SPECIES, addend, addendOffset + LANES))
        .intoArray(c, cOffset + LANES);
  }
}
