package capstan.capsnet.training;

import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.GroupException;
import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** A group whose ranks are threads of one process: what is summed lies in memory that all see. */
final class Ranks {
  private final CyclicBarrier barrier;
  private final Object[] shown;

  /** Opened when all ranks are there. */
  private final CountDownLatch begun = new CountDownLatch(1);

  private Ranks(int ranks) {
    barrier = new CyclicBarrier(ranks);
    shown = new Object[ranks];
  }

  /** What each rank does, and what became of it. */
  static <T> List<T> run(int ranks, Function<AllReduce, Callable<T>> what) throws Exception {
    Ranks group = new Ranks(ranks);
    try (ExecutorService threads = Executors.newFixedThreadPool(ranks)) {
      List<Future<T>> futures = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        AllReduce member = group.new Member(rank);
        futures.add(
            threads.submit(
                () -> {
                  try {
                    group.begun.await();
                    return what.apply(member).call();
                  } catch (Exception | AssertionError fault) {
                    threads.shutdownNow();
                    throw fault;
                  }
                }));
      }
      group.begun.countDown();
      List<T> found = new ArrayList<>();
      Exception first = null;
      for (Future<T> future : futures) {
        try {
          found.add(future.get());
        } catch (ExecutionException fault) {
          Throwable cause = fault.getCause();
          boolean abandoned =
              cause instanceof GroupException || cause instanceof InterruptedException;
          if (first == null || !abandoned) {
            first = (Exception) cause;
          }
        }
      }
      if (first != null) {
        throw first;
      }
      return found;
    }
  }

  private final class Member implements AllReduce {
    private final int rank;

    Member(int rank) {
      this.rank = rank;
    }

    /** Shows something to all others while they take from it what they need. */
    private void share(Object own, Runnable take) {
      shown[rank] = own;
      await();
      take.run();
      await();
    }

    private void await() {
      try {
        barrier.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException abandoned) {
        throw new GroupException("another rank gave up");
      }
    }

    @Override
    public int rank() {
      return rank;
    }

    @Override
    public int ranks() {
      return shown.length;
    }

    @Override
    public int ranksHere() {
      return shown.length;
    }

    @Override
    public String description() {
      return "threads";
    }

    @Override
    public float sum(List<Tensor> tensors, float factor) {
      List<float[]> own = new ArrayList<>();
      for (Tensor tensor : tensors) {
        float[] numbers = tensor.toArray();
        for (int k = 0; k < numbers.length; k++) {
          numbers[k] *= factor;
        }
        own.add(numbers);
      }
      share(
          own,
          () -> {
            for (int i = 0; i < tensors.size(); i++) {
              Tensor tensor = tensors.get(i);
              for (int k = 0; k < tensor.elements(); k++) {
                float sum = 0;
                for (Object of : shown) {
                  sum += ((float[]) ((List<?>) of).get(i))[k];
                }
                tensor.array()[tensor.offset() + k] = sum;
              }
            }
          });
      return 1;
    }

    @Override
    public void sum(double[] numbers) {
      double[] own = numbers.clone();
      share(
          own,
          () -> {
            for (int k = 0; k < numbers.length; k++) {
              double sum = 0;
              for (Object of : shown) {
                sum += ((double[]) of)[k];
              }
              numbers[k] = sum;
            }
          });
    }

    @Override
    public void broadcast(int from, List<Tensor> tensors) {
      share(
          tensors,
          () -> {
            List<?> sent = (List<?>) shown[from];
            for (int i = 0; rank != from && i < tensors.size(); i++) {
              tensors.get(i).copyFrom((Tensor) sent.get(i));
            }
          });
    }

    @Override
    public byte[] broadcast(int from, byte[] bytes) {
      byte[][] got = new byte[1][];
      share(bytes, () -> got[0] = ((byte[]) shown[from]).clone());
      return got[0];
    }

    @Override
    public void abort(int status) {
      throw new AssertionError("aborted with status " + status);
    }

    @Override
    public void close() {}
  }
}
