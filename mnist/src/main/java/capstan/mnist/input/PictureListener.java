package capstan.mnist.input;

/** Receives how far the reading of a folder of pictures is, always on the thread that called. */
@FunctionalInterface
public interface PictureListener {
  /** Ignores everything. */
  PictureListener SILENT = (done, total) -> {};

  /**
   * Some more pictures are read. A set that turns out to be in colour is begun anew, so the count
   * may fall once.
   *
   * @param done how many by now
   * @param total how many there are
   */
  void read(int done, int total);
}
