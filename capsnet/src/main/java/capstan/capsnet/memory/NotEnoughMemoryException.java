package capstan.capsnet.memory;

import java.util.Locale;

/**
 * A training that does not fit. Found before its first step, the message is one line with both
 * sizes and what to change; found later, it says during what.
 */
public final class NotEnoughMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * With the sizes.
   *
   * @param needed bytes
   * @param available bytes
   * @param batch images per step
   */
  NotEnoughMemoryException(long needed, long available, int batch) {
    super(
        ("training needs about %s of memory, Java may use %s: lower --batch, now %s, or give Java"
                + " more with -Xmx")
            .formatted(mebibytes(needed), mebibytes(available), batch));
  }

  private NotEnoughMemoryException(String message) {
    super(message);
  }

  /** Of a training that no smaller batch would make fit. */
  static NotEnoughMemoryException ofWeights(long needed, long available, long weights) {
    return new NotEnoughMemoryException(
        ("training needs about %s of memory, %s of it for the weights, Java may use %s: take"
                + " smaller images or fewer capsules, or give Java more with -Xmx")
            .formatted(mebibytes(needed), mebibytes(weights), mebibytes(available)));
  }

  /**
   * Of a training that is under way.
   *
   * @param during what it was doing, with its preposition
   * @param available bytes that the program may use
   */
  public static NotEnoughMemoryException ranOut(String during, long available) {
    return new NotEnoughMemoryException(
        "Java ran out of memory " + during + ", it may use " + mebibytes(available));
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", (bytes + (1 << 20) - 1) >> 20);
  }
}
