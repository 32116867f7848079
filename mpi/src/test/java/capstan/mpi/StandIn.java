package capstan.mpi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

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
 * The stand-in for a library with the standard's binary interface that {@code src/test/stand-in}
 * holds, compiled by the system's C compiler when first asked for, and what a test may tell it.
 */
@SuppressWarnings("restricted") // what it is for
final class StandIn {
  private static final int NO_COMPILER = 3;
  private static final Optional<Path> FOLDER = compile();

  private final SymbolLookup library;

  private StandIn(Path file) {
    library = SymbolLookup.libraryLookup(file, Arena.global());
  }

  /** Where the libraries are; empty, after a notice, on a machine without a C compiler. */
  static Optional<Path> folder() {
    return FOLDER;
  }

  /** The stand-in, ready to be told; needs a {@link #folder}. */
  static StandIn open() {
    return new StandIn(file());
  }

  static Path file() {
    return FOLDER.orElseThrow().resolve("libmpi_abi.so.1");
  }

  private static Optional<Path> compile() {
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), "stand-in").toAbsolutePath();
      Process build =
          new ProcessBuilder("sh", "src/test/stand-in/build.sh", folder.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = build.waitFor();
      if (status == NO_COMPILER) {
        System.out.println("NOTICE: no C compiler (cc) was found: MPI's own ABI is NOT TESTED");
        return Optional.empty();
      }
      if (status != 0) {
        throw new IllegalStateException("the stand-in for MPI does not compile: " + said);
      }
      return Optional.of(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interruption) {
      throw new IllegalStateException(interruption);
    }
  }

  /** As if nothing had been called: a group of one. */
  void reset() {
    call("stand_in_reset", FunctionDescriptor.ofVoid());
  }

  /** Makes every call of a function fail with a code. */
  void fail(String function, int code) {
    call("stand_in_fail", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT), text(function), code);
  }

  /** Sets one of ranks, rank, abi and threads. */
  void set(String name, int value) {
    call("stand_in_set", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT), text(name), value);
  }

  /** Mistakes that calls made, a line each. */
  String violations() {
    MemorySegment text =
        (MemorySegment) call("stand_in_violations", FunctionDescriptor.of(ADDRESS));
    return text.reinterpret(1 << 12).getString(0);
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
