package capstan.core.simd;

/**
 * One factor of a packed product: something that can write its rows (a) or columns (b) as panels.
 * What it reads from — a matrix, its transpose, the patches of an image — is its own business, so a
 * convolution is a product whose left factor is never stored.
 */
interface PanelSource {
  /**
   * Writes one panel, {@code target[k · width + i]} for row or column {@code from + i} at depth
   * {@code depthFrom + k}; beyond {@code count} it writes zeros.
   *
   * @param from first row or column
   * @param count how many there are, at most width
   * @param width rows or columns of a panel
   * @param depthFrom first step of k
   * @param depth steps of k
   * @param target where the panel goes
   * @param targetOffset where it starts
   */
  void pack(
      int from, int count, int width, int depthFrom, int depth, float[] target, int targetOffset);
}
