package capstan.cublas.driver;

import capstan.core.foreign.NativeCall;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** What {@code cudaError_t} means, in the words of the library that returned it. */
public final class CudaError {
  static final int MEMORY_ALLOCATION = 2;

  /** The driver is older than the runtime. */
  public static final int INSUFFICIENT_DRIVER = 35;

  /** The machine has no device. */
  public static final int NO_DEVICE = 100;

  private static final int LONGEST_TEXT = 1 << 10;

  private final MethodHandle getErrorName;
  private final MethodHandle getErrorString;

  CudaError(SymbolLookup library) {
    getErrorName = NativeFunctions.naming(library, "cudaGetErrorName");
    getErrorString = NativeFunctions.naming(library, "cudaGetErrorString");
  }

  /**
   * Throws unless the status is success.
   *
   * @param call C name of the function that returned it
   */
  void check(String call, int code) {
    if (code != 0) {
      throw new CublasException(
          call,
          code,
          text(getErrorName, code),
          text(getErrorString, code),
          code == MEMORY_ALLOCATION);
    }
  }

  @SuppressWarnings("restricted") // a C string ends at its zero
  private static String text(MethodHandle function, int code) {
    MemorySegment text = NativeCall.run(() -> (MemorySegment) function.invokeExact(code));
    return text.address() == 0 ? "unknown" : text.reinterpret(LONGEST_TEXT).getString(0);
  }
}
