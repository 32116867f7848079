package capstan.autograd.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Parameter;
import capstan.autograd.TestBackend;
import capstan.autograd.TestTensors;
import capstan.autograd.op.Multiply;
import capstan.autograd.op.Scale;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
  private final Backend backend = TestBackend.SCALAR.backend();
  private final Parameter x =
      new Parameter("x", Tensor.of(Shape.of(2, 3), 0.5f, -1, 2, 0.25f, 1.5f, -0.75f));

  private static double[] cubes(double[][] inputs) {
    return Arrays.stream(inputs[0]).map(each -> each * each * each).toArray();
  }

  @Test
  void passesARightGradient() {
    GradientReport report =
        GradientCheck.of(tape -> Cube.cube(tape, tape.parameter(x)), x)
            .formula(GradientCheckTest::cubes)
            .run(backend);
    report.orThrow();
    assertThat(report.differences())
        .extracting(Difference::what)
        .containsExactly("value of cube", "gradient of x");
    assertThat(report.worst().error()).isLessThan(1e-6);
  }

  @Test
  void passesARightGradientWithoutAFormula() {
    GradientReport report =
        GradientCheck.of(tape -> Cube.cube(tape, tape.parameter(x)), x).run(backend);
    report.orThrow();
    assertThat(report.worst().error()).isLessThan(1e-3);
  }

  @Test
  void findsAnErrorOfAThousandth() {
    GradientReport report =
        GradientCheck.of(tape -> Cube.wrong(tape, tape.parameter(x), 3.003f), x)
            .formula(GradientCheckTest::cubes)
            .run(backend);
    assertThat(report.passed()).isFalse();
    assertThat(report.worst().error()).isCloseTo(1e-3, within(1e-5));
    assertThatThrownBy(report::orThrow)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("gradient of x at [1, 1]: found ")
        .hasMessageContaining("allowed 1.0E-4");
  }

  @Test
  void findsAnErrorOfATwentiethWithoutAFormula() {
    GradientReport report =
        GradientCheck.of(tape -> Cube.wrong(tape, tape.parameter(x), 3.15f), x).run(backend);
    assertThat(report.passed()).isFalse();
    assertThat(report.worst().index()).isEqualTo(Shape.of(1, 1));
  }

  @Test
  void findsAWrongValue() {
    GradientReport report =
        GradientCheck.of(tape -> Cube.cube(tape, tape.parameter(x)), x)
            .formula(inputs -> Arrays.stream(cubes(inputs)).map(each -> each + 0.01).toArray())
            .run(backend);
    assertThat(report.passed()).isFalse();
    assertThat(report.worst().what()).isEqualTo("value of cube");
  }

  @Test
  void neverPassesWhatIsNotFinite() {
    GradientReport report =
        GradientCheck.of(tape -> Cube.wrong(tape, tape.parameter(x), Float.NaN), x).run(backend);
    assertThat(report.passed()).isFalse();
    assertThat(report.worst().error()).isInfinite();
  }

  @Test
  void namesTheParameterAtFault() {
    Parameter good = new Parameter("good", TestTensors.random(1, 6));
    Parameter bad = new Parameter("bad", TestTensors.random(2, 6));
    GradientReport report =
        GradientCheck.of(
                tape ->
                    Multiply.multiply(
                        tape,
                        Cube.cube(tape, tape.parameter(good)),
                        Cube.wrong(tape, tape.parameter(bad), 2)),
                good,
                bad)
            .run(backend);
    assertThat(report.differences().get(0).error()).isLessThan(1e-2);
    assertThat(report.worst().what()).isEqualTo("gradient of bad");
  }

  @Test
  void checksSomeElementsOnly() {
    Parameter many = new Parameter("many", TestTensors.random(1, 1000));
    int[] calls = {0};
    GradientCheck.of(tape -> Scale.scale(tape, tape.parameter(many), 2), many)
        .formula(
            inputs -> {
              calls[0]++;
              return Arrays.stream(inputs[0]).map(each -> 2 * each).toArray();
            })
        .mostElements(10)
        .run(backend)
        .orThrow();
    assertThat(calls[0]).isEqualTo(21);
  }

  @Test
  void leavesTheParametersAsTheyWere() {
    float[] before = x.value().toArray();
    GradientCheck.of(tape -> Cube.cube(tape, tape.parameter(x)), x).run(backend);
    assertThat(x.value().toArray()).isEqualTo(before);
  }

  @Test
  void aFormulaOfAnotherSizeIsRefused() {
    GradientCheck check =
        GradientCheck.of(tape -> Cube.cube(tape, tape.parameter(x)), x)
            .formula(inputs -> new double[5]);
    assertThatThrownBy(() -> check.run(backend)).hasMessageContaining("6 elements, found 5");
  }
}
