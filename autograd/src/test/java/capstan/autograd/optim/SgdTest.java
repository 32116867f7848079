package capstan.autograd.optim;

import static capstan.autograd.TestTensors.doubles;
import static capstan.autograd.TestTensors.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Parameter;
import capstan.autograd.TestBackend;
import capstan.autograd.TestTensors;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.AdamSettings;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SgdTest {

  @Property(tries = 40)
  void equalsThePlainFormula(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll boolean momentum,
      @ForAll boolean decays,
      @ForAll @IntRange(min = 1, max = 70) int n) {
    float kept = momentum ? 0.9f : 0;
    float decay = decays ? 0.5f : 0;
    Parameter p = parameter("p", seed, n);
    double[] plain = doubles(p.value());
    double[] velocity = new double[n];
    Sgd sgd = new Sgd(on.backend(), List.of(p), kept, decay);
    for (int step = 1; step <= 6; step++) {
      p.gradient().copyFrom(TestTensors.random(seed + step, n));
      float rate = 0.1f / step;
      sgd.step(rate);
      for (int i = 0; i < n; i++) {
        velocity[i] = kept * velocity[i] + p.gradient().get(i);
        plain[i] = plain[i] * (1 - rate * decay) - rate * velocity[i];
      }
    }
    assertThat(doubles(p.value())).containsExactly(plain, within(2e-6));
    assertThat(doubles(sgd.velocity(p))).containsExactly(velocity, within(2e-6));
  }

  @Test
  void adamsDecayIsApartFromItsGradient() {
    Parameter p = new Parameter("p", Tensor.of(Shape.of(2), 4, -2));
    new Adam(TestBackend.SIMD.backend(), List.of(p), AdamSettings.DEFAULT, 0.5f).step(0.1f);
    assertThat(doubles(p.value())).containsExactly(new double[] {3.8, -1.9}, within(1e-6));
  }

  @Property(tries = 20)
  void gradientsAreClippedTogether(@ForAll TestBackend on, @ForAll long seed) {
    Parameter a = parameter("a", seed, 30);
    Parameter b = parameter("b", seed, 2, 3);
    a.gradient().copyFrom(TestTensors.random(seed + 1, 30));
    b.gradient().copyFrom(TestTensors.random(seed + 2, 2, 3));
    double[] before = doubles(a.gradient());
    double norm = GradientNorm.clip(on.backend(), List.of(a, b), 1e9);
    double squares = 0;
    for (Parameter each : List.of(a, b)) {
      for (double number : doubles(each.gradient())) {
        squares += number * number;
      }
    }
    assertThat(norm).isCloseTo(Math.sqrt(squares), within(1e-6 * norm));
    assertThat(GradientNorm.of(on.backend(), List.of(a, b))).isEqualTo(norm);
    assertThat(GradientNorm.factor(norm, norm / 2)).isEqualTo(0.5f);
    assertThat(GradientNorm.factor(norm, norm)).isEqualTo(1);
    assertThat(doubles(a.gradient())).isEqualTo(before);
    assertThat(GradientNorm.clip(on.backend(), List.of(a, b), norm / 4)).isEqualTo(norm);
    assertThat(GradientNorm.clip(on.backend(), List.of(a, b), 1e9))
        .isCloseTo(norm / 4, within(1e-6 * norm));
    assertThat(doubles(a.gradient())[7]).isCloseTo(before[7] / 4, within(1e-6));
  }

  @Test
  void whatIsOutOfRangeIsNamed() {
    var backend = TestBackend.SCALAR.backend();
    assertThatThrownBy(() -> new Sgd(backend, List.of(), 1, 0)).hasMessageContaining("found 1.0");
    assertThatThrownBy(() -> new Sgd(backend, List.of(), 0, -1)).hasMessageContaining("found -1.0");
    assertThatThrownBy(() -> new Adam(backend, List.of(), AdamSettings.DEFAULT, Float.NaN))
        .hasMessageContaining("found NaN");
    assertThatThrownBy(() -> GradientNorm.clip(backend, List.of(), 0))
        .hasMessageContaining("found 0.0");
    Sgd sgd = new Sgd(backend, List.of(), 0, 0);
    assertThatThrownBy(() -> sgd.velocity(parameter("other", 1, 2)))
        .hasMessageContaining("other [2]");
  }
}
