package capstan.autograd.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.optim.LearningRateSchedule.Constant;
import capstan.autograd.optim.LearningRateSchedule.ExponentialByEpoch;
import capstan.autograd.optim.LearningRateSchedule.ExponentialByStep;
import capstan.autograd.optim.LearningRateSchedule.Linear;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {

  @Test
  void constant() {
    LearningRateSchedule schedule = new Constant(1e-3f);
    assertThat(schedule.rate(0, 0)).isEqualTo(1e-3f);
    assertThat(schedule.rate(1_000_000, 900)).isEqualTo(1e-3f);
  }

  @Test
  void smoothByStep() {
    LearningRateSchedule schedule = new ExponentialByStep(1e-3f, 0.96, 2000, false, 1e-6f);
    assertThat(schedule.rate(0, 7)).isEqualTo(1e-3f);
    assertThat(schedule.rate(1000, 0)).isCloseTo((float) (1e-3 * Math.sqrt(0.96)), within(1e-9f));
    assertThat(schedule.rate(6000, 0)).isCloseTo(8.84736e-4f, within(1e-9f));
  }

  @Test
  void stairwiseByStep() {
    LearningRateSchedule schedule = new ExponentialByStep(1e-3f, 0.5, 100, true, 0);
    assertThat(schedule.rate(99, 0)).isEqualTo(1e-3f);
    assertThat(schedule.rate(100, 0)).isEqualTo(0.5e-3f);
    assertThat(schedule.rate(299, 0)).isEqualTo(0.25e-3f);
  }

  @Test
  void neverBelowTheFloor() {
    LearningRateSchedule schedule = new ExponentialByStep(1e-3f, 0.96, 2000, false, 1e-6f);
    assertThat(schedule.rate(338_000, 0)).isGreaterThan(1e-6f);
    assertThat(schedule.rate(339_000, 0)).isEqualTo(1e-6f);
    assertThat(schedule.rate(Long.MAX_VALUE, 0)).isEqualTo(1e-6f);
  }

  @Test
  void byEpoch() {
    LearningRateSchedule schedule = new ExponentialByEpoch(1e-3f, 0.9);
    assertThat(schedule.rate(12345, 0)).isEqualTo(1e-3f);
    assertThat(schedule.rate(0, 2)).isCloseTo(8.1e-4f, within(1e-9f));
  }

  @Test
  void alongALine() {
    LearningRateSchedule schedule = new Linear(1e-3f, 1e-4f, 90);
    assertThat(schedule.rate(0, 5)).isEqualTo(1e-3f);
    assertThat(schedule.rate(30, 0)).isCloseTo(7e-4f, within(1e-9f));
    assertThat(schedule.rate(90, 0)).isEqualTo(1e-4f);
    assertThat(schedule.rate(Long.MAX_VALUE, 0)).isEqualTo(1e-4f);
  }

  @Test
  void whatIsOutOfRangeIsNamed() {
    assertThatThrownBy(() -> new Linear(1, 0, 0)).hasMessageContaining("at least 1 step");
    assertThatThrownBy(() -> new Linear(1, -2, 5)).hasMessageContaining("-2.0");
    assertThatThrownBy(() -> new Constant(Float.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Constant(-1)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new ExponentialByEpoch(1, 0)).hasMessageContaining("decay");
    assertThatThrownBy(() -> new ExponentialByEpoch(1, 1.1)).hasMessageContaining("1.1");
    assertThatThrownBy(() -> new ExponentialByStep(1, 0.9, 0, true, 0))
        .hasMessageContaining("interval");
  }
}
