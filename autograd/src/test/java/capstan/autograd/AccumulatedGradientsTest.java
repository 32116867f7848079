package capstan.autograd;

import static capstan.autograd.TestTensors.parameter;
import static capstan.autograd.TestTensors.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.op.Add;
import capstan.autograd.op.Linear;
import capstan.autograd.op.Multiply;
import capstan.autograd.op.Sum;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import org.junit.jupiter.api.Test;

/** Gradients of several backward passes added up. */
class AccumulatedGradientsTest {
  private final Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);

  private static Tensor vector(float... values) {
    return Tensor.of(Shape.of(values.length), values);
  }

  /** On two tapes, as two batches would be, and on one that is replayed. */
  @Test
  void gradientsOfSeveralPassesAddUp() {
    Parameter weight = parameter("weight", 1, 3, 4);
    Parameter bias = parameter("bias", 2, 3);
    Tape other = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    Tape whole = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    Tensor first = random(3, 5, 4);
    Tensor second = random(4, 2, 4);
    Variable x = tape.input(first);
    Variable loss = squares(x, weight, bias);
    whole.backward(
        Add.add(
            squares(whole.input(first), weight, bias), squares(whole.input(second), weight, bias)));
    double[] expected = TestTensors.doubles(weight.gradient());
    double[] expectedBias = TestTensors.doubles(bias.gradient());

    tape.backward(loss);
    float[] once = x.gradient().toArray();
    other.accumulate(squares(other.input(second), weight, bias));
    assertThat(TestTensors.doubles(weight.gradient())).containsExactly(expected, within(1e-4));
    assertThat(TestTensors.doubles(bias.gradient())).containsExactly(expectedBias, within(1e-4));
    tape.accumulate(loss);
    assertThat(x.gradient().get(4, 3)).isEqualTo(2 * once[19]);
    tape.backward(loss);
    assertThat(x.gradient().toArray()).isEqualTo(once);
  }

  /** Uses the weight twice, so that its gradient has two consumers. */
  private static Variable squares(Variable x, Parameter weight, Parameter bias) {
    Variable w = x.tape().parameter(weight);
    Variable y = Linear.linear(x, w, x.tape().parameter(bias));
    return Add.add(Sum.sum(Multiply.multiply(y, y)), Sum.sum(Multiply.multiply(w, w)));
  }

  @Test
  void whatAnAccumulatedLossDoesNotDependOnKeepsItsGradient() {
    Parameter used = new Parameter("used", vector(1, 2));
    Parameter unused = new Parameter("unused", vector(1, 2));
    tape.parameter(unused);
    unused.gradient().fill(5);
    used.gradient().fill(5);
    Variable loss = Sum.sum(tape.parameter(used));
    assertThat(tape.isReached(used)).isFalse();
    tape.accumulate(loss);
    assertThat(tape.isReached(used)).isTrue();
    assertThat(used.gradient().toArray()).containsExactly(6, 6);
    assertThat(unused.gradient().toArray()).containsExactly(5, 5);
    assertThat(tape.isReached(unused)).isFalse();
  }

  @Test
  void anAccumulatedOutputHasAWeight() {
    Parameter used = new Parameter("used", vector(1, 2));
    Variable x = tape.parameter(used);
    Variable loss = Sum.sum(Multiply.multiply(x, x));
    tape.backward(loss);
    tape.accumulate(loss, vector(0.5f));
    assertThat(used.gradient().toArray()).containsExactly(3, 6);
    tape.accumulate(x, vector(10, 20));
    assertThat(used.gradient().toArray()).containsExactly(13, 26);
  }
}
