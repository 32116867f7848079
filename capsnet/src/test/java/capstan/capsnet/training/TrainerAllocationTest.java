package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.augmentation.EveryAugmentation;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.setting.Setting;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step in the middle of an epoch makes next to no garbage. */
class TrainerAllocationTest {
  private static final int WINDOW = 50;

  /**
   * A few small objects per batch, below any tensor but the smallest: ten images alone are 31 KB.
   */
  private static final long BYTES_A_BATCH = 8192;

  /** Vectors are objects until the compiler has seen the kernels, so the best window counts. */
  private static final class Least implements TrainingListener {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long most;
    private Trainer trainer;
    private long start;
    private long least = Long.MAX_VALUE;

    private Least(long most) {
      this.most = most;
    }

    @Override
    public void stepCompleted(TrainingProgress progress) {
      if (progress.step() % WINDOW == 0) {
        long now = threads.getCurrentThreadAllocatedBytes();
        if (progress.step() > WINDOW && progress.epochImages() > WINDOW * 10) {
          least = Math.min(least, (now - start) / WINDOW);
        }
        if (least < most) {
          trainer.requestStop();
        }
        start = threads.getCurrentThreadAllocatedBytes();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void stepsAllocateNoTensors(int accumulate) throws IOException {
    requireLittle(Map.of("accumulate", accumulate, "clip-norm", accumulate - 1), accumulate);
  }

  @Test
  void norDoThoseOnChangedImages() throws IOException {
    requireLittle(EveryAugmentation.SETTINGS, 1);
  }

  private static void requireLittle(Map<String, Object> settings, int batches) throws IOException {
    Least least = new Least(batches * BYTES_A_BATCH);
    RunConfiguration plain = SmallRuns.run(SmallRuns.tinyNetwork(), 10, 10);
    RunConfiguration run = plain.withTraining(Setting.changed(plain.training(), settings));
    try (Backend backend = Backends.simd(2);
        Trainer trainer = Trainer.start(run, SmallRuns.digits(6000, 10), backend, least)) {
      least.trainer = trainer;
      trainer.run();
    }
    assertThat(least.least).isLessThan(least.most);
  }
}
