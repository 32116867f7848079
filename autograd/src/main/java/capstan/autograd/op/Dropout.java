package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.CounterRandom;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Pointwise;
import java.util.List;

/**
 * Sets each element to zero with a given probability and scales the others up by as much, so that
 * the expected value stays (Srivastava et al., 2014, inverted). Which ones depends on the seed and
 * on {@link Tape#step()} alone. On a tape that does not train it does nothing.
 */
public final class Dropout implements Operation {
  /** Keeps these numbers apart from every other use of the seed. */
  private static final long STREAM = 0x64726f706f7574L;

  private final Tape tape;
  private final Pointwise pointwise;
  private final Variable x;
  private final double rate;
  private final CounterRandom random;
  private final Tensor factors;

  private Dropout(Tape tape, Variable x, double rate, long seed) {
    this.tape = tape;
    this.pointwise = tape.backend().pointwise();
    this.x = x;
    this.rate = rate;
    this.random = new CounterRandom(seed, STREAM);
    this.factors = tape.workspace().take(x.shape());
  }

  /**
   * Records it, if the tape trains.
   *
   * @param tape the tape
   * @param x any shape
   * @param rate probability of zero, at least 0 and below 1
   * @param seed another one for each dropout of a network
   * @return as x; x itself if nothing is to be dropped
   * @throws IllegalArgumentException if the rate is out of range
   */
  public static Variable dropout(Tape tape, Variable x, double rate, long seed) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout: the rate must be at least 0 and below 1, found " + rate);
    }
    if (!tape.training() || rate == 0) {
      return x;
    }
    return tape.record(new Dropout(tape, x, rate, seed));
  }

  @Override
  public String name() {
    return "dropout";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x);
  }

  @Override
  public Shape shape() {
    return x.shape();
  }

  @Override
  public void forward(Tensor output) {
    long start = tape.step() << 32;
    float kept = (float) (1 / (1 - rate));
    float[] array = factors.array();
    for (int i = 0; i < factors.elements(); i++) {
      array[factors.offset() + i] = random.uniform(start + i) < rate ? 0 : kept;
    }
    pointwise.multiply(x.value(), factors, output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    pointwise.multiply(outputGradient, factors, inputGradients[0]);
  }
}
