package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.run.RunConfiguration;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.cublas.CublasBackend;
import capstan.cublas.CublasSettings;
import capstan.cublas.CublasSettings.Placement;
import capstan.cublas.DeviceTimes;
import capstan.cublas.StandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A training whose products are cuBLAS', here of its stand-in, follows that on the processor. */
class CublasTrainingTest {
  private static final int STEPS = 200;

  private final Dataset digits = SmallRuns.digits(STEPS / 2 * 8, 40);

  private List<Double> losses(Backend backend) throws IOException {
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            losses.add(progress.loss());
          }
        };
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), 8, 2);
    try (backend;
        Trainer trainer = Trainer.start(run, digits, backend, listener)) {
      trainer.run();
    }
    return losses;
  }

  @Test
  void lossesFollowThoseOfSimd() throws IOException {
    Optional<Path> standIn = StandIn.folder();
    Assumptions.assumeTrue(standIn.isPresent(), "no C compiler was found");
    DeviceTimes times = new DeviceTimes();
    CublasSettings settings =
        new CublasSettings(List.of(standIn.get()), false, Placement.DEVICE, Optional.of(times));
    List<Double> found = losses(CublasBackend.create(2, settings));
    List<Double> expected = losses(Backends.simd(2));
    assertThat(found).hasSize(STEPS);
    for (int step = 0; step < STEPS; step++) {
      assertThat(found.get(step)).as("step %d", step).isCloseTo(expected.get(step), within(1e-3));
    }
    assertThat(times.flops()).isPositive();
  }
}
