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
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        GradientCheck.of(tape -> Cube.cube(tape.parameter(x)), x)
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
    GradientReport report = GradientCheck.of(tape -> Cube.cube(tape.parameter(x)), x).run(backend);
    report.orThrow();
    assertThat(report.worst().error()).isLessThan(1e-3);
  }

  @Test
  void findsAnErrorOfAThousandth() {
    GradientReport report =
        GradientCheck.of(tape -> Cube.wrong(tape.parameter(x), 3.003f), x)
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
        GradientCheck.of(tape -> Cube.wrong(tape.parameter(x), 3.15f), x).run(backend);
    assertThat(report.passed()).isFalse();
    assertThat(report.worst().index()).isEqualTo(Shape.of(1, 1));
  }

  @Test
  void findsAWrongValue() {
    GradientReport report =
        GradientCheck.of(tape -> Cube.cube(tape.parameter(x)), x)
            .formula(inputs -> Arrays.stream(cubes(inputs)).map(each -> each + 0.01).toArray())
            .run(backend);
    assertThat(report.passed()).isFalse();
    assertThat(report.worst().what()).isEqualTo("value of cube");
  }

  @Test
  void neverPassesWhatIsNotFinite() {
    GradientReport report =
        GradientCheck.of(tape -> Cube.wrong(tape.parameter(x), Float.NaN), x).run(backend);
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
                        Cube.cube(tape.parameter(good)), Cube.wrong(tape.parameter(bad), 2)),
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
    GradientCheck.of(tape -> Scale.scale(tape.parameter(many), 2), many)
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
    GradientCheck.of(tape -> Cube.cube(tape.parameter(x)), x).run(backend);
    assertThat(x.value().toArray()).isEqualTo(before);
  }

  @Test
  void aFormulaOfAnotherSizeIsRefused() {
    GradientCheck check =
        GradientCheck.of(tape -> Cube.cube(tape.parameter(x)), x).formula(inputs -> new double[5]);
    assertThatThrownBy(() -> check.run(backend)).hasMessageContaining("6 elements, found 5");
  }

  private static double leaky(double x) {
    return x > 0 ? x : 0.01 * x;
  }

  /** y = f(x), each element for itself, with a slope that may be wrong. */
  private GradientCheck elementwise(
      DoubleUnaryOperator f, DoubleUnaryOperator slope, float... values) {
    Parameter parameter = new Parameter("x", Tensor.of(Shape.of(values.length), values));
    return GradientCheck.of(
        tape -> tape.record(new Elementwise(tape.parameter(parameter), f, slope, false)),
        parameter);
  }

  private GradientReport report(
      boolean formula, DoubleUnaryOperator f, DoubleUnaryOperator slope, float... values) {
    GradientCheck check = elementwise(f, slope, values);
    return formula
        ? check.formula(in -> Arrays.stream(in[0]).map(f).toArray()).run(backend)
        : check.run(backend);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsAnErrorOfAHundredth(boolean formula) {
    GradientReport report =
        report(formula, x -> x * x * x, x -> 3.03 * x * x, 0.5f, -1, 2, 0.25f, 1.5f);
    assertThat(report.passed()).isFalse();
    assertThat(report.worst().off()).hasSize(5);
    assertThat(report)
        .hasToString(report.toString())
        .asString()
        .contains("5 of 5 elements are off: [0], [1]");
    report(formula, Math::sin, Math::cos, 0.5f, -1, 2, 0.25f, 1.5f).orThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsASlopeThatWasForgotten(boolean formula) {
    float[] values = {1, -1, 0.5f, -0.7f, 2};
    GradientReport report = report(formula, GradientCheckTest::leaky, x -> x > 0 ? 1 : 0, values);
    assertThat(report.passed()).isFalse();
    assertThat(report.worst().off()).containsExactly(Shape.of(1), Shape.of(3));
    report(formula, GradientCheckTest::leaky, x -> x > 0 ? 1 : 0.01, values).orThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsASmallElementSetToZero(boolean formula) {
    float[] factors = {1, -1, 1e-5f, 0.5f};
    DoubleUnaryOperator same = x -> x;
    for (double slope : new double[] {1, 0}) {
      Parameter weight = new Parameter("weight", Tensor.of(Shape.of(4), 1, 3, 2, -1));
      GradientCheck check =
          GradientCheck.of(
              tape ->
                  Multiply.multiply(
                      tape.constant(Tensor.of(Shape.of(4), factors)),
                      tape.record(
                          new Elementwise(
                              tape.parameter(weight), same, x -> x == 2 ? slope : 1, false))),
              weight);
      if (formula) {
        check.formula(
            in -> IntStream.range(0, 4).mapToDouble(i -> factors[i] * in[0][i]).toArray());
      }
      GradientReport report = check.run(backend);
      assertThat(report.worst().off()).isEqualTo(slope == 1 ? List.of() : List.of(Shape.of(2)));
      assertThat(report.passed()).isEqualTo(slope == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesAnOperationThatOverwritesItsInput(boolean formula) {
    Parameter parameter = new Parameter("x", Tensor.of(Shape.of(2), 1, 2));
    GradientCheck check =
        GradientCheck.of(
            tape ->
                tape.record(new Elementwise(tape.parameter(parameter), x -> 2 * x, x -> 2, true)),
            parameter);
    if (formula) {
      check.formula(in -> Arrays.stream(in[0]).map(x -> 2 * x).toArray());
    }
    assertThatThrownBy(() -> check.run(backend))
        .hasMessage("gradient check: the operation changes its input x");
    assertThat(parameter.value().toArray()).containsExactly(1, 2);
  }

  @Test
  void refusesParametersThatPlayNoPart() {
    Parameter other = new Parameter("other", Tensor.of(Shape.of(1), 1));
    assertThatThrownBy(
            () -> GradientCheck.of(tape -> Cube.cube(tape.parameter(x)), x, other).run(backend))
        .hasMessage("gradient check: other is not on the tape: use tape.parameter(...)");
    assertThatThrownBy(
            () ->
                GradientCheck.of(
                        tape -> {
                          Cube.cube(tape.parameter(other));
                          return Cube.cube(tape.parameter(x));
                        },
                        x,
                        other)
                    .run(backend))
        .hasMessage("gradient check: other is no part of what the output is made of");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRightReluNearItsKinkPassesAndTheKinkIsTold(boolean formula) {
    DoubleUnaryOperator relu = x -> Math.max(x, 0);
    for (float near :
        new float[] {0, 1e-7f, -1e-7f, 1e-6f, -4e-6f, 1e-3f, -5e-3f, 0.01f, -0.014f}) {
      GradientReport report = report(formula, relu, x -> x > 0 ? 1 : 0, 1, near, -1);
      report.orThrow();
      if (Math.abs(near) < 1e-5 || !formula) {
        assertThat(report.toString()).as("%s", near).contains("1 of 3 lie at a kink");
      }
    }
    assertThat(report(formula, relu, x -> x > 0 ? 1.01 : 0, 1, 1e-6f, -1).passed()).isFalse();
    assertThat(report(formula, relu, x -> x > 0 ? 1 : -0.1, 1, 0, -1).passed()).isFalse();
  }
}
