package capstan.autograd.op;

import static capstan.autograd.TestTensors.doubles;
import static capstan.autograd.TestTensors.oneHot;
import static capstan.autograd.TestTensors.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.TestBackend;
import capstan.autograd.TestTensors;
import capstan.autograd.Variable;
import capstan.autograd.check.GradientCheck;
import capstan.autograd.loss.MarginLoss;
import capstan.autograd.loss.SoftmaxCrossEntropy;
import capstan.autograd.loss.SumOfSquares;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LossTest {

  @Property(tries = 60)
  void marginLoss(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int batch,
      @ForAll @IntRange(min = 1, max = 12) int classes) {
    Parameter lengths = parameter("lengths", seed, batch, classes);
    Tensor targets = oneHot(seed, batch, classes);
    GradientCheck.of(
            tape -> MarginLoss.marginLoss(tape.parameter(lengths), tape.constant(targets)), lengths)
        .formula(in -> new double[] {Formulas.marginLoss(in[0], doubles(targets), batch)})
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 20)
  void marginLossWithOtherConstants(@ForAll TestBackend on, @ForAll long seed) {
    Parameter lengths = parameter("lengths", seed, 3, 4);
    Tensor targets = oneHot(seed, 3, 4);
    GradientCheck.of(
            tape ->
                MarginLoss.marginLoss(
                    tape.parameter(lengths), tape.constant(targets), 0.7, 0.3, 0.25),
            lengths)
        .formula(
            in -> new double[] {Formulas.marginLoss(in[0], doubles(targets), 3, 0.7, 0.3, 0.25)})
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void sumOfSquares(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int batch,
      @ForAll @IntRange(min = 1, max = 40) int pixels) {
    Parameter x = parameter("x", seed, batch, pixels);
    Tensor target = TestTensors.random(seed + 1, batch, pixels);
    GradientCheck.of(tape -> SumOfSquares.sumOfSquares(tape.parameter(x), tape.constant(target)), x)
        .formula(in -> new double[] {Formulas.sumOfSquares(in[0], doubles(target))})
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void softmaxCrossEntropy(
      @ForAll TestBackend on,
      @ForAll boolean soft,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int batch,
      @ForAll @IntRange(min = 1, max = 12) int classes) {
    Parameter logits = parameter("logits", seed, batch, classes);
    Tensor targets = soft ? TestTensors.random(seed, batch, classes) : oneHot(seed, batch, classes);
    GradientCheck.of(
            tape ->
                SoftmaxCrossEntropy.softmaxCrossEntropy(
                    tape.parameter(logits), tape.constant(targets)),
            logits)
        .formula(
            in -> {
              double[] probabilities = Formulas.softmax(in[0], classes);
              double sum = 0;
              for (int k = 0; k < probabilities.length; k++) {
                sum -= doubles(targets)[k] * Math.log(probabilities[k]);
              }
              return new double[] {sum / batch};
            })
        .run(on.backend())
        .orThrow();
  }

  /** Trap: a margin that is not squared. Two images of two classes, by hand. */
  @Test
  void marginLossByHand() {
    Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    Variable lengths = tape.constant(Tensor.of(Shape.of(2, 2), 0.5f, 0.3f, 0.95f, 0.05f));
    Variable targets = tape.constant(Tensor.of(Shape.of(2, 2), 1, 0, 1, 0));
    float loss = MarginLoss.marginLoss(lengths, targets).value().get();
    assertThat(loss).isCloseTo((0.16f + 0.5f * 0.04f) / 2, within(1e-6f));
    double first = MarginLoss.ofOne(lengths.value().toArray(), 0, 2, 0);
    double second = MarginLoss.ofOne(lengths.value().toArray(), 2, 2, 0);
    assertThat((float) (first + second) / 2).isCloseTo(loss, within(1e-6f));
  }

  @Test
  void crossEntropyOfHugeLogitsIsExact() {
    Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    Variable logits = tape.input(Tensor.of(Shape.of(1, 3), 1000, 0, -1000));
    Variable targets = tape.constant(Tensor.of(Shape.of(1, 3), 0, 0, 1));
    Variable loss = SoftmaxCrossEntropy.softmaxCrossEntropy(logits, targets);
    tape.backward(loss);
    assertThat(loss.value().get()).isEqualTo(2000);
    assertThat(logits.gradient().toArray()).containsExactly(1, 0, -1);
  }

  @Test
  void targetsMustBeConstantsOfTheSameShape() {
    Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    Variable x = tape.input(Tensor.zeros(2, 3));
    Variable other = tape.constant(Tensor.zeros(3, 2));
    assertThatThrownBy(() -> MarginLoss.marginLoss(x, x)).hasMessageContaining("constant");
    assertThatThrownBy(() -> SumOfSquares.sumOfSquares(x, other))
        .hasMessageContaining("[2, 3]")
        .hasMessageContaining("[3, 2]");
    assertThatThrownBy(() -> SoftmaxCrossEntropy.softmaxCrossEntropy(x, other))
        .hasMessageContaining("[3, 2]");
  }
}
