package capstan.capsnet.training;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Work beside a training: its display, pictures, pages and tables. Whatever befalls it, an
 * exception or an error of the JVM such as that of a missing font, is reported in one line, once,
 * and the training goes on.
 */
public final class SideWork {
  private final Consumer<String> teller;
  private final Set<String> reported = new HashSet<>();

  /** Some such work. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does the work, on the training thread.
     *
     * @throws IOException if it fails in a way that is foreseen; the message is one line
     */
    void run() throws IOException;
  }

  /**
   * Nothing failed yet.
   *
   * @param teller is given the lines; may fail itself
   */
  public SideWork(Consumer<String> teller) {
    this.teller = teller;
  }

  /**
   * Does some work, whatever comes of it.
   *
   * @param name what it is called if it fails; it is reported once for each kind of fault
   * @param work may throw anything
   */
  public void run(String name, Work work) {
    try {
      work.run();
    } catch (Throwable fault) {
      if (reported.add(name + fault.getClass())) {
        tell(name, fault);
      }
    }
  }

  private void tell(String name, Throwable fault) {
    String reason =
        fault instanceof IOException && fault.getMessage() != null
            ? fault.getMessage()
            : name + " failed: " + fault;
    try {
      teller.accept(String.join(" ", reason.lines().toList()) + "; the training goes on");
    } catch (Throwable nobodyListens) {
      // What cannot be reported is lost, and still nothing else is.
      return;
    }
  }
}
