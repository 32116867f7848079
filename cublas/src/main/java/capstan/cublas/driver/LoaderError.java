package capstan.cublas.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Why the system's loader does not take a library, in its own words: Java says only that it cannot
 * be opened. Asks the C library's {@code dlopen} once more, and then {@code dlerror}.
 */
final class LoaderError {
  private static final int RTLD_NOW = 2;

  private LoaderError() {}

  /**
   * The reason.
   *
   * @param library a name or an absolute path, which did not load
   */
  @SuppressWarnings("restricted") // what this package is for
  static String of(String library) {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> open = linker.defaultLookup().find("dlopen");
    Optional<MemorySegment> error = linker.defaultLookup().find("dlerror");
    if (open.isEmpty() || error.isEmpty()) {
      return "the system's loader does not say why";
    }
    MethodHandle dlopen =
        linker.downcallHandle(
            open.get(),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    MethodHandle dlerror =
        linker.downcallHandle(error.get(), FunctionDescriptor.of(ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment opened =
          (MemorySegment) dlopen.invokeExact(arena.allocateFrom(library), RTLD_NOW);
      MemorySegment reason = (MemorySegment) dlerror.invokeExact();
      return opened.address() != 0 || reason.address() == 0
          ? "it loads now"
          : reason.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
