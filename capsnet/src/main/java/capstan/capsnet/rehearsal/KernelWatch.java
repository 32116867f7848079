package capstan.capsnet.rehearsal;

import capstan.capsnet.model.ModelConfiguration;
import capstan.core.jit.KernelCheck;
import capstan.core.jit.KernelReport;
import capstan.core.jit.KernelShapes;
import capstan.core.kernel.Backend;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Checks between the steps of a training that the JVM has compiled its kernels. It begins seconds
 * after the first step, when all kernels should be hot, and begins again after each epoch, since a
 * compiler may take a kernel back. What is found slow is looked at again later, and only what stays
 * slow, though the compiler has nothing to do for it, is reported, once.
 */
public final class KernelWatch implements AutoCloseable {
  /**
   * Seconds from the first step of an epoch to its first check; each later one is twice as late.
   */
  private static final int FIRST = 3;

  /** From here on what is slow is run until it is compiled, or reported. */
  private static final int LATE = 24;

  /** Stands for no more checks in an epoch. */
  private static final int NEVER = Integer.MAX_VALUE;

  /** How long a late check tries to get a kernel compiled before it calls it slow. */
  private static final int PATIENCE_MILLISECONDS = 2000;

  /** What checks; {@link KernelCheck} but in tests. */
  interface Checker extends AutoCloseable {
    KernelReport measure();

    KernelReport settle(int milliseconds);

    @Override
    void close();
  }

  /** Makes the checker, with its operands, at the first check; null to check nothing. */
  private final Supplier<Checker> checkers;

  private final LongSupplier nanoseconds;
  private Checker checker;

  /** When the first step of the epoch was done; empty before. */
  private OptionalLong start = OptionalLong.empty();

  /** Seconds from the first step to the next check. */
  private int next = FIRST;

  private boolean warned;

  KernelWatch(Supplier<Checker> checkers, LongSupplier nanoseconds) {
    this.checkers = checkers;
    this.nanoseconds = nanoseconds;
  }

  /**
   * A watch over a training, which does nothing unless the network says on what shapes its kernels
   * are timed and the backend has vector loops.
   *
   * @param network what is trained
   * @param backend what computes; the watch has scratch memory of its own
   */
  public static KernelWatch of(ModelConfiguration network, Backend backend) {
    return new KernelWatch(
        network
            .kernelShapes()
            .filter(_ -> backend.vectorLoops())
            .map(shapes -> kernels(backend, shapes))
            .orElse(null),
        System::nanoTime);
  }

  /**
   * A step is done: checks if it is time, in some 20 milliseconds where all is well.
   *
   * @return a warning of one line, at most once in a training
   */
  public Optional<String> stepCompleted() {
    if (checkers == null || warned || next == NEVER) {
      return Optional.empty();
    }
    long now = nanoseconds.getAsLong();
    if (start.isEmpty()) {
      start = OptionalLong.of(now);
    }
    if (now - start.getAsLong() < next * 1_000_000_000L) {
      return Optional.empty();
    }
    if (checker == null) {
      checker = checkers.get();
    }
    boolean late = next >= LATE;
    KernelReport report = late ? checker.settle(PATIENCE_MILLISECONDS) : checker.measure();
    next = report.slow().isEmpty() ? NEVER : 2 * next;
    Optional<String> warning = late ? report.warning() : Optional.empty();
    warned = warning.isPresent();
    return warning;
  }

  /** An epoch is done: what was well compiled in it may not be so in the next. */
  public void epochCompleted() {
    next = FIRST;
    start = OptionalLong.empty();
  }

  @Override
  public void close() {
    if (checker != null) {
      checker.close();
    }
  }

  private static Supplier<Checker> kernels(Backend backend, KernelShapes shapes) {
    return () -> new Kernels(KernelCheck.training(backend, shapes).orElseThrow());
  }

  private record Kernels(KernelCheck check) implements Checker {
    @Override
    public KernelReport measure() {
      return check.measure();
    }

    @Override
    public KernelReport settle(int milliseconds) {
      return check.settle(milliseconds);
    }

    @Override
    public void close() {
      check.close();
    }
  }
}
