package capstan.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Figures that can be worked out by hand: 10 ms and 1 ms an image, 1 MB at 8 Mb/s is a second. */
class ClusterModelTest {
  private static final double RATE = 8e6;
  private static final ClusterModel MODEL = new ClusterModel(0.01, 0.001, 0.25, 1e6);
  private static final double L = ClusterModel.LATENCY;

  @Test
  void oneMachineSendsNothing() {
    assertThat(MODEL.sum(1, RATE)).isZero();
    assertThat(MODEL.step(128, 1, RATE)).isEqualTo(0.138, within(1e-12));
    assertThat(MODEL.speedUpDealt(128, 1, RATE)).isEqualTo(1);
    assertThat(MODEL.speedUpWhole(128, 1, RATE)).isEqualTo(1);
  }

  /** 2 (n - 1) / n of the bytes, in 2 (n - 1) messages. */
  @Test
  void aSumIsCopiedAndGoesRoundTwice() {
    assertThat(MODEL.sum(2, RATE)).isEqualTo(0.25 + 1 + 2 * L, within(1e-12));
    assertThat(MODEL.sum(4, RATE)).isEqualTo(0.25 + 1.5 + 6 * L, within(1e-12));
    assertThat(MODEL.sum(64, RATE)).isEqualTo(0.25 + 2 * 63 / 64.0 + 126 * L, within(1e-12));
    assertThat(MODEL.sum(2, 2 * RATE)).isEqualTo(0.25 + 0.5 + 2 * L, within(1e-12));
  }

  /** As many messages for each as it takes to double 1 to the machines or more. */
  @Test
  void aStepHasThreeSmallExchanges() {
    assertThat(MODEL.step(64, 2, RATE) - MODEL.sum(2, RATE))
        .isEqualTo(0.074 + 3 * L, within(1e-12));
    assertThat(MODEL.step(32, 4, RATE) - MODEL.sum(4, RATE))
        .isEqualTo(0.042 + 6 * L, within(1e-12));
    assertThat(MODEL.step(32, 5, RATE) - MODEL.sum(5, RATE))
        .isEqualTo(0.042 + 9 * L, within(1e-12));
  }

  /** The fixed part is every machine's, so a dealt batch gains less than machines. */
  @Test
  void speedUps() {
    double free = 1e30;
    ClusterModel noSum = new ClusterModel(0.01, 0.001, 0, 0);
    assertThat(noSum.speedUpDealt(128, 2, free)).isEqualTo(0.138 / (0.074 + 5 * L), within(1e-9));
    assertThat(noSum.speedUpWhole(128, 2, free))
        .isEqualTo(2 * 0.138 / (0.138 + 5 * L), within(1e-9));
    assertThat(MODEL.speedUpDealt(128, 2, RATE)).isLessThan(0.138);
  }
}
