package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.List;

/** Σ (x − target)² over everything, batch included: the reconstruction loss before its weight. */
public final class SumOfSquares implements Operation {
  private final Backend backend;
  private final Variable x;
  private final Variable target;

  private SumOfSquares(Tape tape, Variable x, Variable target) {
    this.backend = tape.backend();
    this.x = x;
    this.target = target;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param x any shape
   * @param target as x; a constant
   * @return a scalar, shape []
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Variable sumOfSquares(Tape tape, Variable x, Variable target) {
    Expect.sameShape("sum of squares", x, target);
    Expect.constant("sum of squares", "target", target);
    return tape.record(new SumOfSquares(tape, x, target));
  }

  @Override
  public String name() {
    return "sum of squares";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x, target);
  }

  @Override
  public Shape shape() {
    return Shape.of();
  }

  @Override
  public void forward(Tensor output) {
    Scalar.set(output, backend.reduction().sumOfSquaredDifferences(x.value(), target.value()));
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    backend
        .pointwise()
        .scaledDifference(
            x.value(), target.value(), 2 * Scalar.get(outputGradient), inputGradients[0]);
  }
}
