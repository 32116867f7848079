package capstan.mpi.binding;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import capstan.capsnet.group.GroupException;
import capstan.core.foreign.NativeCall;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

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

  /**
   * A function that returns nothing, and throws what the check of its error code throws.
   *
   * @param name its C name
   * @param arguments its arguments
   * @throws GroupException if the library has no such function
   */
  MethodHandle checked(ErrorCodes codes, String name, MemoryLayout... arguments) {
    return NativeCall.checked(find(name, arguments), name, codes::check);
  }

  /** A function that returns its error code. */
  MethodHandle find(String name, MemoryLayout... arguments) {
    MemoryLayout[] taken = arguments.clone();
    for (int i = 0; i < taken.length; i++) {
      if (taken[i].equals(HANDLE)) {
        taken[i] = handle;
      }
    }
    return MethodHandles.explicitCastArguments(
        NativeCall.of(
            library.symbols(), name, FunctionDescriptor.of(JAVA_INT, taken), this::missing),
        FunctionDescriptor.of(JAVA_INT, arguments).toMethodType());
  }

  private GroupException missing(String name) {
    return new GroupException(
        ("%s has no %s: it is no library of MPI 3 or later; install Open MPI 4 or MPICH 4 or later,"
                + " or give one with -Dcapstan.mpi.library=FILE")
            .formatted(library.name(), name));
  }
}
