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
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExponentialAverageTest {

  @Property(tries = 30)
  void equalsTheRecursionInDoublePrecision(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll boolean slow,
      @ForAll @IntRange(min = 1, max = 70) int n) {
    double decay = slow ? 0.999 : 0.8;
    Parameter first = parameter("first", seed, n);
    Parameter second = parameter("second", seed + 1, 2, 3);
    List<Parameter> both = List.of(first, second);
    ExponentialAverage average = new ExponentialAverage(on.backend(), both, decay);
    List<double[]> plain = both.stream().map(each -> doubles(each.value())).toList();
    for (int step = 1; step <= 60; step++) {
      first.value().copyFrom(TestTensors.random(seed + 2L * step, n));
      second.value().copyFrom(TestTensors.random(seed + 2L * step + 1, 2, 3));
      average.update(step);
      // By hand: 2/11 after the first step, 61/70 or the decay after the last.
      double kept = Math.min(decay, (1.0 + step) / (10 + step));
      for (int p = 0; p < 2; p++) {
        double[] values = plain.get(p);
        for (int i = 0; i < values.length; i++) {
          values[i] = kept * values[i] + (1 - kept) * doubles(both.get(p).value())[i];
        }
      }
    }
    for (int p = 0; p < 2; p++) {
      assertThat(doubles(average.averages().of(both.get(p))))
          .containsExactly(plain.get(p), within(2e-6));
    }
  }

  @Test
  void theFirstStepKeepsTwoElevenths() {
    Parameter p = new Parameter("p", Tensor.of(Shape.of(2), 11, 0));
    ExponentialAverage average =
        new ExponentialAverage(TestBackend.SIMD.backend(), List.of(p), 0.999);
    p.value().copyFrom(Tensor.of(Shape.of(2), 0, 22));
    average.update(1);
    assertThat(doubles(average.averages().of(p)))
        .containsExactly(new double[] {2, 18}, within(1e-5));
    assertThat(doubles(p.value())).containsExactly(0, 22);
  }

  @Test
  void parametersChangePlacesWithTheirCopies() {
    Parameter p = new Parameter("p", Tensor.of(Shape.of(3), 1, 2, 3));
    WeightCopy copy = new WeightCopy(List.of(p));
    p.value().copyFrom(Tensor.of(Shape.of(3), 4, 5, 6));
    copy.exchange();
    assertThat(doubles(p.value())).containsExactly(1, 2, 3);
    assertThat(doubles(copy.of(p))).containsExactly(4, 5, 6);
    copy.take();
    assertThat(doubles(copy.of(p))).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> copy.of(parameter("q", 1, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("q [3]");
  }

  @Test
  void aDecayIsAPart() {
    for (double wrong : new double[] {0, 1, -0.1, Double.NaN}) {
      assertThatThrownBy(() -> new ExponentialAverage(TestBackend.SIMD.backend(), List.of(), wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found " + wrong);
    }
  }
}
