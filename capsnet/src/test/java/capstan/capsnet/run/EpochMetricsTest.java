package capstan.capsnet.run;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.training.SmallRuns;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingListener;
import capstan.capsnet.training.TrainingProgress;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each epoch is counted on its own. */
class EpochMetricsTest {
  @Test
  void anEpochCountsNothingOfTheOneBefore() throws IOException {
    Dataset digits = SmallRuns.digits(90, 10);
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), 20, 3);
    // Sums over the losses of the steps, each weighed with its images.
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            int last = progress.epochImages() % 20;
            losses.add(progress.loss() * (last == 0 ? 20 : last));
          }
        };
    long start = System.nanoTime();
    List<EpochMetrics> epochs;
    try (Backend backend = Backends.simd(1);
        Trainer trainer = Trainer.start(run, digits, backend, listener)) {
      epochs = trainer.run().history();
    }
    double elapsed = (System.nanoTime() - start) / 1e9;
    assertThat(epochs).extracting(EpochMetrics::epoch).containsExactly(1, 2, 3);
    assertThat(epochs).extracting(EpochMetrics::step).containsExactly(5L, 10L, 15L);
    assertThat(epochs).extracting(EpochMetrics::images).containsExactly(90, 90, 90);
    for (int epoch = 0; epoch < 3; epoch++) {
      double sum = 0;
      for (double loss : losses.subList(5 * epoch, 5 * epoch + 5)) {
        sum += loss;
      }
      assertThat(epochs.get(epoch).loss()).isEqualTo(sum / 90);
      assertThat(epochs.get(epoch).trainSeconds()).isPositive();
    }
    double told = epochs.stream().mapToDouble(e -> e.trainSeconds() + e.evaluationSeconds()).sum();
    assertThat(told).isLessThan(elapsed);
  }
}
