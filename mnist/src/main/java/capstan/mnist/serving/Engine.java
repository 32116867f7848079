package capstan.mnist.serving;

import capstan.capsnet.inference.BatchClassifier;
import capstan.capsnet.inference.BatchClassifier.Answer;
import capstan.core.kernel.Backend;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one thread that computes, as a backend serves one. What waits while it computes becomes the
 * next batch, so batches grow with the load and a single request never waits. Where the batch
 * before was larger than what waits now, its clients are about to ask again, and they are waited
 * for, briefly. A request with more images than a batch gets its turn part by part.
 */
final class Engine implements AutoCloseable {
  private final Backend backend;
  private final int mostWaiting;
  private final long mostNanos;
  private final ServerMetrics metrics;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Queue<Callable<?>> tasks = new ArrayDeque<>();
  private final List<Job> jobs = new ArrayList<>();
  private int waiting;
  private int latest;
  private boolean closed;

  /** Images of one request that wait for their answers. */
  private record Job(
      ServedModel model,
      List<float[]> images,
      List<Answer> answers,
      CompletableFuture<Answers> done) {
    int left() {
      return images.size() - answers.size();
    }
  }

  /**
   * What came of a request.
   *
   * @param version of the network that said it
   * @param each in the order of the images
   */
  record Answers(String version, List<Answer> each) {}

  /**
   * Starts the thread.
   *
   * @param backend what computes; closed with the engine
   * @param mostWaiting images that may wait
   * @param mostWait how long a batch is waited for that could be larger
   * @param metrics counts batches
   */
  Engine(Backend backend, int mostWaiting, Duration mostWait, ServerMetrics metrics) {
    this.backend = backend;
    this.mostWaiting = mostWaiting;
    this.mostNanos = mostWait.toNanos();
    this.metrics = metrics;
    metrics.watchQueue(this::waiting);
    thread = Thread.ofPlatform().name("capstan-engine").daemon().start(this::work);
  }

  /** What computes, for tasks of {@link #run}. */
  Backend backend() {
    return backend;
  }

  /** Images that wait now. */
  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Asks a network what images show, and waits for it.
   *
   * @param model which
   * @param images each of the network's size
   * @throws RefusedRequestException 429 if too many wait, 503 if the server is ending
   */
  Answers answer(ServedModel model, List<float[]> images) throws RefusedRequestException {
    Job job = new Job(model, images, new ArrayList<>(), new CompletableFuture<>());
    lock.lock();
    try {
      requireOpen();
      // One request alone is always taken, or a large one could never be answered.
      if (waiting > 0 && waiting + images.size() > mostWaiting) {
        throw new RefusedRequestException(
            429,
            "%,d images wait, expected at most %,d with the %,d of this request: ask again later"
                .formatted(waiting, mostWaiting, images.size()));
      }
      jobs.add(job);
      waiting += images.size();
      arrived.signal();
    } finally {
      lock.unlock();
    }
    return await(job.done);
  }

  /**
   * Does something else on the thread that computes, before the next batch, and waits for it.
   *
   * @throws RefusedRequestException 503 if the server is ending
   */
  <T> T run(Callable<T> task) throws RefusedRequestException {
    CompletableFuture<T> done = new CompletableFuture<>();
    lock.lock();
    try {
      requireOpen();
      tasks.add(
          () -> {
            try {
              return done.complete(task.call());
            } catch (Exception | Error failure) {
              return done.completeExceptionally(failure);
            }
          });
      arrived.signal();
    } finally {
      lock.unlock();
    }
    return await(done);
  }

  private static <T> T await(CompletableFuture<T> result) throws RefusedRequestException {
    try {
      return result.get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw ending();
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case RuntimeException broken -> throw broken;
        case Error broken -> throw broken;
        default -> throw new IllegalStateException(failure.getCause());
      }
    }
  }

  private static RefusedRequestException ending() {
    return new RefusedRequestException(503, "the server is ending");
  }

  private void requireOpen() throws RefusedRequestException {
    if (closed) {
      throw ending();
    }
  }

  private void work() {
    try {
      while (true) {
        List<Job> batch = new ArrayList<>();
        Callable<?> task = next(batch);
        if (task != null) {
          task.call();
        } else if (batch.isEmpty()) {
          return;
        } else {
          compute(batch);
        }
      }
    } catch (Exception impossible) {
      // Tasks hand their failures on.
      throw new IllegalStateException(impossible);
    } finally {
      backend.close();
    }
  }

  /** Waits for something to do: a task, jobs of one model, or neither when all is done. */
  private Callable<?> next(List<Job> batch) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (tasks.isEmpty() && jobs.isEmpty()) {
        if (closed) {
          return null;
        }
        arrived.await();
      }
      waitForMore();
      if (!tasks.isEmpty()) {
        return tasks.remove();
      }
      collect(batch);
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void waitForMore() throws InterruptedException {
    long nanos = mostNanos;
    while (tasks.isEmpty() && waiting < latest && nanos > 0 && !closed) {
      nanos = arrived.awaitNanos(nanos);
    }
  }

  /** The oldest job, and those of the same model that fit beside it. */
  private void collect(List<Job> batch) {
    ServedModel model = jobs.getFirst().model;
    int room = model.classifier().most();
    for (Iterator<Job> each = jobs.iterator(); each.hasNext() && room > 0; ) {
      Job job = each.next();
      if (job.model == model) {
        batch.add(job);
        room -= job.left();
        each.remove();
      }
    }
  }

  private void compute(List<Job> batch) {
    ServedModel model = batch.getFirst().model;
    BatchClassifier classifier = model.classifier();
    String version = model.version();
    List<float[]> images = new ArrayList<>();
    for (Job job : batch) {
      int part = Math.min(job.left(), classifier.most() - images.size());
      int first = job.answers.size();
      images.addAll(job.images.subList(first, first + part));
    }
    List<Answer> answers;
    long start = System.nanoTime();
    try {
      answers = classifier.answer(images);
    } catch (RuntimeException | Error failure) {
      finish(List.of(), images.size(), batch.stream().mapToInt(Job::left).sum());
      batch.forEach(job -> job.done.completeExceptionally(failure));
      return;
    }
    metrics.computed(images.size(), System.nanoTime() - start);
    int next = 0;
    List<Job> finished = new ArrayList<>();
    List<Job> unfinished = new ArrayList<>();
    for (Job job : batch) {
      int part = Math.min(job.left(), answers.size() - next);
      job.answers.addAll(answers.subList(next, next + part));
      next += part;
      (job.left() == 0 ? finished : unfinished).add(job);
    }
    finish(unfinished, images.size(), images.size());
    finished.forEach(job -> job.done.complete(new Answers(version, List.copyOf(job.answers))));
  }

  /**
   * After a batch.
   *
   * @param unfinished jobs that wait for another turn, behind all others
   * @param computed images of the batch
   * @param gone images that wait no more
   */
  private void finish(List<Job> unfinished, int computed, int gone) {
    lock.lock();
    try {
      jobs.addAll(unfinished);
      waiting -= gone;
      latest = computed;
    } finally {
      lock.unlock();
    }
  }

  /** Finishes what waits, takes nothing new, and closes the backend. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(3));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
