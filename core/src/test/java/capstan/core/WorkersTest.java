package capstan.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyPartRunsExactlyOnceInEveryRound(int threads) {
    try (Workers workers = new Workers(threads)) {
      assertThat(workers.threads()).isEqualTo(threads);
      for (int round = 0; round < 1000; round++) {
        int parts = round % 20;
        AtomicIntegerArray runs = new AtomicIntegerArray(20);
        AtomicInteger strangers = new AtomicInteger();
        workers.run(
            parts,
            (part, worker) -> {
              runs.incrementAndGet(part);
              if (worker < 0 || worker >= threads) {
                strangers.incrementAndGet();
              }
            });
        for (int part = 0; part < 20; part++) {
          assertThat(runs.get(part)).isEqualTo(part < parts ? 1 : 0);
        }
        assertThat(strangers.get()).isZero();
      }
    }
  }

  @Test
  void whatThePartsWroteIsSeenAfterwards() {
    try (Workers workers = new Workers(3)) {
      int[] squares = new int[500];
      for (int round = 1; round < 200; round++) {
        int factor = round;
        workers.run(squares.length, (part, worker) -> squares[part] = factor * part);
        for (int part = 0; part < squares.length; part++) {
          assertThat(squares[part]).isEqualTo(factor * part);
        }
      }
    }
  }

  @Test
  void oneWorkerNeverDoesTwoPartsAtOnce() {
    try (Workers workers = new Workers(4)) {
      AtomicIntegerArray busy = new AtomicIntegerArray(4);
      AtomicInteger collisions = new AtomicInteger();
      workers.run(
          2000,
          (part, worker) -> {
            if (busy.incrementAndGet(worker) != 1) {
              collisions.incrementAndGet();
            }
            busy.decrementAndGet(worker);
          });
      assertThat(collisions.get()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anExceptionReachesTheCallerAndTheTeamLivesOn(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int round = 0; round < 200; round++) {
        int culprit = round % 10;
        assertThatThrownBy(
                () ->
                    workers.run(
                        10,
                        (part, worker) -> {
                          if (part == culprit) {
                            throw new IllegalStateException("part " + part);
                          }
                        }))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("part " + culprit);
        AtomicInteger runs = new AtomicInteger();
        workers.run(10, (part, worker) -> runs.incrementAndGet());
        assertThat(runs.get()).isEqualTo(10);
      }
    }
  }

  @Test
  void anErrorReachesTheCaller() {
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(
              () ->
                  workers.run(
                      4,
                      (part, worker) -> {
                        throw new OutOfMemoryError("none left");
                      }))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage("none left");
    }
  }

  @Test
  void sleepingWorkersWakeUp() throws InterruptedException {
    try (Workers workers = new Workers(3)) {
      for (int round = 0; round < 5; round++) {
        Thread.sleep(20);
        AtomicInteger runs = new AtomicInteger();
        workers.run(50, (part, worker) -> runs.incrementAndGet());
        assertThat(runs.get()).isEqualTo(50);
      }
    }
  }

  @Test
  void refusesAnEmptyTeamAndWorkAfterTheEnd() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Workers(0))
        .withMessage("threads must be at least 1, found 0");
    Workers workers = new Workers(2);
    workers.close();
    assertThatThrownBy(() -> workers.run(1, (part, worker) -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anObserverHearsOfEachPieceOfWorkAfterItsLastPart(int threads) {
    List<String> heard = new ArrayList<>();
    AtomicInteger done = new AtomicInteger();
    Workers.Part work = (part, worker) -> done.incrementAndGet();
    Workers.Observer observer =
        (body, parts, nanoseconds) ->
            heard.add(
                body.equals(work) + " " + parts + " " + done.get() + " " + (nanoseconds >= 0));
    try (Workers workers = new Workers(threads, observer)) {
      workers.run(7, work);
      workers.run(2, work);
    }
    assertThat(heard).containsExactly("true 7 7 true", "true 2 9 true");
  }
}
