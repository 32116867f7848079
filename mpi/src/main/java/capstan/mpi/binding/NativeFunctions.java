package capstan.mpi.binding;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import capstan.capsnet.group.GroupException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Finds the C functions of a library of MPI, all of which return an error code. Pointers are passed
 * as 64-bit integers, which the calling conventions treat alike.
 *
 * @param library where the functions are
 * @param handle how wide its handles are
 */
record NativeFunctions(LibrarySearch.Found library, MemoryLayout handle) {
  /** An argument that is a handle: 64 bits in Java, for the library what it takes. */
  static final MemoryLayout HANDLE = JAVA_LONG.withName("handle");

  private static final MethodHandle CHECK;

  static {
    try {
      CHECK =
          MethodHandles.lookup()
              .findVirtual(
                  ErrorCodes.class,
                  "check",
                  MethodType.methodType(void.class, String.class, int.class));
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("ErrorCodes.check", impossible);
    }
  }

  /**
   * A function that returns nothing, since no call can forget to check what it never sees: it
   * throws what the check of the error code throws.
   *
   * @param name its C name
   * @param arguments its arguments
   * @throws GroupException if the library has no such function
   */
  MethodHandle checked(ErrorCodes codes, String name, MemoryLayout... arguments) {
    return MethodHandles.filterReturnValue(
        find(name, arguments), MethodHandles.insertArguments(CHECK, 0, codes, name));
  }

  /** A function that returns its error code. */
  @SuppressWarnings("restricted") // what this package is for
  MethodHandle find(String name, MemoryLayout... arguments) {
    MemorySegment symbol =
        library
            .symbols()
            .find(name)
            .orElseThrow(
                () ->
                    new GroupException(
                        library.name()
                            + " has no "
                            + name
                            + ": it is no library of MPI 3 or later; install Open MPI 4 or MPICH 4"
                            + " or later, or give one with -Dcapstan.mpi.library=FILE"));
    MemoryLayout[] taken = arguments.clone();
    for (int i = 0; i < taken.length; i++) {
      if (taken[i].equals(HANDLE)) {
        taken[i] = handle;
      }
    }
    return MethodHandles.explicitCastArguments(
        Linker.nativeLinker().downcallHandle(symbol, FunctionDescriptor.of(JAVA_INT, taken)),
        FunctionDescriptor.of(JAVA_INT, arguments).toMethodType());
  }

  /**
   * What a call threw, as it is: the exception of an error code, or an error.
   *
   * @return never, where it is an error
   */
  static RuntimeException thrown(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException code -> code;
      case Error error -> throw error;
      default -> throw new AssertionError("a C function threw", thrown);
    };
  }
}
