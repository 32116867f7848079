package capstan.core.foreign;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Function;

/** Calls of C functions, whose statuses no caller can forget to check. */
public final class NativeCall {
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

  private NativeCall() {}

  /** Throws unless a status is success. */
  @FunctionalInterface
  public interface StatusCheck {
    /**
     * Throws unless the status is success.
     *
     * @param call C name of the function that returned it
     * @param status what it returned
     */
    void check(String call, int status);
  }

  /**
   * A call of a function.
   *
   * @param <T> what it returns
   */
  @FunctionalInterface
  public interface Call<T> {
    /**
     * Calls it: by {@code invokeExact} and a cast to what it returns, or, where that is nothing, by
     * {@code invoke}, since an exact call would seem to return an object here.
     */
    T run() throws Throwable;
  }

  /**
   * A function of a library.
   *
   * @param library where it is
   * @param name its C name
   * @param type its arguments and what it returns
   * @param missing what to throw where the library has no such function, by its name
   */
  @SuppressWarnings("restricted") // what this package is for
  public static MethodHandle of(
      SymbolLookup library,
      String name,
      FunctionDescriptor type,
      Function<String, RuntimeException> missing) {
    MemorySegment symbol = library.find(name).orElseThrow(() -> missing.apply(name));
    return Linker.nativeLinker().downcallHandle(symbol, type);
  }

  /**
   * A function that returns nothing, since no call can forget to check what it never sees: it
   * throws what the check of its status throws.
   *
   * @param function returns a status
   * @param name its C name
   * @param check what becomes of the status
   */
  public static MethodHandle checked(MethodHandle function, String name, StatusCheck check) {
    return MethodHandles.filterReturnValue(
        function, MethodHandles.insertArguments(CHECK, 0, check, name));
  }

  /**
   * What a call returns; what it throws is thrown on. A call that every training step makes is
   * written out instead, since a lambda may be left for the garbage collector.
   *
   * @param call of a function
   */
  public static <T> T run(Call<T> call) {
    try {
      return call.run();
    } catch (Throwable thrown) {
      throw thrown(thrown);
    }
  }

  /**
   * What a call threw, as it is: the exception of a status, or an error.
   *
   * @param thrown by a call
   * @return never, where it is an error
   */
  public static RuntimeException thrown(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException status -> status;
      case Error error -> throw error;
      default -> throw new AssertionError("a C function threw", thrown);
    };
  }
}
