package capstan.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed team of threads that runs the parts of one piece of work and then waits for the next. The
 * calling thread is worker 0 and works too; a team of one starts no thread.
 *
 * <p>Parts are handed out in order, one at a time, to whichever worker is free. Work is cut by
 * output and never by a shared sum, so results do not depend on who ran what. A team serves one
 * caller at a time.
 */
public final class Workers implements AutoCloseable {

  /** The body of a piece of work. */
  @FunctionalInterface
  public interface Part {
    /**
     * Does one part.
     *
     * @param part which part, 0 … parts−1
     * @param worker who does it, 0 … threads−1: an index for scratch memory, never for the result
     */
    void run(int part, int worker);
  }

  /** Hears of every piece of work that a team has run, on the calling thread: for measurements. */
  @FunctionalInterface
  public interface Observer {
    /**
     * A piece of work is done.
     *
     * @param work its body
     * @param parts number of its parts
     * @param nanoseconds from its start to the end of its last part
     */
    void ran(Part work, int parts, long nanoseconds);
  }

  /** How often an idle worker looks for work before it sleeps: about 100 µs on current machines. */
  private static final int SPINS = 4_000;

  /** Null for none. */
  private final Observer observer;

  private final Thread[] team;
  private final AtomicInteger nextPart = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicInteger round = new AtomicInteger();
  private int parts;
  private Part body;
  private volatile boolean closed;
  private volatile Thread caller;

  /**
   * Starts a team.
   *
   * @param threads its size, the calling thread included
   * @throws IllegalArgumentException if there is not at least one
   */
  public Workers(int threads) {
    this(threads, null);
  }

  /**
   * Starts a team that is watched.
   *
   * @param threads its size, the calling thread included
   * @param observer is shown every piece of work; null for none
   * @throws IllegalArgumentException if there is not at least one thread
   */
  public Workers(int threads, Observer observer) {
    this.observer = observer;
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, found " + threads);
    }
    team = new Thread[threads - 1];
    for (int i = 0; i < team.length; i++) {
      int worker = i + 1;
      team[i] =
          Thread.ofPlatform()
              .daemon()
              .name("capstan-worker-" + worker)
              .unstarted(() -> serve(worker));
      team[i].start();
    }
  }

  /** Size of the team, the calling thread included. */
  public int threads() {
    return team.length + 1;
  }

  /**
   * Runs all parts and returns when the last is done.
   *
   * @param count number of parts
   * @param work what to do for each
   * @throws IllegalStateException if the team is closed
   */
  public void run(int count, Part work) {
    if (closed) {
      throw new IllegalStateException("the team of workers is closed");
    }
    if (observer == null) {
      runAll(count, work);
      return;
    }
    long start = System.nanoTime();
    runAll(count, work);
    observer.ran(work, count, System.nanoTime() - start);
  }

  private void runAll(int count, Part work) {
    if (team.length == 0 || count <= 1) {
      for (int part = 0; part < count; part++) {
        work.run(part, 0);
      }
      return;
    }
    parts = count;
    body = work;
    caller = Thread.currentThread();
    nextPart.set(0);
    busy.set(team.length);
    round.incrementAndGet();
    for (Thread thread : team) {
      LockSupport.unpark(thread);
    }
    work(0);
    for (int spin = 0; busy.get() != 0; spin++) {
      if (spin < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    body = null;
    Throwable thrown = failure.getAndSet(null);
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    } else if (thrown instanceof Error error) {
      throw error;
    }
  }

  private void serve(int worker) {
    int seen = 0;
    while (true) {
      for (int spin = 0; round.get() == seen && !closed; spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      seen = round.get();
      work(worker);
      if (busy.decrementAndGet() == 0) {
        LockSupport.unpark(caller);
      }
    }
  }

  private void work(int worker) {
    try {
      Part work = body;
      int count = parts;
      for (int part = nextPart.getAndIncrement(); part < count; part = nextPart.getAndIncrement()) {
        work.run(part, worker);
      }
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
      nextPart.set(parts);
    }
  }

  /** Ends the team's threads; a closed team runs nothing more. */
  @Override
  public void close() {
    closed = true;
    for (Thread thread : team) {
      LockSupport.unpark(thread);
    }
  }
}
