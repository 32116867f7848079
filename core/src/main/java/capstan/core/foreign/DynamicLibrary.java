package capstan.core.foreign;

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
 * A library that the C library's {@code dlopen} has opened, never to be closed: libraries such as
 * CUDA's and MPI's keep threads and exit handlers of their own, which must not lose their code.
 * Java's own lookup does not say why a library does not load.
 */
public final class DynamicLibrary implements SymbolLookup {
  private static final int RTLD_LAZY = 1;

  private final MethodHandle dlsym = function("dlsym", JAVA_LONG, JAVA_LONG, ADDRESS);
  private final long handle;

  /**
   * Opens one.
   *
   * @param name a name, for which the loader looks in its usual places, or a path
   * @throws IllegalArgumentException if it does not load; the message is the loader's own
   */
  public DynamicLibrary(String name) {
    MethodHandle dlopen = function("dlopen", JAVA_LONG, ADDRESS, JAVA_INT);
    MethodHandle dlerror = function("dlerror", ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      handle = (long) dlopen.invokeExact(arena.allocateFrom(name), RTLD_LAZY);
      if (handle == 0) {
        throw new IllegalArgumentException(text((MemorySegment) dlerror.invokeExact()));
      }
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }

  @Override
  public Optional<MemorySegment> find(String name) {
    try (Arena arena = Arena.ofConfined()) {
      long address = (long) dlsym.invokeExact(handle, arena.allocateFrom(name));
      return address == 0 ? Optional.empty() : Optional.of(MemorySegment.ofAddress(address));
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }

  @SuppressWarnings("restricted") // a C string ends at its zero
  private static String text(MemorySegment reason) {
    return reason.address() == 0
        ? "the system's loader does not say why"
        : reason.reinterpret(Long.MAX_VALUE).getString(0);
  }

  private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... types) {
    return NativeCall.of(
        Linker.nativeLinker().defaultLookup(),
        name,
        FunctionDescriptor.of(result, types),
        missing -> new IllegalArgumentException("this system has no " + missing));
  }
}
