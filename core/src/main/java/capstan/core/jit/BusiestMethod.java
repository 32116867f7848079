package capstan.core.jit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds the kernel in which a piece of work spends its time, by looking at its stack every
 * millisecond. HotSpot lets others look only where code polls for it, which compiled loops rarely
 * do and interpreted code does at every step: a kernel that is stuck there is what is seen.
 */
final class BusiestMethod {
  private static final String KERNELS = "capstan.core.simd.";

  private final Map<String, Integer> seen = new HashMap<>();
  private final AtomicBoolean done = new AtomicBoolean();
  private final Thread observed = Thread.currentThread();

  private BusiestMethod() {}

  /**
   * Runs the work on the calling thread again and again, and looks.
   *
   * @param work what to run
   * @param milliseconds how long; one run at least
   * @return class and method, such as "Microkernel12x2.run"; empty if no kernel was ever seen
   */
  static Optional<String> of(Runnable work, int milliseconds) {
    BusiestMethod busiest = new BusiestMethod();
    Thread watcher =
        Thread.ofPlatform().daemon().name("capstan-kernel-check").unstarted(busiest::watch);
    watcher.start();
    long end = System.nanoTime() + milliseconds * 1_000_000L;
    try {
      do {
        work.run();
      } while (System.nanoTime() < end);
    } finally {
      busiest.done.set(true);
    }
    try {
      watcher.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    return busiest.seen.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey);
  }

  private void watch() {
    while (!done.get()) {
      kernel(observed.getStackTrace()).ifPresent(method -> seen.merge(method, 1, Integer::sum));
      try {
        Thread.sleep(1);
      } catch (InterruptedException interrupted) {
        return;
      }
    }
  }

  /** The innermost frame that is a kernel's: the Vector API's own lie above it. */
  static Optional<String> kernel(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().startsWith(KERNELS)) {
        // A lambda is called after the method that it stands in: lambda$name$0.
        String method = frame.getMethodName().replaceAll("^lambda\\$(\\w+)\\$\\d+$", "$1");
        String type = frame.getClassName();
        return Optional.of(type.substring(type.lastIndexOf('.') + 1) + "." + method);
      }
    }
    return Optional.empty();
  }
}
