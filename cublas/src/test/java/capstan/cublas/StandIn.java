package capstan.cublas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import capstan.core.testing.StandInLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The stand-in for CUDA's runtime and cuBLAS that {@code src/test/stand-in} holds, compiled by the
 * system's C compiler when first asked for, and what a test may ask it and tell it.
 */
public final class StandIn extends StandInLibrary {
  private static final Optional<Path> FOLDER =
      compile("../cublas/src/test/stand-in/build.sh", "cuBLAS");

  private StandIn(Path folder) {
    super(folder.resolve("libcudart.so.13"));
  }

  /** Where the libraries are; empty, after a notice, on a machine without a C compiler. */
  public static Optional<Path> folder() {
    return FOLDER;
  }

  /** The stand-in, ready to be asked; needs a {@link #folder}. */
  public static StandIn open() {
    return new StandIn(FOLDER.orElseThrow());
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
}
