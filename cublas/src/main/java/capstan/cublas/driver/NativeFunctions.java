package capstan.cublas.driver;

import capstan.core.backend.BackendUnavailableException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Finds C functions of a library that return a status. Their handles return nothing, since no call
 * can forget to check what it never sees: they throw what the check of the status throws. Device
 * addresses and handles are passed as 64-bit integers, which the calling conventions treat like
 * pointers: so no segment exists through which Java could touch memory that is not the processor's.
 *
 * @param library where the functions are
 * @param check what becomes of a status
 */
record NativeFunctions(SymbolLookup library, StatusCheck check) {
  private static final MethodHandle CHECK;

  static {
    try {
      CHECK =
          MethodHandles.lookup()
              .findVirtual(
                  StatusCheck.class,
                  "check",
                  MethodType.methodType(void.class, String.class, int.class));
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("StatusCheck.check", impossible);
    }
  }

  /** Throws unless a status is success. */
  @FunctionalInterface
  interface StatusCheck {
    /**
     * Throws unless the status is success.
     *
     * @param call C name of the function that returned it
     */
    void check(String call, int status);
  }

  /**
   * A function that returns a status.
   *
   * @param name its C name
   * @param arguments its arguments
   * @return a handle with these arguments that returns nothing
   * @throws BackendUnavailableException if the library has no such function
   */
  MethodHandle find(String name, MemoryLayout... arguments) {
    return MethodHandles.filterReturnValue(
        find(library, name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments)),
        MethodHandles.insertArguments(CHECK, 0, check, name));
  }

  /** A function from an int to a C string, which has no status. */
  static MethodHandle naming(SymbolLookup library, String name) {
    return find(library, name, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  }

  @SuppressWarnings("restricted") // what this package is for
  private static MethodHandle find(SymbolLookup library, String name, FunctionDescriptor type) {
    MemorySegment symbol =
        library
            .find(name)
            .orElseThrow(
                () ->
                    new BackendUnavailableException(
                        "the CUDA library that was found has no "
                            + name
                            + ", its version is too old: install CUDA 12 or later (docs/gpu.md)"));
    return Linker.nativeLinker().downcallHandle(symbol, type);
  }

  /**
   * What a call threw, as it is: the exception of a status, or an error.
   *
   * @return never, where it is an error
   */
  static RuntimeException thrown(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException status -> status;
      case Error error -> throw error;
      default -> throw new AssertionError("a C function threw", thrown);
    };
  }
}
