package capstan.core.simd;

import static capstan.core.simd.Lanes.COUNT;
import static capstan.core.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Moves rows of a tile of which only a part belongs to the result. */
final class TileEdges {
  private TileEdges() {}

  /** target = tile. */
  static void copy(float[] tile, int from, float[] target, int to, int length) {
    int k = 0;
    for (; k <= length - COUNT; k += COUNT) {
      FloatVector.fromArray(SPECIES, tile, from + k).intoArray(target, to + k);
    }
    if (k < length) {
      VectorMask<Float> rest = SPECIES.indexInRange(k, length);
      FloatVector.fromArray(SPECIES, tile, from + k).intoArray(target, to + k, rest);
    }
  }

  /** target = tile + addend. */
  static void add(
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
