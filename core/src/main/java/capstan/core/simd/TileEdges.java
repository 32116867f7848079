package capstan.core.simd;

import static capstan.core.simd.Lanes.COUNT;
import static capstan.core.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** What is done to a tile after the microkernel, while it is still in the first-level cache. */
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

  /** c = max(0, c) on rows of a tile; NaN stays NaN. */
  static void relu(float[] c, int at, int stride, int rows, int length) {
    for (int row = 0; row < rows; row++) {
      int k = at + row * stride;
      int end = k + length;
      for (; k <= end - COUNT; k += COUNT) {
        FloatVector x = FloatVector.fromArray(SPECIES, c, k);
        x.blend(0, x.compare(VectorOperators.LE, 0)).intoArray(c, k);
      }
      for (; k < end; k++) {
        c[k] = Math.max(0, c[k]);
      }
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
