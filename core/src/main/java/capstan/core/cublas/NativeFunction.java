package capstan.core.cublas;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Finds C functions. Device addresses and handles are passed as 64-bit integers, which the calling
 * conventions treat like pointers: so no segment exists through which Java could touch memory that
 * is not the processor's.
 */
final class NativeFunction {
  private NativeFunction() {}

  /**
   * A function that returns an int.
   *
   * @param library where it is
   * @param name its C name
   * @param arguments its arguments
   * @throws CublasUnavailableException if the library has no such function
   */
  static MethodHandle returningStatus(
      SymbolLookup library, String name, MemoryLayout... arguments) {
    return find(library, name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
  }

  /** A function from an int to a C string. */
  static MethodHandle naming(SymbolLookup library, String name) {
    return find(library, name, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  }

  @SuppressWarnings("restricted") // what this package is for
  private static MethodHandle find(SymbolLookup library, String name, FunctionDescriptor type) {
    return library
        .find(name)
        .map(symbol -> Linker.nativeLinker().downcallHandle(symbol, type))
        .orElseThrow(
            () ->
                new CublasUnavailableException(
                    "the CUDA library that was found has no "
                        + name
                        + ", its version is too old: install CUDA 12 or later (docs/gpu.md)"));
  }

  /** What a call that cannot throw threw: a mistake in its types here. */
  static AssertionError impossible(String name, Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return new AssertionError("calling " + name, thrown);
  }
}
