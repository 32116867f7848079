package capstan.autograd.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.optim.LearningRateSchedule.Constant;
import capstan.autograd.optim.LearningRateSchedule.Cosine;
import capstan.autograd.optim.LearningRateSchedule.ExponentialByEpoch;
import capstan.autograd.optim.LearningRateSchedule.ExponentialByStep;
import capstan.autograd.optim.LearningRateSchedule.Linear;
import capstan.autograd.optim.LearningRateSchedule.OneCycle;
import capstan.autograd.optim.LearningRateSchedule.WarmUp;
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
  void alongHalfACosine() {
    for (long steps : new long[] {1, 7, 90}) {
      LearningRateSchedule schedule = new Cosine(1e-3f, 1e-4f, steps);
      assertThat(schedule.rate(0, 5)).isEqualTo(1e-3f);
      for (long step = 0; step <= steps; step++) {
        double expected = 1e-4 + 9e-4 * (1 + Math.cos(Math.PI * step / steps)) / 2;
        assertThat((double) schedule.rate(step, 0)).isCloseTo(expected, within(2e-10));
      }
      assertThat(schedule.rate(steps, 0)).isEqualTo(1e-4f);
      assertThat(schedule.rate(Long.MAX_VALUE, 0)).isEqualTo(1e-4f);
    }
  }

  @Test
  void upAndDownInOneCycle() {
    for (long steps : new long[] {1, 10, 97}) {
      LearningRateSchedule schedule = new OneCycle(4e-5f, 1e-3f, 1e-6f, steps);
      assertThat(schedule.rate(0, 5)).isEqualTo(4e-5f);
      for (long step = 0; step <= steps; step++) {
        double up = step / (0.3 * steps);
        double down = (step - 0.3 * steps) / (0.7 * steps);
        double expected =
            up < 1
                ? 4e-5 + (1e-3 - 4e-5) * (1 - Math.cos(Math.PI * up)) / 2
                : 1e-6 + (1e-3 - 1e-6) * (1 + Math.cos(Math.PI * down)) / 2;
        assertThat((double) schedule.rate(step, 0)).isCloseTo(expected, within(2e-10));
      }
      assertThat(schedule.rate(Long.MAX_VALUE, 0)).isEqualTo(1e-6f);
    }
    assertThat(new OneCycle(4e-5f, 1e-3f, 0, 10).rate(3, 0)).isEqualTo(1e-3f);
  }

  @Test
  void warmUpRisesToWhatComesAfter() {
    LearningRateSchedule line = new Linear(1e-3f, 0, 100);
    LearningRateSchedule schedule = new WarmUp(line, 20);
    assertThat(schedule.rate(0, 0)).isEqualTo(1e-3f / 20);
    for (long step = 0; step < 20; step++) {
      double expected = 1e-3 * (1 - step / 100.0) * (step + 1) / 20;
      assertThat((double) schedule.rate(step, 0)).isCloseTo(expected, within(2e-10));
    }
    for (long step = 19; step <= 100; step++) {
      assertThat(schedule.rate(step, 0)).isEqualTo(line.rate(step, 0));
    }
    assertThat(new WarmUp(new ExponentialByEpoch(1e-3f, 0.5), 4).rate(1, 2))
        .isCloseTo(1.25e-4f, within(1e-10f));
    assertThat(new WarmUp(line, 0).rate(0, 0)).isEqualTo(1e-3f);
  }

  @Test
  void whatIsOutOfRangeIsNamed() {
    assertThatThrownBy(() -> new Cosine(1, 0, 0)).hasMessageContaining("at least 1 step");
    assertThatThrownBy(() -> new Cosine(-1, 0, 5)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new OneCycle(1, 2, 0, 0)).hasMessageContaining("at least 1 step");
    assertThatThrownBy(() -> new OneCycle(0, Float.POSITIVE_INFINITY, 0, 5))
        .hasMessageContaining("Infinity");
    assertThatThrownBy(() -> new WarmUp(new Constant(1), -1)).hasMessageContaining("-1");
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
