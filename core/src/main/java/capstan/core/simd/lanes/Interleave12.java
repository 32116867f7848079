package capstan.core.simd.lanes;

import static capstan.core.simd.lanes.LaneTile.SWAP_1;
import static capstan.core.simd.lanes.LaneTile.SWAP_2;
import static capstan.core.simd.lanes.LaneTile.SWAP_4;
import static capstan.core.simd.lanes.LaneTile.SWAP_8;
import static capstan.core.simd.lanes.LaneTile.UPPER_1;
import static capstan.core.simd.lanes.LaneTile.UPPER_2;
import static capstan.core.simd.lanes.LaneTile.UPPER_4;
import static capstan.core.simd.lanes.LaneTile.UPPER_8;
import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Interleaves twelve rows, the height of {@code Microkernel12x2}'s panels, where vectors have
 * sixteen lanes: tiles of twelve rows by sixteen steps are transposed as {@link LaneTile} does,
 * with a quarter of the lanes left over. Bits 0 and 1 of the lane's number come first, four rows at
 * a time from anywhere, then bits 2 and 3. In one loop they would be more than HotSpot's first
 * compiler has registers for, and a loop that it gives up on may stay interpreted.
 */
public final class Interleave12 {
  /** Whether this process' vectors are long enough. */
  public static final boolean FITS = COUNT == 16;

  /** Rows of a panel. */
  public static final int ROWS = 12;

  /** Where the next four rows go meanwhile. */
  public static final int FOUR = 4 * COUNT;

  private static final VectorShuffle<Float> SWAP_12 =
      VectorShuffle.fromOp(SPECIES, lane -> (lane ^ 12) % COUNT);
  private static final VectorMask<Float> WRITTEN = SPECIES.indexInRange(0, ROWS);

  private Interleave12() {}

  /**
   * Bits 0 and 1 of four rows.
   *
   * @param source where the rows are
   * @param row0 index of row 0's first value, and so on
   * @param depth steps, a multiple of sixteen
   * @param between [depth / 16][12][16], overwritten from the given place on
   * @param to {@link #FOUR} for each four rows before these
   */
  public static void four(
      float[] source, int row0, int row1, int row2, int row3, int depth, float[] between, int to) {
    for (int k = 0; k < depth; k += COUNT) {
      FloatVector a = FloatVector.fromArray(SPECIES, source, row0 + k);
      FloatVector b = FloatVector.fromArray(SPECIES, source, row1 + k);
      FloatVector c = FloatVector.fromArray(SPECIES, source, row2 + k);
      FloatVector d = FloatVector.fromArray(SPECIES, source, row3 + k);
      FloatVector even0 = a.blend(b.rearrange(SWAP_1), UPPER_1);
      FloatVector odd0 = a.rearrange(SWAP_1).blend(b, UPPER_1);
      FloatVector even1 = c.blend(d.rearrange(SWAP_1), UPPER_1);
      FloatVector odd1 = c.rearrange(SWAP_1).blend(d, UPPER_1);
      even0.blend(even1.rearrange(SWAP_2), UPPER_2).intoArray(between, to);
      odd0.blend(odd1.rearrange(SWAP_2), UPPER_2).intoArray(between, to + COUNT);
      even0.rearrange(SWAP_2).blend(even1, UPPER_2).intoArray(between, to + 2 * COUNT);
      odd0.rearrange(SWAP_2).blend(odd1, UPPER_2).intoArray(between, to + 3 * COUNT);
      to += ROWS * COUNT;
    }
  }

  /**
   * Bits 2 and 3: writes the panel.
   *
   * @param between what {@link #four} left
   * @param depth steps, a multiple of sixteen
   * @param target the panel, [depth][12]
   * @param to index of its first value
   */
  public static void spread(float[] between, int depth, float[] target, int to) {
    int at = 0;
    for (int k = 0; k < depth; k += 4) {
      FloatVector a = FloatVector.fromArray(SPECIES, between, at);
      FloatVector b = FloatVector.fromArray(SPECIES, between, at + FOUR);
      FloatVector c = FloatVector.fromArray(SPECIES, between, at + 2 * FOUR);
      FloatVector low = a.blend(b.rearrange(SWAP_4), UPPER_4);
      FloatVector high = a.rearrange(SWAP_4).blend(b, UPPER_4);
      low.blend(c.rearrange(SWAP_8), UPPER_8).intoArray(target, to, WRITTEN);
      high.blend(c.rearrange(SWAP_12), UPPER_8).intoArray(target, to + 4 * ROWS, WRITTEN);
      low.rearrange(SWAP_8).blend(c, UPPER_8).intoArray(target, to + 8 * ROWS, WRITTEN);
      high.rearrange(SWAP_8)
          .blend(c.rearrange(SWAP_4), UPPER_8)
          .intoArray(target, to + 12 * ROWS, WRITTEN);
      // Each tile is four of these: the next vector of each four rows, then the next tile.
      boolean last = (k & 12) == 12;
      at += last ? 2 * FOUR + COUNT : COUNT;
      to += last ? 13 * ROWS : ROWS;
    }
  }
}
