package capstan.mpi.binding;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import capstan.capsnet.group.GroupException;
import capstan.core.foreign.NativeCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** What an error code means, in the words of the library that returned it. */
final class ErrorCodes {
  private static final int LONGEST_TEXT = 1 << 13;

  private final MethodHandle errorString;
  private String who = "";

  ErrorCodes(NativeFunctions functions) {
    errorString = functions.find("MPI_Error_string", JAVA_INT, JAVA_LONG, JAVA_LONG);
  }

  /** From now on messages name the rank. */
  void name(int rank) {
    who = "rank " + rank + ", ";
  }

  /**
   * Throws unless the code is success.
   *
   * @param call C name of the function that returned it
   */
  void check(String call, int code) {
    if (code != 0) {
      throw new GroupException(who + call + ": " + text(code) + " (error " + code + ")");
    }
  }

  /** One line, where the library writes several. */
  private String text(int code) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(LONGEST_TEXT);
      MemorySegment length = arena.allocate(JAVA_INT);
      int failure = (int) errorString.invokeExact(code, text.address(), length.address());
      return failure == 0 ? text.getString(0).strip().replaceAll("\\s*\n\\s*", "; ") : "unknown";
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }
}
