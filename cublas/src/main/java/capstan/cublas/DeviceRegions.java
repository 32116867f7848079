package capstan.cublas;

import capstan.cublas.driver.CublasException;
import capstan.cublas.driver.MemoryPool;
import capstan.cublas.driver.PinnedMemory;

/**
 * The memory of a convolution's plan, on loan. On the device: x, dx, the weights, their gradient,
 * and y, whose place dy takes. Pinned: one place each for x and dx, the weights and their gradient,
 * and y and dy, since of each pair only one travels at a time. Addresses are the device's; places
 * in pinned memory are counted in bytes from its start.
 */
final class DeviceRegions {
  /** What CUDA aligns its own blocks to. */
  private static final long LINE = 256;

  private final MemoryPool.Loan loan;
  private final long xBytes;
  private final long weightBytes;

  /**
   * Takes the memory.
   *
   * @throws CublasException if there is not enough
   */
  DeviceRegions(MemoryPool pool, long xElements, long weightElements, long yElements) {
    xBytes = bytes(xElements);
    weightBytes = bytes(weightElements);
    long yBytes = bytes(yElements);
    long pinnedBytes = xBytes + weightBytes + yBytes;
    loan = pool.take(pinnedBytes + xBytes + weightBytes, pinnedBytes);
  }

  /** Bytes of so many elements, in whole lines. */
  static long bytes(long elements) {
    return (elements * Float.BYTES + LINE - 1) / LINE * LINE;
  }

  boolean open() {
    return loan.open();
  }

  PinnedMemory pinned() {
    return loan.pinned();
  }

  long x() {
    return loan.device().address();
  }

  long dx() {
    return x() + xBytes;
  }

  long weights() {
    return dx() + xBytes;
  }

  long dWeights() {
    return weights() + weightBytes;
  }

  long y() {
    return dWeights() + weightBytes;
  }

  long pinnedX() {
    return 0;
  }

  long pinnedWeights() {
    return xBytes;
  }

  long pinnedY() {
    return xBytes + weightBytes;
  }

  /** Gives the memory back, once. */
  void close() {
    loan.close();
  }
}
