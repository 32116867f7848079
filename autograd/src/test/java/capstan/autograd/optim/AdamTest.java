package capstan.autograd.optim;

import static capstan.autograd.TestTensors.doubles;
import static capstan.autograd.TestTensors.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Parameter;
import capstan.autograd.TestBackend;
import capstan.autograd.TestTensors;
import capstan.core.kernel.AdamSettings;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AdamTest {

  /** Algorithm 1 of Kingma and Ba, line by line, for one number, with a decay apart from it. */
  private static final class Plain {
    private double p;
    private double m;
    private double v;

    private final double decay;

    private Plain(double p, double decay) {
      this.p = p;
      this.decay = decay;
    }

    private void step(double g, int t, double rate, AdamSettings settings) {
      m = settings.beta1() * m + (1 - settings.beta1()) * g;
      v = settings.beta2() * v + (1 - settings.beta2()) * g * g;
      double corrected = m / (1 - Math.pow(settings.beta1(), t));
      double root = Math.sqrt(v / (1 - Math.pow(settings.beta2(), t)));
      p = p * (1 - rate * decay) - rate * corrected / (root + settings.epsilon());
    }
  }

  @Property(tries = 40)
  void equalsThePlainFormula(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll boolean custom,
      @ForAll @IntRange(min = 1, max = 70) int n) {
    AdamSettings settings = custom ? new AdamSettings(0.5f, 0.9f, 1e-3f) : AdamSettings.DEFAULT;
    Parameter first = parameter("first", seed, n);
    Parameter second = parameter("second", seed, 3, 2);
    Plain[] plain = new Plain[n];
    for (int i = 0; i < n; i++) {
      plain[i] = new Plain(first.value().get(i), 0);
    }
    Adam adam = new Adam(on.backend(), List.of(first, second), settings);
    for (int t = 1; t <= 12; t++) {
      first.gradient().copyFrom(TestTensors.random(seed + t, n));
      second.gradient().copyFrom(TestTensors.random(seed - t, 3, 2));
      float rate = 0.01f / t;
      adam.step(rate);
      for (int i = 0; i < n; i++) {
        plain[i].step(first.gradient().get(i), t, rate, settings);
      }
    }
    assertThat(adam.stepCount()).isEqualTo(12);
    for (int i = 0; i < n; i++) {
      assertThat((double) first.value().get(i)).isCloseTo(plain[i].p, within(2e-6));
      assertThat((double) adam.firstMoment(first).get(i)).isCloseTo(plain[i].m, within(1e-6));
      assertThat((double) adam.secondMoment(first).get(i)).isCloseTo(plain[i].v, within(1e-6));
    }
  }

  @Property(tries = 40)
  void someShrinkApartFromTheirGradients(
      @ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter shrinks = parameter("weight", seed, n);
    Parameter stays = parameter("bias", seed + 1, n);
    Plain[] plain = new Plain[2 * n];
    for (int i = 0; i < n; i++) {
      plain[i] = new Plain(shrinks.value().get(i), 0.5);
      plain[n + i] = new Plain(stays.value().get(i), 0);
    }
    AdamSettings settings = AdamSettings.DEFAULT;
    Adam adam =
        new Adam(
            on.backend(), List.of(shrinks, stays), settings, 0.5f, p -> p.name().equals("weight"));
    for (int t = 1; t <= 12; t++) {
      shrinks.gradient().copyFrom(TestTensors.random(seed + t, n));
      stays.gradient().copyFrom(TestTensors.random(seed - t, n));
      adam.step(0.1f / t, 0.25f);
      for (int i = 0; i < n; i++) {
        plain[i].step(0.25 * shrinks.gradient().get(i), t, 0.1f / t, settings);
        plain[n + i].step(0.25 * stays.gradient().get(i), t, 0.1f / t, settings);
      }
    }
    for (int i = 0; i < n; i++) {
      assertThat((double) shrinks.value().get(i)).isCloseTo(plain[i].p, within(2e-6));
      assertThat((double) stays.value().get(i)).isCloseTo(plain[n + i].p, within(2e-6));
      assertThat((double) adam.firstMoment(shrinks).get(i)).isCloseTo(plain[i].m, within(1e-6));
    }
  }

  @Test
  void theFirstStepMovesByTheRateAgainstTheGradientsSign() {
    Parameter p = parameter("p", 1, 50);
    double[] before = doubles(p.value());
    p.gradient().copyFrom(TestTensors.random(2, 50));
    new Adam(TestBackend.SCALAR.backend(), List.of(p), AdamSettings.DEFAULT).step(0.01f);
    for (int i = 0; i < 50; i++) {
      double expected = before[i] - 0.01 * Math.signum(p.gradient().get(i));
      assertThat((double) p.value().get(i)).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void resumesToTheBit() {
    Parameter p = parameter("p", 1, 50);
    Adam whole = new Adam(TestBackend.SCALAR.backend(), List.of(p), AdamSettings.DEFAULT);
    for (int t = 0; t < 3; t++) {
      p.gradient().copyFrom(TestTensors.random(t, 50));
      whole.step(0.01f);
    }
    Parameter q = parameter("q", 9, 50);
    q.value().copyFrom(p.value());
    Adam resumed = new Adam(TestBackend.SCALAR.backend(), List.of(q), AdamSettings.DEFAULT);
    resumed.firstMoment(q).copyFrom(whole.firstMoment(p));
    resumed.secondMoment(q).copyFrom(whole.secondMoment(p));
    resumed.stepCount(whole.stepCount());
    for (int t = 3; t < 6; t++) {
      p.gradient().copyFrom(TestTensors.random(t, 50));
      q.gradient().copyFrom(p.gradient());
      whole.step(0.01f);
      resumed.step(0.01f);
    }
    assertThat(q.value().toArray()).isEqualTo(p.value().toArray());
  }

  @Test
  void whatIsOutOfRangeIsNamed() {
    assertThatThrownBy(() -> new AdamSettings(1, 0.9f, 1e-8f)).hasMessageContaining("found 1.0");
    assertThatThrownBy(() -> new AdamSettings(0.9f, -1, 1e-8f)).hasMessageContaining("beta2");
    assertThatThrownBy(() -> new AdamSettings(0.9f, 0.9f, 0)).hasMessageContaining("epsilon");
    Adam adam = new Adam(TestBackend.SCALAR.backend(), List.of(), AdamSettings.DEFAULT);
    assertThatThrownBy(() -> adam.firstMoment(parameter("other", 1, 2)))
        .hasMessageContaining("other [2]");
    assertThatThrownBy(() -> adam.stepCount(-1)).hasMessageContaining("-1");
  }
}
