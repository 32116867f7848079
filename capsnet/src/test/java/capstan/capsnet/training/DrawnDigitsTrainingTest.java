package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A small network learns: the whole chain from drawn digits to the test error works. */
class DrawnDigitsTrainingTest {

  @Test
  void smallNetworkReaches97Percent() throws IOException {
    Dataset data = SmallRuns.digits(8000, 2000);
    RunConfiguration run = SmallRuns.run(SmallRuns.network(), 20, 3);
    run = run.withTraining(run.training().with("learning-rate", 3e-3).with("shift", 0));
    try (Backend backend = Backends.simd(2);
        Trainer trainer = Trainer.start(run, data, backend, TrainingListener.SILENT)) {
      TrainingResult result = trainer.run();
      assertThat(result.completed()).isTrue();
      EpochMetrics first = result.history().getFirst();
      EpochMetrics last = result.history().getLast();
      assertThat(last.loss()).isLessThan(first.loss());
      assertThat(last.reconstruction()).isLessThan(first.reconstruction());
      assertThat(last.test().errorPercent()).isLessThanOrEqualTo(3.0);
    }
  }
}
