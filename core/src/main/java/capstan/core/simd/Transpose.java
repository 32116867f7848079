package capstan.core.simd;

/** Transpositions of small complex tiles. */
final class Transpose {
  private static final int LANES = Lanes.COUNT;
  private static final int COMPLEX = 2 * LANES;

  private Transpose() {}

  /**
   * Rows of a transposed tile: target's complex vector i is lane {@code lane + i} of each of
   * source's LANES complex vectors.
   *
   * @param source LANES complex vectors
   * @param lane the first lane
   * @param target {@code rows} complex vectors
   * @param offset where they start
   * @param rows how many
   */
  static void complexRows(float[] source, int lane, float[] target, int offset, int rows) {
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < LANES; k++) {
        target[offset + k] = source[k * COMPLEX + lane + row];
        target[offset + LANES + k] = source[k * COMPLEX + LANES + lane + row];
      }
      offset += COMPLEX;
    }
  }

  /**
   * Lanes of a transposed tile: lane i of each of target's LANES complex vectors is source's
   * complex vector i.
   *
   * @param source {@code rows} complex vectors
   * @param offset where they start
   * @param rows how many
   * @param target LANES complex vectors
   * @param targetOffset the first of them, plus the first lane
   */
  static void complexColumns(
      float[] source, int offset, int rows, float[] target, int targetOffset) {
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < LANES; k++) {
        target[targetOffset + k * COMPLEX + row] = source[offset + k];
        target[targetOffset + k * COMPLEX + LANES + row] = source[offset + LANES + k];
      }
      offset += COMPLEX;
    }
  }
}
