package capstan.autograd.op;

import static capstan.autograd.TestTensors.doubles;
import static capstan.autograd.TestTensors.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.TestBackend;
import capstan.autograd.TestTensors;
import capstan.autograd.Variable;
import capstan.autograd.check.GradientCheck;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ElementwiseTest {

  @Property(tries = 40)
  void relu(@ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter x = parameter("x", seed, n);
    GradientCheck.of(tape -> Relu.relu(tape.parameter(x)), x)
        .formula(in -> Formulas.relu(in[0]))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 40)
  void sigmoid(
      @ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter x = parameter("x", seed, n);
    GradientCheck.of(tape -> Sigmoid.sigmoid(tape.parameter(x)), x)
        .formula(in -> Formulas.sigmoid(in[0]))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 40)
  void scale(
      @ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter x = parameter("x", seed, n);
    GradientCheck.of(tape -> Scale.scale(tape.parameter(x), -2.5f), x)
        .formula(in -> Arrays.stream(in[0]).map(each -> -2.5 * each).toArray())
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 40)
  void add(@ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter a = parameter("a", seed, n);
    Parameter b = parameter("b", seed, n);
    GradientCheck.of(tape -> Add.add(tape.parameter(a), tape.parameter(b)), a, b)
        .formula(in -> combine(in[0], in[1], Double::sum))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 40)
  void subtract(
      @ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter a = parameter("a", seed, n);
    Parameter b = parameter("b", seed, n);
    GradientCheck.of(tape -> Subtract.subtract(tape.parameter(a), tape.parameter(b)), a, b)
        .formula(in -> combine(in[0], in[1], (x, y) -> x - y))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 40)
  void exp(@ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter x = parameter("x", seed, n);
    GradientCheck.of(tape -> Exp.exp(tape.parameter(x)), x)
        .formula(in -> Arrays.stream(in[0]).map(Math::exp).toArray())
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 40)
  void log(@ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter x = parameter("x", seed, n);
    for (int i = 0; i < n; i++) {
      x.value().array()[i] = Math.abs(x.value().array()[i]);
    }
    GradientCheck.of(tape -> Log.log(tape.parameter(x)), x)
        .formula(in -> Arrays.stream(in[0]).map(Math::log).toArray())
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 40)
  void tanh(@ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter x = parameter("x", seed, n);
    GradientCheck.of(tape -> Tanh.tanh(tape.parameter(x)), x)
        .formula(in -> Arrays.stream(in[0]).map(Math::tanh).toArray())
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 40)
  void multiply(
      @ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter a = parameter("a", seed, n);
    Parameter b = parameter("b", seed, n);
    GradientCheck.of(tape -> Multiply.multiply(tape.parameter(a), tape.parameter(b)), a, b)
        .formula(in -> combine(in[0], in[1], (x, y) -> x * y))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 40)
  void bias(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int batch,
      @ForAll @IntRange(min = 1, max = 5) int capsules,
      @ForAll @IntRange(min = 1, max = 17) int dimensions) {
    Parameter x = parameter("x", seed, batch, capsules, dimensions);
    Parameter bias = parameter("bias", seed, capsules, dimensions);
    GradientCheck.of(tape -> AddBias.addBias(tape.parameter(x), tape.parameter(bias)), x, bias)
        .formula(
            in -> {
              double[] y = in[0].clone();
              for (int i = 0; i < y.length; i++) {
                y[i] += in[1][i % in[1].length];
              }
              return y;
            })
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 40)
  void sum(@ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter x = parameter("x", seed, n);
    GradientCheck.of(tape -> Sum.sum(tape.parameter(x)), x)
        .formula(in -> new double[] {Arrays.stream(in[0]).sum()})
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 40)
  void mean(@ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter x = parameter("x", seed, n);
    GradientCheck.of(tape -> Mean.mean(tape.parameter(x)), x)
        .formula(in -> new double[] {Arrays.stream(in[0]).average().orElseThrow()})
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 20)
  void dropout(
      @ForAll TestBackend on, @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    Parameter x = parameter("x", seed, n);
    double[] factors = doubles(dropped(on, seed, 0, n));
    GradientCheck.of(tape -> Dropout.dropout(tape.parameter(x), 0.4, seed), x)
        .formula(in -> combine(in[0], factors, (a, b) -> a * b))
        .run(on.backend())
        .orThrow();
  }

  /** What dropout makes of ones. */
  private static Tensor dropped(TestBackend on, long seed, long step, int n) {
    Tensor ones = Tensor.zeros(n);
    ones.fill(1);
    Tape tape = new Tape(on.backend(), new Workspace(), true);
    tape.step(step);
    return Dropout.dropout(tape.constant(ones), 0.4, seed).value();
  }

  @Test
  void dropoutKeepsTheExpectedValue() {
    Tensor y = dropped(TestBackend.SCALAR, 7, 3, 40_000);
    assertThat(Arrays.stream(doubles(y)).filter(each -> each == 0).count())
        .isBetween(15_700L, 16_300L);
    assertThat(Arrays.stream(doubles(y)).average().orElseThrow()).isBetween(0.985, 1.015);
    assertThat(Arrays.stream(doubles(y)).boxed()).containsOnly(0.0, (double) (float) (1 / 0.6));
  }

  @Test
  void dropoutOfTheLatterPartOfABatchIsThatOfTheWhole() {
    Tensor ones = Tensor.zeros(5, 9);
    ones.fill(1);
    Tape whole = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    whole.step(3);
    Tensor all = Dropout.dropout(whole.constant(ones), 0.4, 7).value();
    Tape part = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    part.step(3, 2);
    Tensor latter = Dropout.dropout(part.constant(ones.slice(2, 3)), 0.4, 7).value();
    assertThat(latter.toArray()).containsExactly(all.slice(2, 3).toArray());
  }

  @Test
  void dropoutDependsOnSeedAndStepAlone() {
    float[] first = dropped(TestBackend.SCALAR, 7, 3, 500).toArray();
    assertThat(dropped(TestBackend.SIMD, 7, 3, 500).toArray()).isEqualTo(first);
    assertThat(dropped(TestBackend.SCALAR, 8, 3, 500).toArray()).isNotEqualTo(first);
    assertThat(dropped(TestBackend.SCALAR, 7, 4, 500).toArray()).isNotEqualTo(first);
  }

  @Test
  void dropoutChangesWithTheStepOfAReplay() {
    Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    Variable y = Dropout.dropout(tape.constant(TestTensors.random(1, 500)), 0.4, 7);
    float[] first = y.value().toArray();
    tape.step(1);
    tape.forward();
    assertThat(y.value().toArray()).isNotEqualTo(first);
    tape.step(0);
    tape.forward();
    assertThat(y.value().toArray()).isEqualTo(first);
  }

  @Test
  void dropoutDropsNothingWhereNothingIsTrained() {
    Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), false);
    Variable x = tape.constant(TestTensors.random(1, 50));
    assertThat(Dropout.dropout(x, 0.4, 7)).isSameAs(x);
    assertThatThrownBy(() -> Dropout.dropout(x, 1, 7)).hasMessageContaining("found 1.0");
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    Variable a = tape.constant(Tensor.zeros(2, 3));
    Variable b = tape.constant(Tensor.zeros(3, 2));
    assertThatThrownBy(() -> Add.add(a, b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 3]")
        .hasMessageContaining("[3, 2]");
    assertThatThrownBy(() -> AddBias.addBias(a, b)).hasMessageContaining("[3]");
    assertThatThrownBy(() -> a.reshape(5)).hasMessageContaining("[5]");
    assertThatThrownBy(() -> Mean.mean(tape.constant(Tensor.zeros(Shape.of(0)))))
        .hasMessageContaining("[0]");
  }

  private static double[] combine(double[] a, double[] b, DoubleBinaryOperator operator) {
    double[] y = new double[a.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = operator.applyAsDouble(a[i], b[i]);
    }
    return y;
  }
}
