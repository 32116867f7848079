package capstan.mpi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import capstan.core.testing.StandInLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The stand-in for a library with the standard's binary interface that {@code src/test/stand-in}
 * holds, compiled by the system's C compiler when first asked for, and what a test may tell it.
 */
final class StandIn extends StandInLibrary {
  private static final Optional<Path> FOLDER =
      compile("src/test/stand-in/build.sh", "MPI's standard interface");

  private StandIn(Path file) {
    super(file);
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

  /** Makes every call of a function fail with a code. */
  void fail(String function, int code) {
    call("stand_in_fail", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT), text(function), code);
  }

  /** Sets one of ranks, rank, abi and threads. */
  void set(String name, int value) {
    call("stand_in_set", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT), text(name), value);
  }
}
