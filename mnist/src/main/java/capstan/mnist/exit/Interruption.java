package capstan.mnist.exit;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Ctrl-C, SIGTERM and SIGHUP while a command has work to save: the first asks it to stop, the
 * second ends the process at once.
 *
 * <p>Signals are only to be had from {@code sun.misc.Signal}, which the module {@code
 * jdk.unsupported} exports but the compiler warns of; so it is reached by reflection. A shutdown
 * hook would do for the first Ctrl-C, but no second one reaches a JVM that is shutting down.
 */
public final class Interruption implements AutoCloseable {
  private final AtomicInteger received = new AtomicInteger();
  private final IntConsumer first;

  /** What handled the signals before, to be put back. */
  private final List<Runnable> restore = new ArrayList<>();

  /**
   * Handles signals until closed.
   *
   * @param first called with the exit status on the first signal, on the JVM's signal thread
   */
  public Interruption(IntConsumer first) {
    this.first = first;
    handle("INT", ExitStatus.INTERRUPTED);
    handle("TERM", ExitStatus.TERMINATED);
    // A terminal that is closed; one that was set to be ignored, as by nohup, stays ignored.
    handle("HUP", ExitStatus.HUNG_UP);
  }

  /** The exit status that a signal asked for, 0 if none came. */
  public int status() {
    return received.get();
  }

  private void handle(String name, int status) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      MethodHandle body =
          MethodHandles.insertArguments(
              MethodHandles.lookup()
                  .bind(this, "receive", MethodType.methodType(void.class, int.class)),
              0,
              status);
      Object handler =
          MethodHandleProxies.asInterfaceInstance(
              handlerType, MethodHandles.dropArguments(body, 0, signalType));
      var install = signalType.getMethod("handle", signalType, handlerType);
      Object previous = install.invoke(null, signal, handler);
      restore.add(
          () -> {
            try {
              install.invoke(null, signal, previous);
            } catch (ReflectiveOperationException failure) {
              throw new IllegalStateException(failure);
            }
          });
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      // This platform keeps the signal to itself: it then ends the process, and the latest
      // checkpoint is what remains.
      restore.add(() -> {});
    }
  }

  @SuppressWarnings("UnusedMethod") // called through its method handle
  private void receive(int status) {
    if (received.compareAndSet(0, status)) {
      first.accept(status);
    } else {
      Runtime.getRuntime().halt(status);
    }
  }

  /** Puts back what was before. */
  @Override
  public void close() {
    restore.forEach(Runnable::run);
  }
}
