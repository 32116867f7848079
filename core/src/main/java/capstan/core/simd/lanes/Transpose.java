package capstan.core.simd.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes square complex tiles. A matrix is transposed by exchanging, for each power of two d
 * below its size, the elements whose row has bit d and whose column has not with those the other
 * way round: log₂ LANES passes over the tile, each a permutation and a blend for every row, where
 * moving single elements would take LANES² loads and stores.
 */
public final class Transpose {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int COMPLEX = 2 * LANES;
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorMask<Float> HAS_1 = has(1);
  private static final VectorMask<Float> HAS_2 = has(2);
  private static final VectorMask<Float> HAS_4 = has(4);
  private static final VectorMask<Float> HAS_8 = has(8);

  private Transpose() {}

  /**
   * Transposes a tile in place.
   *
   * @param tile LANES complex vectors of LANES numbers each
   * @param offset where they start
   */
  public static void complexTile(float[] tile, int offset) {
    if (LANES > 8) {
      exchange(tile, offset, 8, SWAP_8, HAS_8);
    }
    if (LANES > 4) {
      exchange(tile, offset, 4, SWAP_4, HAS_4);
    }
    exchange(tile, offset, 2, SWAP_2, HAS_2);
    exchange(tile, offset, 1, SWAP_1, HAS_1);
  }

  private static void exchange(
      float[] tile,
      int offset,
      int distance,
      VectorShuffle<Float> swap,
      VectorMask<Float> hasDistance) {
    for (int i = 0; i < LANES / 2; i++) {
      int row = 2 * i - (i & (distance - 1));
      int upper = offset + row * COMPLEX;
      int lower = upper + distance * COMPLEX;
      FloatVector re0 = FloatVector.fromArray(SPECIES, tile, upper);
      FloatVector im0 = FloatVector.fromArray(SPECIES, tile, upper + LANES);
      FloatVector re1 = FloatVector.fromArray(SPECIES, tile, lower);
      FloatVector im1 = FloatVector.fromArray(SPECIES, tile, lower + LANES);
      re0.blend(re1.rearrange(swap), hasDistance).intoArray(tile, upper);
      im0.blend(im1.rearrange(swap), hasDistance).intoArray(tile, upper + LANES);
      re0.rearrange(swap).blend(re1, hasDistance).intoArray(tile, lower);
      im0.rearrange(swap).blend(im1, hasDistance).intoArray(tile, lower + LANES);
    }
  }

  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ distance) % LANES);
  }

  private static VectorMask<Float> has(int distance) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & distance) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }
}
