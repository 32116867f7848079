package capstan.autograd.op;

import capstan.autograd.Tape;
import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.CounterRandom;
import capstan.core.Expect;
import capstan.core.Tensor;

/**
 * Sets each element to zero with a given probability and scales the others up by as much, so that
 * the expected value stays (Srivastava et al., 2014, inverted): {@code torch.dropout}. Which ones
 * depends on the seed, on {@link Tape#step()} and on the example's place in the whole batch alone.
 * On a tape that does not train it does nothing.
 *
 * @param x any shape, an example a row where a batch is shared
 * @param rate probability of zero, at least 0 and below 1
 * @param random another one for each dropout of a network
 * @param factors memory as x: what each element is multiplied by
 */
public record Dropout(Variable x, double rate, CounterRandom random, Tensor factors)
    implements UnaryOperation {
  /** Keeps these numbers apart from every other use of the seed. */
  private static final long STREAM = 0x64726f706f7574L;

  /**
   * Drops elements, if the tape trains.
   *
   * @param x any shape
   * @param rate probability of zero, at least 0 and below 1
   * @param seed another one for each dropout of a network
   * @return as x; x itself if nothing is to be dropped
   * @throws IllegalArgumentException if the rate is out of range
   */
  public static Variable dropout(Variable x, double rate, long seed) {
    if (!(rate >= 0 && rate < 1)) {
      throw Expect.of("dropout").refusal("the rate must be at least 0 and below 1, found " + rate);
    }
    Tape tape = x.tape();
    if (!tape.training() || rate == 0) {
      return x;
    }
    CounterRandom random = new CounterRandom(seed, STREAM);
    return tape.record(new Dropout(x, rate, random, tape.workspace().take(x.shape())));
  }

  @Override
  public void forward(Tensor output) {
    int before = x.tape().examplesBefore();
    long start = x.tape().step() << 32;
    if (before > 0) {
      start += (long) before * (factors.elements() / factors.shape().extent(0));
    }
    float kept = (float) (1 / (1 - rate));
    for (int i = 0; i < factors.elements(); i++) {
      Elements.set(factors, i, random.uniform(start + i) < rate ? 0 : kept);
    }
    x.backend().pointwise().multiply(x.value(), factors, output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    x.backend().pointwise().multiply(outputGradient, factors, inputGradients[0]);
  }
}
