package capstan.cublas.driver;

import capstan.core.backend.BackendUnavailableException;
import capstan.core.foreign.NativeCall;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Finds C functions of a library that return a status. Device addresses and handles are passed as
 * 64-bit integers, which the calling conventions treat like pointers: so no segment exists through
 * which Java could touch memory that is not the processor's.
 *
 * @param library where the functions are
 * @param check what becomes of a status
 */
record NativeFunctions(SymbolLookup library, NativeCall.StatusCheck check) {

  /**
   * A function that returns a status.
   *
   * @param name its C name
   * @param arguments its arguments
   * @return a handle with these arguments that returns nothing
   * @throws BackendUnavailableException if the library has no such function
   */
  MethodHandle find(String name, MemoryLayout... arguments) {
    return NativeCall.checked(
        find(library, name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments)), name, check);
  }

  /** A function from an int to a C string, which has no status. */
  static MethodHandle naming(SymbolLookup library, String name) {
    return find(library, name, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  }

  private static MethodHandle find(SymbolLookup library, String name, FunctionDescriptor type) {
    return NativeCall.of(
        library,
        name,
        type,
        missing ->
            new BackendUnavailableException(
                ("the CUDA library that was found has no %s, its version is too old:"
                        + " install CUDA 12 or later (docs/gpu.md)")
                    .formatted(missing)));
  }
}
