package capstan.core.simd.product;

/**
 * One factor of a packed product: something that can write its rows (a) or columns (b) as panels.
 * What it reads from — a matrix, its transpose, the patches of an image — is its own business, so a
 * convolution is a product whose left factor is never stored.
 */
public interface PanelSource {
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
   * @param scratch the calling thread's own, at least depth · {@link Microkernel#ROWS} floats
   */
  void pack(
      int from,
      int count,
      int width,
      int depthFrom,
      int depth,
      float[] target,
      int targetOffset,
      float[] scratch);

  /**
   * Writes several whole panels. Sources whose rows lie across the panels read more memory in a row
   * this way.
   *
   * @param from first row or column
   * @param panels how many panels
   * @param width rows or columns of each
   * @param depthFrom first step of k
   * @param depth steps of k
   * @param target where the panels go
   * @param targetOffset where the first starts
   * @param panelStride floats from the start of one to the next
   * @param scratch as for {@link #pack}
   */
  default void packPanels(
      int from,
      int panels,
      int width,
      int depthFrom,
      int depth,
      float[] target,
      int targetOffset,
      int panelStride,
      float[] scratch) {
    for (int panel = 0; panel < panels; panel++) {
      int to = targetOffset + panel * panelStride;
      pack(from + panel * width, width, width, depthFrom, depth, target, to, scratch);
    }
  }
}
