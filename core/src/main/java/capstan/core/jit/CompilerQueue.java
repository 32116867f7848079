package capstan.core.jit;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What the JVM's compilers have to do yet, as {@code jcmd PID Compiler.queue} tells. */
final class CompilerQueue {
  /** A method of ours that waits or is being compiled; every line has its number first. */
  private static final String KERNELS = " capstan.core.";

  /** Behind so many methods others are held back until the queue is shorter. */
  private static final int LONG = 20;

  private CompilerQueue() {}

  /**
   * Whether kernels may still become fast: one is being compiled or waits for it, or so much waits
   * that none would be sent there. False where the JVM does not tell. Takes milliseconds, and some
   * hundreds the first time.
   */
  static boolean holdsKernels() {
    try {
      Object queue =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "compilerQueue",
                  null,
                  null);
      return holdsKernels(String.valueOf(queue));
    } catch (JMException | RuntimeException untold) {
      return false;
    }
  }

  /** The same of a queue as the JVM prints it. */
  static boolean holdsKernels(String queue) {
    return queue.contains(KERNELS)
        || queue.lines().filter(line -> line.contains("::")).count() > LONG;
  }
}
