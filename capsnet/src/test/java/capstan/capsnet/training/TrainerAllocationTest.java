package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.setting.Setting;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A step in the middle of an epoch makes next to no garbage. */
class TrainerAllocationTest {
  private static final int WINDOW = 50;

  /**
   * A few small objects per step, below any tensor but the smallest: ten images alone are 31 KB.
   */
  private static final long BYTES_A_STEP = 8192;

  /** Vectors are objects until the compiler has seen the kernels, so the best window counts. */
  private static final class Least implements TrainingListener {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private Trainer trainer;
    private long start;
    private long least = Long.MAX_VALUE;

    @Override
    public void stepCompleted(TrainingProgress progress) {
      if (progress.step() % WINDOW == 0) {
        long now = threads.getCurrentThreadAllocatedBytes();
        if (progress.step() > WINDOW && progress.epochImages() > WINDOW * 10) {
          least = Math.min(least, (now - start) / WINDOW);
        }
        if (least < BYTES_A_STEP) {
          trainer.requestStop();
        }
        start = threads.getCurrentThreadAllocatedBytes();
      }
    }
  }

  @Test
  void stepsAllocateNoTensors() throws IOException {
    requireLittle(SmallRuns.run(SmallRuns.tinyNetwork(), 10, 10));
  }

  @Test
  void norDoThoseOnChangedImages() throws IOException {
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), 10, 10);
    Map<String, Object> all =
        Map.of(
            "rotate", 15,
            "scale", 0.1,
            "shear", 0.1,
            "elastic", 1,
            "flip", true,
            "brightness", 0.2,
            "contrast", 0.2,
            "erase", 5,
            "noise", 0.1);
    requireLittle(run.withTraining(Setting.changed(run.training(), all)));
  }

  private static void requireLittle(RunConfiguration run) throws IOException {
    Least least = new Least();
    try (Backend backend = Backends.simd(2);
        Trainer trainer = Trainer.start(run, SmallRuns.digits(6000, 10), backend, least)) {
      least.trainer = trainer;
      trainer.run();
    }
    assertThat(least.least).isLessThan(BYTES_A_STEP);
  }
}
