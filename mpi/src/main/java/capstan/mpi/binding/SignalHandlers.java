package capstan.mpi.binding;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import capstan.core.foreign.NativeCall;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The JVM's handlers of the signals by which it notices null pointers and much else. UCX, on which
 * libraries of MPI may run, replaces them by its own unless UCX_ERROR_SIGNALS is set and empty when
 * the process starts, and its handler ends the process. They are put back, but for a moment they
 * were gone.
 */
final class SignalHandlers {
  /** SIGILL, SIGBUS, SIGFPE and SIGSEGV on Linux, the only system that UCX is for. */
  private static final int[] SIGNALS = {4, 7, 8, 11};

  /** More than {@code struct sigaction} has, whose first field is the handler. */
  private static final long SIZE = 256;

  private SignalHandlers() {}

  /**
   * Does what may replace handlers, and puts them back.
   *
   * @return whether they had been replaced
   */
  static boolean keep(Runnable work) {
    if (!System.getProperty("os.name").equals("Linux")) {
      work.run();
      return false;
    }
    MethodHandle sigaction = sigaction();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment before = arena.allocate(SIGNALS.length * SIZE, 16);
      for (int i = 0; i < SIGNALS.length; i++) {
        call(sigaction, SIGNALS[i], 0, before.address() + i * SIZE);
      }
      work.run();
      MemorySegment now = arena.allocate(SIZE, 16);
      boolean replaced = false;
      for (int i = 0; i < SIGNALS.length; i++) {
        call(sigaction, SIGNALS[i], 0, now.address());
        if (now.get(JAVA_LONG, 0) != before.get(JAVA_LONG, i * SIZE)) {
          replaced = true;
          call(sigaction, SIGNALS[i], before.address() + i * SIZE, 0);
        }
      }
      return replaced;
    }
  }

  private static void call(MethodHandle sigaction, int signal, long set, long old) {
    int failure = NativeCall.run(() -> (int) sigaction.invokeExact(signal, set, old));
    if (failure != 0) {
      throw new IllegalStateException("sigaction of signal " + signal);
    }
  }

  @SuppressWarnings("restricted") // what this package is for
  private static MethodHandle sigaction() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("sigaction"),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  }
}
