package capstan.core.jit;

import java.util.Locale;
import java.util.Optional;

/**
 * How fast some kernels ran.
 *
 * @param name what they computed, such as "product of matrices"
 * @param gflops 10⁹ floating-point operations per second, in the best of several runs
 * @param expected the least rate that compiled kernels have on this machine
 * @param bytes allocated in one run; compiled kernels allocate nothing, a vector that is an object
 *     in the heap costs a hundred bytes
 * @param method where the time went, such as "Microkernel12x2.run"; empty if it was not looked for
 */
public record KernelRate(String name, double gflops, double expected, long bytes, String method) {
  /**
   * Kernels are ten times faster than this when all is well, and a slow tier fifty times slower.
   */
  static final double MARGIN = 0.1;

  /** More than what handing out work to a team may allocate, less than twenty vectors. */
  static final long BYTES_ALLOWED = 2048;

  /** Whether the kernels run in a slow tier of the JVM. */
  public boolean slow() {
    return gflops < expected || bytes > BYTES_ALLOWED;
  }

  /** The same with the method in which the time goes; without, if that could not be found. */
  KernelRate named(Optional<String> busiest) {
    return new KernelRate(name, gflops, expected, bytes, busiest.orElse(method));
  }

  /** The method if it is known, else what was computed. */
  public String culprit() {
    return method.isEmpty() ? name : method;
  }

  /** The figures in one phrase. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s GFLOP/s (at least %s expected), %,d bytes allocated",
        name,
        figure(gflops),
        figure(expected),
        bytes);
  }

  /** Two significant digits. */
  static String figure(double rate) {
    int digits = rate >= 10 ? 0 : rate >= 1 ? 1 : rate >= 0.1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", rate);
  }
}
