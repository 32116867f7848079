package capstan.mnist.training;

import java.util.Locale;

/** A training that does not fit. The message is one line with both sizes and what to change. */
public final class NotEnoughMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * With the sizes.
   *
   * @param needed bytes
   * @param available bytes
   * @param batch images a step
   */
  NotEnoughMemoryException(long needed, long available, int batch) {
    super(
        "training needs about "
            + mebibytes(needed)
            + " of memory, Java may use "
            + mebibytes(available)
            + ": lower --batch, now "
            + batch
            + ", or give Java more with -Xmx");
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", (bytes + (1 << 20) - 1) >> 20);
  }
}
