package capstan.core.jit;

import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.core.simd.lanes.PeakRate;
import com.sun.management.ThreadMXBean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds kernels that the JVM has not compiled well. A kernel that stays in the interpreter, in C1's
 * code or in C2's code with its vectors in the heap computes the right result fifty to a thousand
 * times slower, and nothing else tells so.
 *
 * <p>Each probe runs a few kernels on small operands, on the calling thread. Its rate is compared
 * with that of multiply-adds in registers, measured in the same process, and what it allocates with
 * nothing. The margin is a factor of ten, times are those of the processor, the best of several
 * runs counts, and a kernel that waits for the compiler is not judged, so a busy machine raises no
 * alarm. Kernels that have not run yet are slow too: check what has been running, or {@link
 * #settle}.
 *
 * <p>The logger {@code capstan.core.jit} tells every rate at level debug.
 *
 * <p>A check has scratch memory of its own, a few MiB, and serves one thread at a time.
 */
public final class KernelCheck implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger("capstan.core.jit");

  /** How long a check may take when something is slow; otherwise it takes a tenth of that. */
  private static final int BUDGET_MILLISECONDS = 120;

  private static final int PEAK_MILLISECONDS = 10;

  /** Ten milliseconds of boxed vectors are ten times as many. */
  private static final long PEAK_BYTES = 100_000;

  /** Runs of each probe, so that one may be disturbed. */
  private static final int RUNS = 3;

  /** How long a probe that is still slow computes before the next has its turn. */
  private static final int VISIT_MILLISECONDS = 10;

  private static final int LOOK_MILLISECONDS = 40;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Backend backend;
  private final List<KernelProbe> probes;
  private double peak;

  private KernelCheck(Backend backend, List<KernelProbe> probes) {
    this.backend = backend;
    this.probes = probes;
  }

  /**
   * A check of all kernels that a capsule network is trained with.
   *
   * @param checked what is going to compute
   * @param shapes what it will compute on, in small
   * @return empty if its kernels depend less on the JIT compiler: see {@link Backend#vectorLoops}
   */
  public static Optional<KernelCheck> training(Backend checked, KernelShapes shapes) {
    return of(checked, shapes, true);
  }

  /**
   * A check of the kernels that a capsule network predicts with.
   *
   * @param checked what is going to compute
   * @param shapes what it will compute on, in small
   * @return empty as in {@link #training}
   */
  public static Optional<KernelCheck> inference(Backend checked, KernelShapes shapes) {
    return of(checked, shapes, false);
  }

  private static Optional<KernelCheck> of(Backend checked, KernelShapes shapes, boolean training) {
    if (!checked.vectorLoops()) {
      return Optional.empty();
    }
    // With one thread, all that a probe allocates is allocated by the thread that asks.
    Backend single = Backends.simd(1);
    return Optional.of(new KernelCheck(single, KernelProbes.of(single, shapes, training)));
  }

  /**
   * Measures now, in some 20 milliseconds where all is well and below 200 where it is not; a probe
   * that there is no time left for is left out.
   */
  public KernelReport measure() {
    long end = System.nanoTime() + BUDGET_MILLISECONDS * 1_000_000L;
    boolean peakKnown = measurePeak();
    List<Run> best = new ArrayList<>();
    for (KernelProbe probe : probes) {
      if (System.nanoTime() < end) {
        best.add(run(probe, RUNS, end));
      }
    }
    boolean again = true;
    while (again && System.nanoTime() < end) {
      peakKnown = peakKnown || measurePeak();
      again = !peakKnown;
      for (int k = 0; k < best.size() && System.nanoTime() < end; k++) {
        if (rate(probes.get(k), best.get(k)).slow()) {
          best.set(k, run(probes.get(k), RUNS, end));
          again = true;
        }
      }
    }
    return report(best);
  }

  private KernelReport report(List<Run> best) {
    List<KernelRate> rates = new ArrayList<>();
    for (int k = 0; k < best.size(); k++) {
      rates.add(rate(probes.get(k), best.get(k)));
    }
    KernelReport report = new KernelReport(peak, rates, false);
    if (LOGGER.isLoggable(Level.DEBUG)) {
      LOGGER.log(Level.DEBUG, report.rates());
    }
    return report;
  }

  /**
   * Runs whatever is slow until the JVM has compiled it, and measures then. What is still slow is
   * judged only if the compiler has nothing more to do for it: on a busy machine it may have waited
   * as long as the kernels. Looks then which methods the time goes to.
   *
   * @param milliseconds how long to try, as time of the processor; returns sooner as soon as
   *     nothing is slow
   */
  public KernelReport settle(int milliseconds) {
    long end = processorTime() + milliseconds * 1_000_000L;
    List<KernelProbe> cold = probes;
    boolean peakKnown;
    do {
      peakKnown = measurePeak();
      cold = cold.stream().filter(probe -> rate(probe, visit(probe)).slow()).toList();
    } while ((!cold.isEmpty() || !peakKnown) && processorTime() < end);
    List<Run> best = new ArrayList<>();
    for (KernelProbe probe : probes) {
      Run run = run(probe, RUNS, Long.MAX_VALUE);
      best.add(rate(probe, run).slow() ? visit(probe) : run);
    }
    KernelReport report = report(best);
    if (report.slow().isEmpty()) {
      return report;
    }
    return CompilerQueue.holdsKernels() ? report.whileCompiling() : named(report);
  }

  /** The best of all runs that fit a few milliseconds of the processor. */
  private static Run visit(KernelProbe probe) {
    long end = processorTime() + VISIT_MILLISECONDS * 1_000_000L;
    Run best = run(probe, 1, Long.MAX_VALUE);
    while (processorTime() < end) {
      best = best.orBetter(run(probe, RUNS, Long.MAX_VALUE));
    }
    return best;
  }

  private KernelReport named(KernelReport report) {
    List<KernelRate> rates = new ArrayList<>(report.kernels());
    for (int k = 0; k < rates.size(); k++) {
      if (rates.get(k).slow()) {
        rates.set(k, rates.get(k).named(BusiestMethod.of(probes.get(k).work(), LOOK_MILLISECONDS)));
      }
    }
    return new KernelReport(report.peak(), rates, false);
  }

  /**
   * The best of several runs.
   *
   * @param nanoseconds the shortest time of the processor
   * @param bytes the fewest bytes allocated
   */
  private record Run(long nanoseconds, long bytes) {
    Run orBetter(Run other) {
      return new Run(Math.min(nanoseconds, other.nanoseconds), Math.min(bytes, other.bytes));
    }
  }

  private static Run run(KernelProbe probe, int runs, long end) {
    long shortest = Long.MAX_VALUE;
    long fewest = Long.MAX_VALUE;
    for (int run = 0; run < runs && (run == 0 || System.nanoTime() < end); run++) {
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      long start = processorTime();
      probe.work().run();
      shortest = Math.min(shortest, Math.max(1, processorTime() - start));
      fewest = Math.min(fewest, THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }
    return new Run(shortest, fewest);
  }

  private KernelRate rate(KernelProbe probe, Run run) {
    double rate = 1e9 * probe.gflop() / run.nanoseconds;
    double expected = probe.share() * peak * KernelRate.MARGIN;
    return new KernelRate(probe.name(), rate, expected, run.bytes, "");
  }

  /**
   * Nanoseconds that this thread has computed, where the system tells them: on a busy machine it
   * waits for a processor many times longer than a probe takes.
   */
  private static long processorTime() {
    return THREADS.isCurrentThreadCpuTimeSupported()
        ? THREADS.getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  /** Measures the yardstick too; false if that is not compiled yet and the figure too low. */
  private boolean measurePeak() {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    peak = Math.max(peak, PeakRate.measure(backend.workers(), PEAK_MILLISECONDS));
    return THREADS.getCurrentThreadAllocatedBytes() - bytes < PEAK_BYTES;
  }

  /** Gives back what the check holds. */
  @Override
  public void close() {
    backend.close();
  }
}
