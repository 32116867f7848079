package capstan.cublas.driver;

import java.util.ArrayDeque;
import java.util.Deque;

/** Things that are closed together, once, in the reverse of the order in which they came. */
public final class Owned implements AutoCloseable {
  /** A thing to close. */
  @FunctionalInterface
  public interface Thing extends AutoCloseable {
    @Override
    void close();
  }

  private final Deque<Thing> things = new ArrayDeque<>();

  /** Takes a thing over. */
  public <T extends Thing> T add(T thing) {
    things.push(thing);
    return thing;
  }

  /** Closes all, also when closing one fails; the first failure is thrown then. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!things.isEmpty()) {
      try {
        things.pop().close();
      } catch (RuntimeException failure) {
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
