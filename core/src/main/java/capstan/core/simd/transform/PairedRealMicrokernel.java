package capstan.core.simd.transform;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The product of {@link ComplexMicrokernel} where a complex vector is a pair of real frequencies:
 * real parts are multiplied with real parts and imaginary parts with imaginary ones, two
 * multiplications instead of three for each pair of what would else be two products.
 *
 * <p>Four rows per loop, for every width: 8 accumulators, which is what two units with a latency of
 * four cycles need, two vectors of b and one of a: 11 registers.
 */
final class PairedRealMicrokernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int LOG_LANES = Integer.numberOfTrailingZeros(LANES);
  private static final int COMPLEX = 2 * LANES;
  private static final int ROWS = 4;
  private static final float[] ZEROS = new float[ROWS * COMPLEX];

  private PairedRealMicrokernel() {}

  /** c [ROWS] = d + a [ROWS, depth] · b [depth], complex: {@link ComplexMicrokernel#runSpaced}. */
  static void runSpaced(
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
    for (int row = 0; row < ComplexMicrokernel.ROWS; row += ROWS) {
      int at = row * COMPLEX;
      fourRows(
          depth, a, aAt + at, COMPLEX, LOG_LANES, aBlockStride, b, bAt, d, dAt + at, c, cAt + at);
    }
  }

  /** c [ROWS] = a [ROWS, depth] · b [depth], complex: {@link ComplexMicrokernel#runAdjacent}. */
  static void runAdjacent(
      int depth, float[] a, int aAt, int aStep, float[] b, int bAt, float[] c, int cAt) {
    for (int row = 0; row < ComplexMicrokernel.ROWS; row += ROWS) {
      int at = row * COMPLEX;
      fourRows(depth, a, aAt + row, 1, 0, aStep, b, bAt, ZEROS, 0, c, cAt + at);
    }
  }

  /**
   * Four rows of a tile.
   *
   * @param rowStride elements from one row of a to the next
   * @param logSteps two to this power is how many steps of a lie side by side
   * @param blockStride elements from one such run of steps to the next
   */
  private static void fourRows(
      int depth,
      float[] a,
      int aAt,
      int rowStride,
      int logSteps,
      int blockStride,
      float[] b,
      int bAt,
      float[] d,
      int dAt,
      float[] c,
      int cAt) {
    FloatVector re0 = FloatVector.fromArray(SPECIES, d, dAt);
    FloatVector im0 = FloatVector.fromArray(SPECIES, d, dAt + LANES);
    FloatVector re1 = FloatVector.fromArray(SPECIES, d, dAt + COMPLEX);
    FloatVector im1 = FloatVector.fromArray(SPECIES, d, dAt + COMPLEX + LANES);
    FloatVector re2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * COMPLEX);
    FloatVector im2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * COMPLEX + LANES);
    FloatVector re3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * COMPLEX);
    FloatVector im3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * COMPLEX + LANES);
    int mask = (1 << logSteps) - 1;
    for (int k = 0; k < depth; k++) {
      FloatVector re = FloatVector.fromArray(SPECIES, b, bAt);
      FloatVector im = FloatVector.fromArray(SPECIES, b, bAt + LANES);
      bAt += COMPLEX;
      int at = aAt + (k >> logSteps) * blockStride + (k & mask);
      re0 = re.fma(FloatVector.broadcast(SPECIES, a[at]), re0);
      im0 = im.fma(FloatVector.broadcast(SPECIES, a[at + LANES]), im0);
      at += rowStride;
      re1 = re.fma(FloatVector.broadcast(SPECIES, a[at]), re1);
      im1 = im.fma(FloatVector.broadcast(SPECIES, a[at + LANES]), im1);
      at += rowStride;
      re2 = re.fma(FloatVector.broadcast(SPECIES, a[at]), re2);
      im2 = im.fma(FloatVector.broadcast(SPECIES, a[at + LANES]), im2);
      at += rowStride;
      re3 = re.fma(FloatVector.broadcast(SPECIES, a[at]), re3);
      im3 = im.fma(FloatVector.broadcast(SPECIES, a[at + LANES]), im3);
    }
    re0.intoArray(c, cAt);
    im0.intoArray(c, cAt + LANES);
    re1.intoArray(c, cAt + COMPLEX);
    im1.intoArray(c, cAt + COMPLEX + LANES);
    re2.intoArray(c, cAt + 2 * COMPLEX);
    im2.intoArray(c, cAt + 2 * COMPLEX + LANES);
    re3.intoArray(c, cAt + 3 * COMPLEX);
    im3.intoArray(c, cAt + 3 * COMPLEX + LANES);
  }
}
