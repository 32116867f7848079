package capstan.mpi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory that grows to what is asked for, and is kept. Of one thread. */
final class NativeArray implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private Arena arena = Arena.ofConfined();
  private MemorySegment memory = MemorySegment.NULL;

  /** Memory of at least so many bytes, whose contents are lost when it grows. */
  MemorySegment atLeast(long bytes) {
    if (memory.byteSize() < bytes) {
      arena.close();
      arena = Arena.ofConfined();
      memory = arena.allocate(bytes, ALIGNMENT);
    }
    return memory;
  }

  @Override
  public void close() {
    arena.close();
  }
}
