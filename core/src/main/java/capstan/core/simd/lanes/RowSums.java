package capstan.core.simd.lanes;

import static capstan.core.simd.lanes.LaneTile.SWAP_1;
import static capstan.core.simd.lanes.LaneTile.SWAP_2;
import static capstan.core.simd.lanes.LaneTile.SWAP_4;
import static capstan.core.simd.lanes.LaneTile.SWAP_8;
import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Scalar products of rows of 8 or 16 numbers that lie one after the other, several in a long vector
 * or each in several short ones. Halves are added to halves (element k to element k + 8, then to k
 * + 4, k + 2, k + 1), by exchanging lanes where they lie in one vector, so the sum ends up in every
 * lane of its row, and its bits are the same on every width.
 */
public final class RowSums {
  private RowSums() {}

  /** Σ a b over each row of 8 that starts in the vector at the given places. */
  public static FloatVector dot8(float[] a, int aAt, float[] b, int bAt) {
    FloatVector sum = product(a, aAt, b, bAt);
    if (COUNT == 4) {
      return within4(sum.add(product(a, aAt + 4, b, bAt + 4)));
    }
    return within8(sum);
  }

  /** Σ a b over the row of 16 that starts at the given places. */
  public static FloatVector dot16(float[] a, int aAt, float[] b, int bAt) {
    FloatVector sum = product(a, aAt, b, bAt);
    if (COUNT == 4) {
      FloatVector second = product(a, aAt + 4, b, bAt + 4);
      sum = sum.add(product(a, aAt + 8, b, bAt + 8));
      return within4(sum.add(second.add(product(a, aAt + 12, b, bAt + 12))));
    }
    if (COUNT == 8) {
      return within8(sum.add(product(a, aAt + 8, b, bAt + 8)));
    }
    return within8(sum.add(sum.rearrange(SWAP_8)));
  }

  private static FloatVector product(float[] a, int aAt, float[] b, int bAt) {
    return FloatVector.fromArray(SPECIES, a, aAt).mul(FloatVector.fromArray(SPECIES, b, bAt));
  }

  private static FloatVector within8(FloatVector x) {
    return within4(x.add(x.rearrange(SWAP_4)));
  }

  private static FloatVector within4(FloatVector x) {
    FloatVector sum = x.add(x.rearrange(SWAP_2));
    return sum.add(sum.rearrange(SWAP_1));
  }
}
