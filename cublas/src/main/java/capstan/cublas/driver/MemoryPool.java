package capstan.cublas.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Lends out pairs of device memory and pinned memory and keeps what comes back, since taking memory
 * from CUDA costs milliseconds. Before anything new is taken, whatever is kept and smaller is
 * freed, so what a program holds does not grow with the number of plans it makes; where memory is
 * short, everything kept is freed.
 */
public final class MemoryPool implements Owned.Thing {
  private static final int LARGEST_WASTE = 4;
  private static final int SMALL = 1 << 20;

  private final CudaRuntime cuda;
  private final List<Loan> lent = new ArrayList<>();
  private final List<Pair> kept = new ArrayList<>();

  /** An empty pool. */
  public MemoryPool(CudaRuntime cuda) {
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

    private boolean holds(long deviceBytes, long pinnedBytes) {
      return device.bytes() >= deviceBytes && pinned.bytes() >= pinnedBytes;
    }

    /** Large enough, and not so large that another would miss it. */
    private boolean fits(long deviceBytes, long pinnedBytes) {
      return holds(deviceBytes, pinnedBytes)
          && device.bytes() <= LARGEST_WASTE * deviceBytes + SMALL;
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
  public final class Loan implements AutoCloseable {
    private final Pair pair;

    private Loan(Pair pair) {
      this.pair = pair;
    }

    /** The device's half of a loan. */
    public DeviceMemory device() {
      return pair.device;
    }

    /** The host's half of a loan. */
    public PinnedMemory pinned() {
      return pair.pinned;
    }

    /** Whether both memories are at least this large. */
    public boolean holds(long deviceBytes, long pinnedBytes) {
      return pair.holds(deviceBytes, pinnedBytes);
    }

    /** Whether it has been neither given back nor freed. */
    public boolean open() {
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
  public Loan take(long deviceBytes, long pinnedBytes) {
    Pair smallest = null;
    for (Pair pair : kept) {
      if (pair.fits(deviceBytes, pinnedBytes)
          && (smallest == null || pair.device.bytes() < smallest.device.bytes())) {
        smallest = pair;
      }
    }
    if (smallest == null) {
      free(pair -> pair.device.bytes() <= deviceBytes);
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
      if (failure.outOfMemory() && !kept.isEmpty()) {
        free(pair -> true);
        return takeNew(deviceBytes, pinnedBytes);
      }
      if (failure.outOfMemory()) {
        long[] memory = cuda.cudaMemGetInfo();
        throw new CublasException(
            failure,
            ("needs %s on the device, which has %s of %s free, and %s pinned beside it:"
                    + " lower --batch, or end what else uses the device (nvidia-smi)")
                .formatted(
                    mebibytes(deviceBytes),
                    mebibytes(memory[0]),
                    mebibytes(memory[1]),
                    mebibytes(pinnedBytes)));
      }
      throw failure;
    }
  }

  private static String mebibytes(long bytes) {
    return ((bytes + (1 << 20) - 1) >> 20) + " MiB";
  }

  private void free(Predicate<Pair> which) {
    try (Owned all = new Owned()) {
      for (Pair pair : List.copyOf(kept)) {
        if (which.test(pair)) {
          kept.remove(pair);
          all.add(pair::free);
        }
      }
    }
  }

  /** Frees everything, lent or kept. */
  @Override
  public void close() {
    lent.forEach(loan -> kept.add(loan.pair));
    lent.clear();
    free(pair -> true);
  }
}
