package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.run.EpochSums;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsualTimeTest {
  private final UsualTime time = new UsualTime();

  private void add(int times, double seconds) {
    for (int i = 0; i < times; i++) {
      time.add(seconds);
    }
  }

  @Test
  void beforeTheFirstThereIsNone() {
    assertThat(time.seconds()).isNaN();
    time.add(2);
    assertThat(time.seconds()).isEqualTo(2);
  }

  @Test
  void theColdFirstIsForgotten() {
    time.add(9);
    time.add(1);
    assertThat(time.seconds()).isEqualTo(1);
    time.add(2);
    assertThat(time.seconds()).isEqualTo(1.5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {3, 60, 28_800})
  void aPauseIsNoPartOfIt(double pause) {
    add(50, 0.1);
    time.add(pause);
    assertThat(time.seconds()).isEqualTo(0.1, within(1e-12));
    add(3, 0.1);
    time.add(pause);
    assertThat(time.seconds()).isEqualTo(0.1, within(1e-12));
  }

  @Test
  void aPauseInTheFirstIsForgotten() {
    add(2, 3600);
    add(2, 0.1);
    assertThat(time.seconds()).isEqualTo(0.1, within(1e-12));
  }

  @Test
  void workThatHasBecomeMuchSlowerIsNoPause() {
    add(50, 0.1);
    add(4, 5);
    assertThat(time.seconds()).isEqualTo(0.1, within(1e-12));
    time.add(5);
    assertThat(time.seconds()).isEqualTo(5);
  }

  @Test
  void theLatestTwentyOrSoCount() {
    add(200, 1);
    add(20, 2);
    assertThat(time.seconds()).isBetween(1.6, 1.7);
    add(100, 2);
    assertThat(time.seconds()).isBetween(1.99, 2.0);
  }

  /** Four epochs of 100 images in batches of 10, a test of 5 s after each. */
  @Test
  void theTimeToGoOutlivesAPause() {
    EpochSums ofStep = new EpochSums();
    ofStep.add(10, 0, 1, 1, 0);
    TrainingProgress progress = new TrainingProgress(40, 4, 100);
    assertThat(progress.secondsToGo()).isNaN();
    for (int step = 1; step <= 5; step++) {
      progress.record(ofStep, 0.001, step == 4 ? 7200 : 0.5);
      progress.place(step, 0);
    }
    assertThat(progress.secondsToGo()).isEqualTo(35 * 0.5, within(1e-9));
    assertThat(progress.imagesPerSecond()).isEqualTo(20, within(1e-9));
    progress.recordTest(5);
    progress.sums().clear();
    progress.place(10, 1);
    assertThat(progress.secondsToGo()).isEqualTo(30 * 0.5 + 3 * 5, within(1e-9));
  }
}
