package capstan.core.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.io.File;
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
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A library in C that stands in for one that machines mostly do not have, compiled by the system's
 * compiler, and what all of them can be told and asked.
 */
@SuppressWarnings("restricted") // what it is for
public abstract class StandInLibrary {
  private static final int LONGEST_TEXT = 1 << 14;

  private final SymbolLookup library;

  /**
   * One that was compiled.
   *
   * @param file where it is
   */
  protected StandInLibrary(Path file) {
    library = SymbolLookup.libraryLookup(file, Arena.global());
  }

  /**
   * Compiles stand-ins into a new folder.
   *
   * @param script gets the folder and the compiler
   * @param what they stand in for
   * @return the folder; empty, after a notice, on a machine without a C compiler
   */
  protected static Optional<Path> compile(String script, String what) {
    Optional<String> compiler =
        Stream.of(System.getenv().getOrDefault("CC", "cc"), "gcc", "clang")
            .filter(StandInLibrary::isOnPath)
            .findFirst();
    if (compiler.isEmpty()) {
      System.out.println(
          "NOTICE: no C compiler (cc) was found: calls of " + what + " are NOT TESTED");
      return Optional.empty();
    }
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), "stand-in").toAbsolutePath();
      Process build =
          new ProcessBuilder("sh", script, folder.toString(), compiler.get())
              .redirectErrorStream(true)
              .start();
      String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (build.waitFor() != 0) {
        throw new IllegalStateException("the stand-in for " + what + " does not compile: " + said);
      }
      return Optional.of(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interruption) {
      throw new IllegalStateException(interruption);
    }
  }

  private static boolean isOnPath(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /** Forgets calls, failures to come, settings and mistakes. */
  public final void reset() {
    call("stand_in_reset", FunctionDescriptor.ofVoid());
  }

  /** Mistakes that calls made, a line each. */
  public final String violations() {
    MemorySegment text =
        (MemorySegment) call("stand_in_violations", FunctionDescriptor.of(ADDRESS));
    return text.reinterpret(LONGEST_TEXT).getString(0);
  }

  /** A text for C. */
  protected static MemorySegment text(String value) {
    return Arena.ofAuto().allocateFrom(value);
  }

  /** Calls a function of the stand-in. */
  protected final Object call(String name, FunctionDescriptor type, Object... arguments) {
    try {
      return Linker.nativeLinker()
          .downcallHandle(library.findOrThrow(name), type)
          .invokeWithArguments(arguments);
    } catch (Throwable thrown) {
      throw new AssertionError(name, thrown);
    }
  }
}
