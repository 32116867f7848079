package capstan.mpi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.AllReduceProvider.Precision;
import capstan.core.Tensor;
import capstan.mpi.binding.MpiLibrary;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** All processes that one launcher of MPI has started. */
final class MpiAllReduce implements AllReduce {
  /** Numbers that are sent at once: MPI counts by ints, and libraries have erred beyond 2 GiB. */
  static final int MOST_AT_ONCE = 1 << 28;

  static final String UNTAMED =
      "its UCX had replaced the JVM's signal handlers: start with UCX_ERROR_SIGNALS= (empty)";

  private final Thread thread = Thread.currentThread();
  private final NativeArray memory = new NativeArray();
  private final NativeArray received = new NativeArray();
  private final MpiLibrary mpi;
  private final int most;
  private final int rank;
  private final int ranks;
  private final int ranksHere;
  private final String description;
  private final GradientSum gradientSum;
  private boolean closed;

  /**
   * Of a library that has joined.
   *
   * @param precision of sums of tensors
   * @param most numbers that are sent at once
   */
  MpiAllReduce(MpiLibrary mpi, Precision precision, int most) {
    this.mpi = mpi;
    this.most = most;
    rank = mpi.commRank();
    ranks = mpi.commSize();
    gradientSum =
        switch (precision) {
          case FLOAT32 -> new Float32Sum(mpi, memory, most);
          case BFLOAT16 -> new Bfloat16Sum(mpi, ranks, memory, received, most);
        };
    List<String> machines = machines();
    ranksHere = (int) machines.stream().filter(machines.get(rank)::equals).count();
    description =
        "%s, %s on %s%s"
            .formatted(
                LibraryTitle.of(mpi.getLibraryVersion()),
                count(ranks, "rank"),
                count(machines.stream().distinct().count(), "machine"),
                mpi.replacedHandlers() ? ", " + UNTAMED : "");
  }

  /** The name of each rank's machine. */
  private List<String> machines() {
    byte[] own = mpi.getProcessorName().getBytes(StandardCharsets.UTF_8);
    MemorySegment mine = received.atLeast(MpiLibrary.LONGEST_NAME).fill((byte) 0);
    MemorySegment.copy(
        own, 0, mine, JAVA_BYTE, 0, Math.min(own.length, MpiLibrary.LONGEST_NAME - 1));
    MemorySegment all = memory.atLeast((long) MpiLibrary.LONGEST_NAME * ranks);
    mpi.allgather(mine.address(), all.address(), MpiLibrary.LONGEST_NAME);
    String[] names = new String[ranks];
    Arrays.setAll(names, i -> all.getString((long) MpiLibrary.LONGEST_NAME * i));
    return List.of(names);
  }

  private static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int ranks() {
    return ranks;
  }

  @Override
  public int ranksHere() {
    return ranksHere;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public float sum(List<Tensor> tensors, float factor) {
    requireOpen();
    if (ranks == 1) {
      return factor;
    }
    gradientSum.add(tensors, factor);
    return 1;
  }

  @Override
  public void sum(double[] numbers) {
    requireOpen();
    MemorySegment flat = memory.atLeast((long) numbers.length * Double.BYTES);
    MemorySegment.copy(numbers, 0, flat, JAVA_DOUBLE, 0, numbers.length);
    for (int from = 0; from < numbers.length; from += Math.min(most, numbers.length - from)) {
      mpi.allreduceDoubles(
          flat.address() + (long) from * Double.BYTES, Math.min(most, numbers.length - from));
    }
    MemorySegment.copy(flat, JAVA_DOUBLE, 0, numbers, 0, numbers.length);
  }

  @Override
  public void broadcast(int from, List<Tensor> tensors) {
    requireOpen();
    long bytes = FlatTensors.elements(tensors) * Float.BYTES;
    MemorySegment flat = memory.atLeast(bytes);
    if (rank == from) {
      FlatTensors.write(tensors, flat);
    }
    send(from, flat, bytes);
    if (rank != from) {
      FlatTensors.read(flat, tensors);
    }
  }

  @Override
  public byte[] broadcast(int from, byte[] bytes) {
    requireOpen();
    MemorySegment length = memory.atLeast(Integer.BYTES);
    length.set(JAVA_INT, 0, bytes.length);
    send(from, length, Integer.BYTES);
    byte[] sent = new byte[length.get(JAVA_INT, 0)];
    MemorySegment flat = memory.atLeast(sent.length);
    if (rank == from) {
      MemorySegment.copy(bytes, 0, flat, JAVA_BYTE, 0, bytes.length);
    }
    send(from, flat, sent.length);
    MemorySegment.copy(flat, JAVA_BYTE, 0, sent, 0, sent.length);
    return sent;
  }

  private void send(int from, MemorySegment flat, long bytes) {
    for (long sent = 0; sent < bytes; sent += most) {
      mpi.bcast(flat.address() + sent, (int) Math.min(most, bytes - sent), from);
    }
  }

  /** MPI was told that one thread calls it, and ends a process that calls it after the end. */
  private void requireOpen() {
    if (!Thread.currentThread().equals(thread)) {
      throw new IllegalStateException(
          "the group is of the thread %s that opened it, and was called by %s"
              .formatted(thread.getName(), Thread.currentThread().getName()));
    }
    if (closed) {
      throw new IllegalStateException("the group is closed");
    }
  }

  @Override
  public void abort(int status) {
    try {
      if (!closed) {
        mpi.abort(status);
      }
    } finally {
      Runtime.getRuntime().halt(status);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    requireOpen();
    closed = true;
    memory.close();
    received.close();
    mpi.leave();
  }
}
