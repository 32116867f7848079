package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.idx.MnistFolder;
import capstan.capsnet.idx.RealMnist;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A small network on a part of the real MNIST, where it is there. */
class RealMnistTrainingTest {

  @Test
  void smallNetworkLearnsRealDigits() throws IOException {
    Optional<Path> folder = RealMnist.folder();
    assumeTrue(folder.isPresent(), "no real MNIST on this machine");
    Dataset whole = MnistFolder.read(folder.orElseThrow());
    Dataset data = new Dataset(whole.origin(), whole.train(), whole.test().first(2000));
    RunConfiguration run = SmallRuns.run(SmallRuns.network(), 20, 2);
    run =
        run.withTraining(
            run.training().with("learning-rate", 3e-3).with("shift", 1).with("limit", 10_000));
    try (Backend backend = Backends.simd(2);
        Trainer trainer = Trainer.start(run, data, backend, TrainingListener.SILENT)) {
      assertThat(trainer.plan().data().trainImages()).isEqualTo(10_000);
      assertThat(trainer.plan().totalSteps()).isEqualTo(1000);
      EpochMetrics last = trainer.run().history().getLast();
      assertThat(last.test().errorPercent()).isLessThanOrEqualTo(7.0);
    }
  }
}
