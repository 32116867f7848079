package capstan.core.jit;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a {@link KernelCheck} found.
 *
 * @param peak 10⁹ multiply-adds in registers a second, counted as two operations, of one thread
 * @param kernels every measured rate
 * @param compiling whether the JVM's compiler had kernels to do yet, so that slow ones may become
 *     fast
 */
public record KernelReport(double peak, List<KernelRate> kernels, boolean compiling) {

  /** Keeps its own copy of the list. */
  public KernelReport {
    kernels = List.copyOf(kernels);
  }

  /** The same, found while the compiler was at work. */
  KernelReport whileCompiling() {
    return new KernelReport(peak, kernels, true);
  }

  /** Those that run in a slow tier; empty if all is well. */
  public List<KernelRate> slow() {
    return kernels.stream().filter(KernelRate::slow).toList();
  }

  /**
   * Which kernels are slow, how slow, and what to do about it, in one line; empty if none is, or
   * none can be judged yet.
   */
  public Optional<String> warning() {
    List<KernelRate> slow = slow();
    if (slow.isEmpty() || compiling) {
      return Optional.empty();
    }
    String culprits = slow.stream().map(KernelRate::culprit).distinct().collect(joining(", "));
    KernelRate worst = slow.getFirst();
    for (KernelRate each : slow) {
      if (each.gflops() / each.expected() < worst.gflops() / worst.expected()) {
        worst = each;
      }
    }
    return Optional.of(
        "the JVM has not compiled "
            + culprits
            + " well: "
            + worst
            + "; everything takes longer. Start again; if that does not help, leave out options"
            + " that hold the JIT compiler back, and look for capstan.core.simd in what"
            + " -XX:+PrintCompilation prints");
  }

  /** Every rate, in one line. */
  public String rates() {
    return String.format(
        Locale.ROOT,
        "GFLOP/s of one thread: %s in registers; %s",
        KernelRate.figure(peak),
        kernels.stream()
            .map(
                rate ->
                    rate.name()
                        + " "
                        + KernelRate.figure(rate.gflops())
                        + (rate.bytes() == 0 ? "" : " (" + rate.bytes() + " bytes)"))
            .collect(joining(", ")));
  }
}
