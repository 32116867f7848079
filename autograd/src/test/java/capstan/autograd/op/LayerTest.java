package capstan.autograd.op;

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
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerTest {

  @Property(tries = 60)
  void linear(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 20) int in,
      @ForAll @IntRange(min = 1, max = 20) int out) {
    Parameter x = parameter("x", seed, rows, in);
    Parameter weight = parameter("weight", seed, out, in);
    Parameter bias = parameter("bias", seed, out);
    GradientCheck.of(
            tape -> Linear.linear(tape.parameter(x), tape.parameter(weight), tape.parameter(bias)),
            x,
            weight,
            bias)
        .formula(values -> Formulas.linear(values[0], values[1], values[2], in))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void convolution(
      @ForAll TestBackend on,
      @ForAll boolean relu,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2) int batch,
      @ForAll @IntRange(min = 1, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 6) int width,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 1, max = 5) int outChannels,
      @ForAll @IntRange(min = 0, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding) {
    int rows = 1 + kernel % (height + 2 * padding);
    int columns = 1 + (kernel + 1) % (width + 2 * padding);
    Parameter x = parameter("x", seed, batch, height, width, channels);
    Parameter weight = parameter("weight", seed, rows, columns, channels, outChannels);
    Parameter bias = parameter("bias", seed, outChannels);
    Formulas.Convolved formula =
        new Formulas.Convolved(
            batch, height, width, channels, outChannels, rows, columns, stride, padding);
    Assume.that(!relu || farFromZero(formula, x, weight, bias));
    GradientCheck.of(
            tape -> convolve(tape, relu, x, weight, bias, stride, padding), x, weight, bias)
        .formula(
            in -> {
              double[] y = formula.apply(in[0], in[1], in[2]);
              return relu ? Formulas.relu(y) : y;
            })
        .run(on.backend())
        .orThrow();
  }

  /** The first layer of a network: its image has no gradient, and its plan may do the ReLU. */
  @Property(tries = 30)
  void convolutionAndReluOfAConstant(
      @ForAll TestBackend on,
      @ForAll @IntRange(max = 1000) int seed,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 3, max = 8) int extent,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 1, max = 20) int outChannels,
      @ForAll @IntRange(min = 1, max = 2) int stride,
      @ForAll @IntRange(max = 1) int padding) {
    Parameter x = parameter("x", seed, batch, extent, extent, channels);
    Parameter weight = parameter("weight", seed, 3, 3, channels, outChannels);
    Parameter bias = parameter("bias", seed, outChannels);
    Formulas.Convolved formula =
        new Formulas.Convolved(batch, extent, extent, channels, outChannels, 3, 3, stride, padding);
    Assume.that(farFromZero(formula, x, weight, bias));
    double[] image = TestTensors.doubles(x.value());
    GradientCheck.of(
            tape ->
                Convolve.convolveRelu(
                    tape.constant(x.value()),
                    tape.parameter(weight),
                    tape.parameter(bias),
                    stride,
                    padding),
            weight,
            bias)
        .formula(in -> Formulas.relu(formula.apply(image, in[0], in[1])))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void maxPool(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 7) int height,
      @ForAll @IntRange(min = 1, max = 7) int width,
      @ForAll @IntRange(min = 1, max = 5) int channels,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 1, max = 3) int stride) {
    Assume.that(size <= height && size <= width);
    Parameter x = parameter("x", seed, batch, height, width, channels);
    GradientCheck.of(tape -> MaxPool.maxPool(tape.parameter(x), size, stride), x)
        .formula(
            in -> Formulas.maxPool(in[0], new int[] {batch, height, width, channels}, size, stride))
        .run(on.backend())
        .orThrow();
  }

  @ParameterizedTest
  @EnumSource
  void theFirstOfEqualsHasTheGradientAndNanStays(TestBackend on) {
    Tape tape = new Tape(on.backend(), new Workspace(), true);
    Variable x =
        tape.input(Tensor.of(Shape.of(1, 2, 4, 1), 3, 3, 1, Float.NaN, 3, 0, 2, Float.NaN));
    Variable y = MaxPool.maxPool(x, 2, 2);
    assertThat(y.value().toArray()).containsExactly(3, Float.NaN);
    tape.backward(Sum.sum(y));
    assertThat(x.gradient().toArray()).containsExactly(1, 0, 0, 1, 0, 0, 0, 0);
    assertThatThrownBy(() -> MaxPool.maxPool(x, 3, 1))
        .hasMessage("max pool: no window of 3 in steps of 1 fits input [1, 2, 4, 1]");
  }

  private static Variable convolve(
      Tape tape,
      boolean relu,
      Parameter x,
      Parameter weight,
      Parameter bias,
      int stride,
      int padding) {
    Variable image = tape.parameter(x);
    Variable kernel = tape.parameter(weight);
    Variable offset = tape.parameter(bias);
    return relu
        ? Convolve.convolveRelu(image, kernel, offset, stride, padding)
        : Convolve.convolve(image, kernel, offset, stride, padding);
  }

  private static boolean farFromZero(
      Formulas.Convolved formula, Parameter x, Parameter weight, Parameter bias) {
    double[] y =
        formula.apply(
            TestTensors.doubles(x.value()),
            TestTensors.doubles(weight.value()),
            TestTensors.doubles(bias.value()));
    return Arrays.stream(y).allMatch(each -> Math.abs(each) > 1e-4);
  }

  @ParameterizedTest
  @EnumSource
  void convolutionAndReluInOneAreTheTwoInTurn(TestBackend on) {
    Parameter x = parameter("x", 1, 2, 7, 7, 3);
    Parameter weight = parameter("weight", 2, 3, 3, 3, 20);
    Parameter bias = parameter("bias", 3, 20);
    Tape fused = new Tape(on.backend(), new Workspace(), true);
    Variable one = convolve(fused, true, x, weight, bias, 2, 1);
    fused.backward(Sum.sum(one));
    float[] fusedGradient = weight.gradient().toArray();
    Tape split = new Tape(on.backend(), new Workspace(), true);
    Variable two = Relu.relu(convolve(split, false, x, weight, bias, 2, 1));
    split.backward(Sum.sum(two));
    assertThat(one.value().toArray()).isEqualTo(two.value().toArray());
    assertThat(fusedGradient).isEqualTo(weight.gradient().toArray());
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    Variable x = tape.constant(Tensor.zeros(4, 3));
    Variable weight = tape.constant(Tensor.zeros(5, 2));
    Variable bias = tape.constant(Tensor.zeros(5));
    assertThatThrownBy(() -> Linear.linear(x, weight, bias))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[5, 3]")
        .hasMessageContaining("[5, 2]");
    Variable image = tape.constant(Tensor.zeros(1, 5, 5, 2));
    Variable kernel = tape.constant(Tensor.zeros(3, 3, 1, 5));
    assertThatThrownBy(() -> Convolve.convolve(image, kernel, bias, 1, 0))
        .hasMessageContaining("[3, 3, 2, 5]")
        .hasMessageContaining("[3, 3, 1, 5]");
  }
}
