package capstan.autograd;

import static capstan.autograd.TestTensors.parameter;
import static capstan.autograd.TestTensors.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.autograd.op.Linear;
import capstan.autograd.op.Multiply;
import capstan.autograd.op.Relu;
import capstan.autograd.op.Sum;
import capstan.core.Tensor;
import capstan.core.Workspace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parameters that a tape gives no gradient. */
class HeldParametersTest {
  private final Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);

  @Test
  void heldParametersHaveNoGradientAndOthersKeepTheirs() {
    Parameter first = parameter("first", 1, 4, 3);
    Parameter firstBias = parameter("first bias", 2, 4);
    Parameter second = parameter("second", 3, 2, 4);
    Parameter secondBias = parameter("second bias", 4, 2);
    Tensor x = random(5, 6, 3);
    tape.backward(twoLayers(tape, x, first, firstBias, second, secondBias));
    float[] expected = second.gradient().toArray();
    first.gradient().fill(7);
    second.gradient().fill(7);

    Tape holding = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    holding.hold(List.of(first, firstBias));
    Variable loss = twoLayers(holding, x, first, firstBias, second, secondBias);
    holding.backward(loss);
    assertThat(second.gradient().toArray()).isEqualTo(expected);
    assertThat(first.gradient().toArray()).containsOnly(7);
    assertThat(holding.parameter(first).needsGradient()).isFalse();
    assertThat(holding.isReached(first)).isFalse();
    assertThat(holding.isParameter(holding.parameter(first))).isTrue();
    assertThatThrownBy(() -> holding.hold(List.of(second)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("second [2, 4]");
  }

  /** Below the lowest layer that is not held nothing has a gradient. */
  @Test
  void nothingIsComputedBackwardsForHeldParametersAlone() {
    Parameter weight = parameter("weight", 1, 4, 3);
    Parameter bias = parameter("bias", 2, 4);
    tape.hold(List.of(weight, bias));
    Variable x = tape.constant(random(5, 6, 3));
    Variable y = Relu.relu(Linear.linear(x, tape.parameter(weight), tape.parameter(bias)));
    assertThat(y.needsGradient()).isFalse();
  }

  private static Variable twoLayers(Tape tape, Tensor x, Parameter... parameters) {
    Variable[] p = Arrays.stream(parameters).map(tape::parameter).toArray(Variable[]::new);
    Variable hidden = Relu.relu(Linear.linear(tape.constant(x), p[0], p[1]));
    Variable y = Linear.linear(hidden, p[2], p[3]);
    return Sum.sum(Multiply.multiply(y, y));
  }
}
