package capstan.mnist.serving;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What threads that do not compute do while the engine does: they wait. */
final class Waiting {
  private Waiting() {}

  /**
   * The result of a future.
   *
   * @throws RefusedRequestException if it failed with one; 503 if this thread is to end
   */
  static <T> T forResult(CompletableFuture<T> future) throws RefusedRequestException {
    try {
      return future.get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new RefusedRequestException(503, "the server is ending");
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case RefusedRequestException refused -> throw refused;
        case RuntimeException broken -> throw broken;
        case Error broken -> throw broken;
        default -> throw new IllegalStateException(failure.getCause());
      }
    }
  }

  /**
   * The result of a task of the engine's.
   *
   * @throws IOException if the engine is ending
   */
  static <T> T forResult(Engine engine, Callable<T> task) throws IOException {
    try {
      return forResult(engine.run(task));
    } catch (RefusedRequestException ending) {
      throw new IOException(ending.getMessage(), ending);
    }
  }
}
