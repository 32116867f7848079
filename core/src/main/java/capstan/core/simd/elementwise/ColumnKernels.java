package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * Whole rows from an element on, with a factor and a summand for each column. Where vectors do not
 * fill a row its last elements are done one by one, to the same bits.
 */
final class ColumnKernels {
  private ColumnKernels() {}

  /** y [n] = x [n] · factors + summands. */
  static void scale(int n, Tensor x, Tensor factors, Tensor summands, Tensor y, int at) {
    float[] in = x.array();
    float[] f = factors.array();
    float[] s = summands.array();
    float[] out = y.array();
    int inAt = x.offset() + at;
    int outAt = y.offset() + at;
    int columns = factors.elements();
    int whole = SPECIES.loopBound(columns);
    for (int row = 0; row < n; row += columns) {
      for (int c = 0; c < whole; c += COUNT) {
        FloatVector factor = FloatVector.fromArray(SPECIES, f, factors.offset() + c);
        FloatVector summand = FloatVector.fromArray(SPECIES, s, summands.offset() + c);
        FloatVector.fromArray(SPECIES, in, inAt + row + c)
            .fma(factor, summand)
            .intoArray(out, outAt + row + c);
      }
      for (int c = whole; c < columns; c++) {
        out[outAt + row + c] =
            Math.fma(in[inAt + row + c], f[factors.offset() + c], s[summands.offset() + c]);
      }
    }
  }

  /** y [n] = a [n] · aFactors + b [n] · bFactors + summands. */
  static void combine(
      int n,
      Tensor a,
      Tensor aFactors,
      Tensor b,
      Tensor bFactors,
      Tensor summands,
      Tensor y,
      int at) {
    float[] first = a.array();
    float[] second = b.array();
    float[] f = aFactors.array();
    float[] g = bFactors.array();
    float[] s = summands.array();
    float[] out = y.array();
    int aAt = a.offset() + at;
    int bAt = b.offset() + at;
    int outAt = y.offset() + at;
    int columns = aFactors.elements();
    int whole = SPECIES.loopBound(columns);
    for (int row = 0; row < n; row += columns) {
      for (int c = 0; c < whole; c += COUNT) {
        FloatVector sum =
            FloatVector.fromArray(SPECIES, second, bAt + row + c)
                .fma(
                    FloatVector.fromArray(SPECIES, g, bFactors.offset() + c),
                    FloatVector.fromArray(SPECIES, s, summands.offset() + c));
        FloatVector.fromArray(SPECIES, first, aAt + row + c)
            .fma(FloatVector.fromArray(SPECIES, f, aFactors.offset() + c), sum)
            .intoArray(out, outAt + row + c);
      }
      for (int c = whole; c < columns; c++) {
        float sum =
            Math.fma(second[bAt + row + c], g[bFactors.offset() + c], s[summands.offset() + c]);
        out[outAt + row + c] = Math.fma(first[aAt + row + c], f[aFactors.offset() + c], sum);
      }
    }
  }
}
