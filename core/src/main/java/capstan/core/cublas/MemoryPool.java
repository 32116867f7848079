package capstan.core.cublas;

import java.util.ArrayList;
import java.util.List;

/**
 * Lends out pairs of device memory and pinned memory and keeps what comes back, since taking memory
 * from CUDA costs milliseconds. Where nothing kept is large enough, all of that is freed before
 * anything new is taken, so what a program holds does not grow with the number of plans it makes.
 */
final class MemoryPool implements Owned.Thing {
  private final CudaRuntime cuda;
  private final List<Loan> lent = new ArrayList<>();
  private final List<Pair> kept = new ArrayList<>();

  MemoryPool(CudaRuntime cuda) {
    this.cuda = cuda;
  }

  private static final class Pair {
    private final DeviceMemory device;
    private final PinnedMemory pinned;

    private Pair(CudaRuntime cuda, long deviceBytes, long pinnedBytes) {
      device = new DeviceMemory(cuda, deviceBytes);
      try {
        pinned = new PinnedMemory(cuda, pinnedBytes);
      } catch (CublasException failure) {
        device.close();
        throw failure;
      }
    }

    private boolean fits(long deviceBytes, long pinnedBytes) {
      return device.bytes() >= deviceBytes && pinned.bytes() >= pinnedBytes;
    }

    private void free() {
      try {
        device.close();
      } finally {
        pinned.close();
      }
    }
  }

  /** A pair of memories on loan; closing it gives them back, once. */
  final class Loan implements AutoCloseable {
    private final Pair pair;

    private Loan(Pair pair) {
      this.pair = pair;
    }

    DeviceMemory device() {
      return pair.device;
    }

    PinnedMemory pinned() {
      return pair.pinned;
    }

    /** Whether it has been neither given back nor freed. */
    boolean open() {
      return lent.contains(this);
    }

    /** Does nothing when the pool has been closed or the loan has been given back. */
    @Override
    public void close() {
      if (lent.remove(this)) {
        kept.add(pair);
      }
    }
  }

  /**
   * Lends memory of at least this size.
   *
   * @throws CublasException if there is not enough, with advice if it is the device's
   */
  Loan take(long deviceBytes, long pinnedBytes) {
    Pair smallest = null;
    for (Pair pair : kept) {
      if (pair.fits(deviceBytes, pinnedBytes)
          && (smallest == null || pair.device.bytes() < smallest.device.bytes())) {
        smallest = pair;
      }
    }
    if (smallest == null) {
      freeKept();
      smallest = takeNew(deviceBytes, pinnedBytes);
    } else {
      kept.remove(smallest);
    }
    Loan loan = new Loan(smallest);
    lent.add(loan);
    return loan;
  }

  private Pair takeNew(long deviceBytes, long pinnedBytes) {
    try {
      return new Pair(cuda, deviceBytes, pinnedBytes);
    } catch (CublasException failure) {
      if (failure.outOfMemory()) {
        long[] memory = cuda.cudaMemGetInfo();
        throw new CublasException(
            failure,
            "needs "
                + mebibytes(deviceBytes)
                + " on the device, which has "
                + mebibytes(memory[0])
                + " of "
                + mebibytes(memory[1])
                + " free, and "
                + mebibytes(pinnedBytes)
                + " pinned beside it: lower --batch, or end what else uses the device"
                + " (nvidia-smi)");
      }
      throw failure;
    }
  }

  private static String mebibytes(long bytes) {
    return ((bytes + (1 << 20) - 1) >> 20) + " MiB";
  }

  private void freeKept() {
    try (Owned all = new Owned()) {
      kept.forEach(pair -> all.add(pair::free));
      kept.clear();
    }
  }

  /** Frees everything, lent or kept. */
  @Override
  public void close() {
    lent.forEach(loan -> kept.add(loan.pair));
    lent.clear();
    freeKept();
  }
}
