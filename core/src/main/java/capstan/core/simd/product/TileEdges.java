package capstan.core.simd.product;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** What is done to a tile after the microkernel, while it is still in the first-level cache. */
public final class TileEdges {
  private TileEdges() {}

  /** target [rows, length] = max(0, tile [rows, length]); NaN stays NaN. Both may be the same. */
  static void relu(
      float[] tile,
      int from,
      int stride,
      float[] target,
      int to,
      int targetStride,
      int rows,
      int length) {
    int column = 0;
    for (; column <= length - COUNT; column += COUNT) {
      int source = from + column;
      int at = to + column;
      for (int row = 0; row < rows; row++) {
        FloatVector x = FloatVector.fromArray(SPECIES, tile, source);
        x.blend(0, x.compare(VectorOperators.LE, 0)).intoArray(target, at);
        source += stride;
        at += targetStride;
      }
    }
    for (; column < length; column++) {
      for (int row = 0; row < rows; row++) {
        target[to + row * targetStride + column] = Math.max(0, tile[from + row * stride + column]);
      }
    }
  }

  /**
   * target [length] = tile [length] + addend [length].
   *
   * @param tile an array with whole vectors there
   * @param from its first number
   * @param addend may be the target
   * @param at its first number
   * @param target overwritten
   * @param to its first number
   * @param length how many
   */
  public static void add(
      float[] tile, int from, float[] addend, int at, float[] target, int to, int length) {
    int k = 0;
    for (; k <= length - COUNT; k += COUNT) {
      FloatVector.fromArray(SPECIES, tile, from + k)
          .add(FloatVector.fromArray(SPECIES, addend, at + k))
          .intoArray(target, to + k);
    }
    if (k < length) {
      VectorMask<Float> rest = SPECIES.indexInRange(k, length);
      FloatVector.fromArray(SPECIES, tile, from + k)
          .add(FloatVector.fromArray(SPECIES, addend, at + k, rest))
          .intoArray(target, to + k, rest);
    }
  }
}
