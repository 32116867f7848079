package capstan.cublas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The stand-in for CUDA's runtime and cuBLAS that {@code src/test/stand-in} holds, compiled by the
 * system's C compiler when first asked for, and what a test may ask it and tell it.
 */
@SuppressWarnings("restricted") // what it is for
public final class StandIn {
  private static final int NO_COMPILER = 3;
  private static final Optional<Path> FOLDER = compile();

  private final SymbolLookup library;

  private StandIn(Path folder) {
    library = SymbolLookup.libraryLookup(folder.resolve("libcudart.so.13"), Arena.global());
  }

  /** Where the libraries are; empty, after a notice, on a machine without a C compiler. */
  public static Optional<Path> folder() {
    return FOLDER;
  }

  /** The stand-in, ready to be asked; needs a {@link #folder}. */
  public static StandIn open() {
    return new StandIn(FOLDER.orElseThrow());
  }

  private static Optional<Path> compile() {
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), "stand-in").toAbsolutePath();
      Process build =
          new ProcessBuilder("sh", "../cublas/src/test/stand-in/build.sh", folder.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = build.waitFor();
      if (status == NO_COMPILER) {
        System.out.println("NOTICE: no C compiler (cc) was found: cuBLAS' calls are NOT TESTED");
        return Optional.empty();
      }
      if (status != 0) {
        throw new IllegalStateException("the stand-in for cuBLAS does not compile: " + said);
      }
      return Optional.of(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interruption) {
      throw new IllegalStateException(interruption);
    }
  }

  /** Forgets calls, failures to come, settings and mistakes, but nothing that lives. */
  public void reset() {
    call("stand_in_reset", FunctionDescriptor.ofVoid());
  }

  /** Makes the nth call of a function from now on fail with a status. */
  public void fail(String function, long nth, int status) {
    call(
        "stand_in_fail",
        FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_INT),
        text(function),
        nth,
        status);
  }

  /** Sets a number, such as MEMORY, the device's memory in MiB. */
  public void set(String name, long value) {
    call("stand_in_set", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG), text(name), value);
  }

  /** How often a function has been called since the last reset. */
  public long calls(String function) {
    return (long) call("stand_in_calls", FunctionDescriptor.of(JAVA_LONG, ADDRESS), text(function));
  }

  /** How many there are of device, pinned, stream, event or handle. */
  public long living(String kind) {
    return (long) call("stand_in_living", FunctionDescriptor.of(JAVA_LONG, ADDRESS), text(kind));
  }

  /** Everything that has not been given back. */
  public long living() {
    long count = 0;
    for (String kind : new String[] {"device", "pinned", "stream", "event", "handle"}) {
      count += living(kind);
    }
    return count;
  }

  /** Frees what device memory is left, and counts it no more. */
  public void free() {
    call("stand_in_free", FunctionDescriptor.ofVoid());
  }

  /** Mistakes that calls made, a line each. */
  public String violations() {
    MemorySegment text =
        (MemorySegment) call("stand_in_violations", FunctionDescriptor.of(ADDRESS));
    return text.reinterpret(1 << 14).getString(0);
  }

  private static MemorySegment text(String value) {
    return Arena.ofAuto().allocateFrom(value);
  }

  private Object call(String name, FunctionDescriptor type, Object... arguments) {
    try {
      return Linker.nativeLinker()
          .downcallHandle(library.findOrThrow(name), type)
          .invokeWithArguments(arguments);
    } catch (Throwable thrown) {
      throw new AssertionError(name, thrown);
    }
  }
}
