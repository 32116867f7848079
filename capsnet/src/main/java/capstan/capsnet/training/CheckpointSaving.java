package capstan.capsnet.training;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.run.SaveInterval;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Saves the checkpoints of a training and does not give up where that fails: the training goes on,
 * and saving is tried again at growing intervals. That it begins to fail is said in one line, and
 * that it works again.
 */
final class CheckpointSaving {
  private static final long FIRST_WAIT = TimeUnit.SECONDS.toNanos(5);
  private static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(5);

  /** From one attempt to the next when there is nothing left but to save, at first. */
  private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  /** So long it is tried when there is nothing left but to save. */
  private static final long LAST_CHANCE = TimeUnit.MINUTES.toNanos(1);

  /** Where checkpoints go. */
  @FunctionalInterface
  interface Store {
    void save(Checkpoint checkpoint) throws IOException;
  }

  /** The time; another one in tests. */
  interface Clock {
    /** As {@link System#nanoTime}. */
    long nanoseconds();

    /**
     * Lets some time pass.
     *
     * @return whether the training is asked to stop, before the time is over
     */
    boolean pause(long nanoseconds);
  }

  /**
   * The time as it is.
   *
   * @param stop at zero once the training is asked to stop
   */
  record RealTime(CountDownLatch stop) implements Clock {
    @Override
    public long nanoseconds() {
      return System.nanoTime();
    }

    @Override
    public boolean pause(long nanoseconds) {
      try {
        return stop.await(nanoseconds, TimeUnit.NANOSECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
  }

  private final Store store;
  private final SaveInterval interval;
  private final TrainingListener listener;
  private final Clock clock;
  private long savedAt;

  /** Of the latest attempt; null if it did not fail. */
  private IOException failure;

  private long wait;
  private long triedAt;

  CheckpointSaving(Store store, SaveInterval interval, TrainingListener listener, Clock clock) {
    this.store = store;
    this.interval = interval;
    this.listener = listener;
    this.clock = clock;
    savedAt = clock.nanoseconds();
  }

  /** Whether to save between the ends of epochs, after so many steps. */
  boolean isDue(long step) {
    long now = clock.nanoseconds();
    return failure == null ? interval.isDue(step, now - savedAt) : now - triedAt >= wait;
  }

  /**
   * Tries once.
   *
   * @param step after which
   * @param checkpoint everything of the training
   * @return whether it is on the disk
   */
  boolean attempt(long step, Supplier<Checkpoint> checkpoint) {
    try {
      store.save(checkpoint.get());
    } catch (IOException full) {
      failed(full);
      return false;
    } catch (OutOfMemoryError tooSmall) {
      failed(new IOException("Java has no memory left to save a checkpoint", tooSmall));
      return false;
    }
    savedAt = clock.nanoseconds();
    if (failure != null) {
      failure = null;
      listener.notice("saved again, the training up to step " + step);
    }
    return true;
  }

  private void failed(IOException reason) {
    if (failure == null) {
      wait = FIRST_WAIT;
      listener.notice(
          "warning: "
              + reason.getMessage()
              + "; the training goes on, and saving is tried again from time to time");
    } else {
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
    failure = reason;
    triedAt = clock.nanoseconds();
  }

  /**
   * Saves what nothing comes after: tries for a minute, or once if the training is asked to stop.
   *
   * @param step after which
   * @param checkpoint everything of the training
   * @throws UnsavedTrainingException if it cannot be saved
   */
  void last(long step, Supplier<Checkpoint> checkpoint) throws UnsavedTrainingException {
    long begin = clock.nanoseconds();
    long pause = FIRST_PAUSE;
    while (!attempt(step, checkpoint)) {
      boolean timeIsUp = clock.nanoseconds() - begin + pause > LAST_CHANCE;
      if (timeIsUp || clock.pause(pause)) {
        throw new UnsavedTrainingException(step, failure);
      }
      pause = 2 * pause;
    }
  }
}
