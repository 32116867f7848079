package capstan.mpi.binding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A library that the C library's {@code dlopen} has opened, never to be closed: MPI keeps threads
 * and exit handlers of its own. Java's own lookup does not say why a library does not load.
 */
final class DynamicLibrary implements SymbolLookup {
  private static final int RTLD_NOW = 2;

  private final MethodHandle dlsym = function("dlsym", JAVA_LONG, JAVA_LONG, ADDRESS);
  private final long handle;

  /**
   * Opens one.
   *
   * @param name a name, for which the loader looks in its usual places, or a path
   * @throws IllegalArgumentException if it does not load; the message is the loader's own
   */
  DynamicLibrary(String name) {
    MethodHandle dlopen = function("dlopen", JAVA_LONG, ADDRESS, JAVA_INT);
    MethodHandle dlerror = function("dlerror", ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      handle = (long) dlopen.invokeExact(arena.allocateFrom(name), RTLD_NOW);
      if (handle == 0) {
        throw new IllegalArgumentException(text((MemorySegment) dlerror.invokeExact()));
      }
    } catch (Throwable thrown) {
      throw NativeFunctions.thrown(thrown);
    }
  }

  @Override
  public Optional<MemorySegment> find(String name) {
    try (Arena arena = Arena.ofConfined()) {
      long address = (long) dlsym.invokeExact(handle, arena.allocateFrom(name));
      return address == 0 ? Optional.empty() : Optional.of(MemorySegment.ofAddress(address));
    } catch (Throwable thrown) {
      throw NativeFunctions.thrown(thrown);
    }
  }

  @SuppressWarnings("restricted") // a C string ends at its zero
  private static String text(MemorySegment reason) {
    return reason.address() == 0
        ? "the system's loader does not say why"
        : reason.reinterpret(Long.MAX_VALUE).getString(0);
  }

  @SuppressWarnings("restricted") // what this package is for
  private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... types) {
    Linker linker = Linker.nativeLinker();
    MemorySegment symbol =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new IllegalArgumentException("this system has no " + name));
    return linker.downcallHandle(symbol, FunctionDescriptor.of(result, types));
  }
}
