package capstan.core.simd.lanes;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes a square tile, as many rows as a vector has lanes. One bit of the row's number at a
 * time changes places with the same bit of the lane's: of two rows whose numbers differ in that
 * bit, the first's upper lanes and the second's lower lanes are exchanged. Bits 0 and 1 are done on
 * four rows in registers, bits 2 and 3 on two or four rows after that, in place.
 */
final class LaneTile {
  static final VectorShuffle<Float> SWAP_1 = swap(1);
  static final VectorShuffle<Float> SWAP_2 = swap(2);
  static final VectorShuffle<Float> SWAP_4 = swap(COUNT > 4 ? 4 : 0);
  static final VectorShuffle<Float> SWAP_8 = swap(COUNT > 8 ? 8 : 0);
  static final VectorMask<Float> UPPER_1 = upper(1);
  static final VectorMask<Float> UPPER_2 = upper(2);
  static final VectorMask<Float> UPPER_4 = upper(4);
  static final VectorMask<Float> UPPER_8 = upper(8);

  private LaneTile() {}

  private static VectorShuffle<Float> swap(int bit) {
    return VectorShuffle.fromOp(SPECIES, lane -> lane ^ bit);
  }

  private static VectorMask<Float> upper(int bit) {
    boolean[] lanes = new boolean[COUNT];
    for (int lane = 0; lane < COUNT; lane++) {
      lanes[lane] = (lane & bit) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }

  /**
   * y[c, r] = x[r, c].
   *
   * @param x the tile's rows
   * @param xAt index of the first element
   * @param xRow from row to row of x
   * @param y overwritten; does not overlap x
   * @param yAt index of the first element
   * @param yRow from row to row of y
   */
  static void transpose(float[] x, int xAt, int xRow, float[] y, int yAt, int yRow) {
    lowBits(x, xAt, xRow, y, yAt, yRow);
    if (COUNT == 8) {
      bit2(y, yAt, yRow);
    } else if (COUNT == 16) {
      bits2And3(y, yAt, yRow);
    }
  }

  private static void lowBits(float[] x, int xAt, int xRow, float[] y, int yAt, int yRow) {
    for (int row = 0; row < COUNT; row += 4) {
      int from = xAt + row * xRow;
      int to = yAt + row * yRow;
      FloatVector row0 = FloatVector.fromArray(SPECIES, x, from);
      FloatVector row1 = FloatVector.fromArray(SPECIES, x, from + xRow);
      FloatVector row2 = FloatVector.fromArray(SPECIES, x, from + 2 * xRow);
      FloatVector row3 = FloatVector.fromArray(SPECIES, x, from + 3 * xRow);
      FloatVector even0 = row0.blend(row1.rearrange(SWAP_1), UPPER_1);
      FloatVector odd0 = row0.rearrange(SWAP_1).blend(row1, UPPER_1);
      FloatVector even1 = row2.blend(row3.rearrange(SWAP_1), UPPER_1);
      FloatVector odd1 = row2.rearrange(SWAP_1).blend(row3, UPPER_1);
      even0.blend(even1.rearrange(SWAP_2), UPPER_2).intoArray(y, to);
      odd0.blend(odd1.rearrange(SWAP_2), UPPER_2).intoArray(y, to + yRow);
      even0.rearrange(SWAP_2).blend(even1, UPPER_2).intoArray(y, to + 2 * yRow);
      odd0.rearrange(SWAP_2).blend(odd1, UPPER_2).intoArray(y, to + 3 * yRow);
    }
  }

  private static void bit2(float[] y, int yAt, int yRow) {
    for (int row = 0; row < 4; row++) {
      int low = yAt + row * yRow;
      int high = low + 4 * yRow;
      FloatVector row0 = FloatVector.fromArray(SPECIES, y, low);
      FloatVector row4 = FloatVector.fromArray(SPECIES, y, high);
      row0.blend(row4.rearrange(SWAP_4), UPPER_4).intoArray(y, low);
      row0.rearrange(SWAP_4).blend(row4, UPPER_4).intoArray(y, high);
    }
  }

  private static void bits2And3(float[] y, int yAt, int yRow) {
    for (int row = 0; row < 4; row++) {
      int at = yAt + row * yRow;
      FloatVector row0 = FloatVector.fromArray(SPECIES, y, at);
      FloatVector row4 = FloatVector.fromArray(SPECIES, y, at + 4 * yRow);
      FloatVector row8 = FloatVector.fromArray(SPECIES, y, at + 8 * yRow);
      FloatVector row12 = FloatVector.fromArray(SPECIES, y, at + 12 * yRow);
      FloatVector even0 = row0.blend(row4.rearrange(SWAP_4), UPPER_4);
      FloatVector odd0 = row0.rearrange(SWAP_4).blend(row4, UPPER_4);
      FloatVector even1 = row8.blend(row12.rearrange(SWAP_4), UPPER_4);
      FloatVector odd1 = row8.rearrange(SWAP_4).blend(row12, UPPER_4);
      even0.blend(even1.rearrange(SWAP_8), UPPER_8).intoArray(y, at);
      odd0.blend(odd1.rearrange(SWAP_8), UPPER_8).intoArray(y, at + 4 * yRow);
      even0.rearrange(SWAP_8).blend(even1, UPPER_8).intoArray(y, at + 8 * yRow);
      odd0.rearrange(SWAP_8).blend(odd1, UPPER_8).intoArray(y, at + 12 * yRow);
    }
  }
}
