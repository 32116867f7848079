package capstan.bench.peers;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;
import java.util.Optional;

/** What the C library's allocator has given out, PyTorch's tensors among it. */
final class NativeHeap {
  /** What {@code mallinfo2} of glibc 2.33 and later returns: ten counts. */
  private static final StructLayout COUNTS =
      MemoryLayout.structLayout(Collections.nCopies(10, JAVA_LONG).toArray(MemoryLayout[]::new));

  /** Bytes in mappings of their own, and bytes in use of the rest. */
  private static final int MAPPED = 4;

  private static final int USED = 7;

  private NativeHeap() {}

  /** Megabytes in use now; NaN where the C library has no such function. */
  @SuppressWarnings("restricted") // it reads ten numbers
  static double megabytes() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = linker.defaultLookup().find("mallinfo2");
    if (function.isEmpty()) {
      return Double.NaN;
    }
    MethodHandle call = linker.downcallHandle(function.get(), FunctionDescriptor.of(COUNTS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment counts = (MemorySegment) call.invokeExact((SegmentAllocator) arena);
      return (counts.getAtIndex(JAVA_LONG, MAPPED) + counts.getAtIndex(JAVA_LONG, USED)) / 1e6;
    } catch (Throwable thrown) {
      throw new IllegalStateException("mallinfo2: " + thrown.getMessage(), thrown);
    }
  }
}
