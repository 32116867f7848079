package capstan.autograd;

import static capstan.autograd.TestTensors.parameter;
import static capstan.autograd.TestTensors.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.autograd.capsule.Lengths;
import capstan.autograd.capsule.Mask;
import capstan.autograd.capsule.RoutedCapsules;
import capstan.autograd.capsule.Squash;
import capstan.autograd.loss.MarginLoss;
import capstan.autograd.loss.SumOfSquares;
import capstan.autograd.op.Add;
import capstan.autograd.op.Convolve;
import capstan.autograd.op.Dropout;
import capstan.autograd.op.Linear;
import capstan.autograd.op.Multiply;
import capstan.autograd.op.Relu;
import capstan.autograd.op.Scale;
import capstan.autograd.op.Sigmoid;
import capstan.autograd.op.Sum;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class TapeTest {
  private final Workspace workspace = new Workspace();
  private final Tape tape = new Tape(TestBackend.SCALAR.backend(), workspace, true);

  private static Tensor vector(float... values) {
    return Tensor.of(Shape.of(values.length), values);
  }

  @Test
  void gradientsOfSeveralConsumersAddUp() {
    Variable x = tape.input(vector(3, -2));
    Variable y = Scale.scale(x, 2); // 2
    Variable z = Multiply.multiply(y, y); // 2 · 4x
    Variable sum = Add.add(Add.add(z, y), x); // 8x + 2 + 1
    tape.backward(Sum.sum(sum));
    assertThat(x.gradient().toArray()).containsExactly(27, -13);
    tape.forward();
    tape.backward(Sum.sum(sum));
    assertThat(x.gradient().toArray()).containsExactly(27, -13);
  }

  @Test
  void keptParametersAreReadAgainWhenSaidSo() {
    Tape inference = new Tape(TestBackend.SIMD.backend(), new Workspace(), false);
    inference.keepParameters(true);
    Parameter weight = parameter("weight", 7, 3, 3, 2, 5);
    Tensor image = random(1, 1, 6, 6, 2);
    Variable y =
        Convolve.convolve(
            inference.constant(image),
            inference.parameter(weight),
            inference.parameter(parameter("bias", 8, 5)),
            1,
            0);
    float[] before = y.value().toArray();
    inference.forward();
    assertThat(y.value().toArray()).isEqualTo(before);
    weight.value().fill(0.5f);
    inference.keepParameters(true);
    inference.forward();
    float[] after = y.value().toArray();
    assertThat(after).isNotEqualTo(before);
    weight.value().fill(-3);
    inference.keepParameters(false);
    inference.forward();
    weight.value().fill(0.5f);
    inference.forward();
    assertThat(y.value().toArray()).isEqualTo(after);
    assertThatThrownBy(() -> tape.keepParameters(true)).isInstanceOf(IllegalStateException.class);
  }

  /** The promise is about parameters: a kernel that is put in may change at every replay. */
  @Test
  void whatIsNoParameterIsNeverKept() {
    Tape inference = new Tape(TestBackend.SIMD.backend(), new Workspace(), false);
    inference.keepParameters(true);
    Tensor kernel = random(2, 3, 3, 2, 5);
    Variable y =
        Convolve.convolve(
            inference.constant(random(1, 1, 6, 6, 2)),
            inference.constant(kernel),
            inference.parameter(parameter("bias", 8, 5)),
            1,
            0);
    float[] before = y.value().toArray();
    kernel.fill(0.5f);
    inference.forward();
    assertThat(y.value().toArray()).isNotEqualTo(before);
  }

  @Test
  void aParameterUsedTwiceIsOneVariable() {
    Parameter weight = new Parameter("weight", vector(5));
    Variable once = tape.parameter(weight);
    Variable twice = tape.parameter(weight);
    assertThat(twice).isSameAs(once);
    tape.backward(Multiply.multiply(once, twice));
    assertThat(weight.gradient().toArray()).containsExactly(10);
  }

  @Test
  void aViewSharesValueAndGradient() {
    Variable x = tape.input(Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
    Variable flat = x.reshape(6);
    Variable squares = Multiply.multiply(flat, flat);
    Variable direct = Scale.scale(x, 10);
    Variable both = Add.add(squares, direct.reshape(6));
    tape.backward(Sum.sum(both));
    assertThat(flat.value().array()).isSameAs(x.value().array());
    assertThat(x.gradient().shape()).isEqualTo(Shape.of(2, 3));
    assertThat(x.gradient().toArray()).containsExactly(12, 14, 16, 18, 20, 22);
  }

  @Test
  void nothingFlowsThroughADetachedVariable() {
    Tensor values = vector(3);
    Variable x = tape.input(values);
    Variable y = Scale.scale(x, 2);
    Variable product = Multiply.multiply(y.detach(), y);
    tape.backward(product);
    assertThat(x.gradient().toArray()).containsExactly(12);
    values.fill(5);
    tape.forward();
    assertThat(product.value().toArray()).containsExactly(100);
  }

  @Test
  void whatTheLossDoesNotDependOnGetsZero() {
    Parameter used = new Parameter("used", vector(1, 2));
    Parameter unused = new Parameter("unused", vector(1, 2));
    Parameter elsewhere = new Parameter("elsewhere", vector(1, 2));
    Variable loss = Sum.sum(tape.parameter(used));
    tape.parameter(unused);
    Variable other = Sum.sum(tape.parameter(elsewhere));
    tape.backward(other);
    unused.gradient().fill(Float.NaN);
    tape.backward(loss);
    assertThat(used.gradient().toArray()).containsExactly(1, 1);
    assertThat(unused.gradient().toArray()).containsExactly(0, 0);
    assertThat(elsewhere.gradient().toArray()).containsExactly(0, 0);
  }

  @Test
  void aVariableOfAnyShapeCanBeWalkedBackFrom() {
    Variable x = tape.input(vector(1, 2, 3));
    Variable y = Multiply.multiply(x, x);
    tape.backward(y, vector(1, 0, -1));
    assertThat(x.gradient().toArray()).containsExactly(2, 0, -6);
  }

  @Test
  void aTapeThatDoesNotTrainHasNoGradients() {
    Tape predicting = new Tape(TestBackend.SCALAR.backend(), workspace, false);
    Parameter weight = new Parameter("weight", vector(2));
    Variable loss = Scale.scale(predicting.parameter(weight), 3);
    assertThat(loss.needsGradient()).isFalse();
    assertThatThrownBy(loss::gradient)
        .hasMessage("scale [1] has no gradient: the tape is not training");
    assertThatThrownBy(() -> predicting.backward(loss)).hasMessageContaining("not training");
  }

  @Test
  void lossesThatAreNoneAreRefused() {
    Variable constant = tape.constant(vector(1));
    Variable wide = tape.input(vector(1, 2));
    assertThatThrownBy(() -> tape.backward(wide)).hasMessageContaining("[2]");
    assertThatThrownBy(() -> tape.backward(constant)).hasMessageContaining("constant");
    Tape other = new Tape(TestBackend.SCALAR.backend(), workspace, true);
    assertThatThrownBy(() -> Add.add(wide, other.constant(vector(1, 2))))
        .hasMessage("add: constant [2] and input [2] are on different tapes");
  }

  @Test
  void theGradientOfAConstantIsRefused() {
    assertThatThrownBy(() -> tape.constant(vector(1, 2)).gradient())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "constant [2] has no gradient: no parameter or input lies behind it; tape.input(...)"
                + " makes a value that has one");
  }

  @Test
  void inputsAreSetForTheNextReplay() {
    Variable x = tape.constant(vector(1, 2));
    Variable y = Scale.scale(x, 3);
    x.set(vector(7, 8));
    tape.forward();
    assertThat(y.value().toArray()).containsExactly(21, 24);
    assertThatThrownBy(() -> y.set(vector(1, 2))).hasMessageContaining("computed at every replay");
  }

  @Test
  void anotherBatchSizeNeedsAnotherTape() {
    Variable x = tape.constant(Tensor.zeros(4, 3));
    assertThatThrownBy(() -> x.set(Tensor.zeros(2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "constant was recorded as [4, 3], given [2, 3]: another batch size needs another tape,"
                + " which may share the parameters");
  }

  @Test
  void aReplayFollowsItsInputs() {
    Tensor values = vector(1, 2);
    Variable y = Scale.scale(tape.constant(values), 3);
    values.set(7, 0);
    tape.forward();
    assertThat(y.value().toArray()).containsExactly(21, 6);
  }

  @Test
  void theFirstNonFiniteNumberIsNamed() {
    Tensor image = random(1, 2, 3);
    Parameter weight = parameter("decoder.weight", 1, 4, 3);
    Parameter bias = parameter("decoder.bias", 1, 4);
    Variable x = tape.constant(image);
    tape.scope("decoder");
    Variable y = Linear.linear(x, tape.parameter(weight), tape.parameter(bias));
    Variable loss = Sum.sum(Relu.relu(y));
    tape.backward(loss);
    assertThat(tape.firstNonFinite()).isEmpty();

    weight.value().fill(Float.MAX_VALUE);
    image.fill(2);
    tape.forward();
    assertThat(tape.firstNonFinite())
        .hasValue(
            "linear in decoder (of constant, decoder.weight, decoder.bias) gave Infinity at [0,"
                + " 0]");

    bias.value().set(Float.NaN, 2);
    tape.forward();
    assertThat(tape.firstNonFinite()).hasValue("decoder.bias holds NaN at [2]");
  }

  @Test
  void theFirstNonFiniteGradientIsNamed() {
    Variable x = tape.input(vector(1e-20f));
    tape.scope("head");
    Variable y = Scale.scale(x, 1e30f);
    Variable z = Scale.scale(y, 1e-30f);
    tape.backward(Scale.scale(Scale.scale(z, 1e20f), 1e30f));
    assertThat(tape.firstNonFinite()).isPresent();
    assertThat(tape.firstNonFinite().orElseThrow())
        .isEqualTo("the gradient of scale in head (of scale in head) is Infinity at [0]");
  }

  /** The network of the paper, much smaller. */
  private Variable network() {
    Variable image = tape.constant(random(1, 8, 12, 12, 1));
    Variable targets = tape.constant(TestTensors.oneHot(2, 8, 5));
    Variable features = convolve(image, "conv1", 5, 1, 16, true);
    Variable primary = convolve(features, "primary", 3, 2, 16, false);
    Variable capsules = primary.reshape(8, 18, 8);
    Variable u = Squash.squash(capsules, 0);
    Variable w = tape.parameter(parameter("W", 3, 18, 5, 16, 8));
    Variable v = RoutedCapsules.route(u, w, null, 3, true, 0);
    Variable margin = MarginLoss.marginLoss(Lengths.lengths(v), targets);
    Variable hidden = linear(Mask.mask(v, targets), "decoder.0", 64);
    Variable dropped = Dropout.dropout(Relu.relu(hidden), 0.5, 1);
    Variable pixels = Sigmoid.sigmoid(linear(dropped, "decoder.2", 144));
    Variable flat = image.reshape(8, 144);
    return Add.add(margin, Scale.scale(SumOfSquares.sumOfSquares(pixels, flat), 0.0005f));
  }

  private Variable convolve(
      Variable x, String name, int kernel, int stride, int channels, boolean relu) {
    int in = x.shape().extent(3);
    Variable weight = tape.parameter(parameter(name + ".weight", 4, kernel, kernel, in, channels));
    Variable bias = tape.parameter(parameter(name + ".bias", 5, channels));
    return relu
        ? Convolve.convolveRelu(x, weight, bias, stride, 0)
        : Convolve.convolve(x, weight, bias, stride, 0);
  }

  private Variable linear(Variable x, String name, int out) {
    Variable weight = tape.parameter(parameter(name + ".weight", 6, out, x.shape().extent(1)));
    return Linear.linear(x, weight, tape.parameter(parameter(name + ".bias", 7, out)));
  }

  @Test
  void aReplayGivesTheSameBits() {
    Variable loss = network();
    tape.backward(loss);
    float[] first = loss.value().toArray();
    float[][] gradients =
        tape.parameters().stream().map(each -> each.gradient().toArray()).toArray(float[][]::new);
    for (Parameter each : tape.parameters()) {
      each.gradient().fill(Float.NaN);
    }
    tape.forward();
    tape.backward(loss);
    assertThat(loss.value().toArray()).isEqualTo(first);
    for (int i = 0; i < gradients.length; i++) {
      assertThat(tape.parameters().get(i).gradient().toArray()).isEqualTo(gradients[i]);
    }
  }

  @Test
  void aReplayTakesNoMemory() {
    Variable loss = network();
    tape.backward(loss);
    Tensor before = workspace.take(1);
    long bytes = workspace.bytes();
    for (int replay = 0; replay < 20; replay++) {
      tape.forward();
      tape.backward(loss);
    }
    assertThat(workspace.bytes()).isEqualTo(bytes);
    assertThat(workspace.take(1).offset() - before.offset()).isEqualTo(16);

    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadAllocatedBytes();
    for (int replay = 0; replay < 10; replay++) {
      tape.forward();
      tape.backward(loss);
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - start) / 10;
    // The kernels' argument checks make a few small objects until they are compiled; a tensor of
    // this network, made anew once a replay, would be 16 KB at the least.
    assertThat(each).isLessThan(16_000);
  }
}
