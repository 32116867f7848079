package capstan.examples;

import capstan.autograd.Parameter;
import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.autograd.check.GradientCheck;
import capstan.autograd.check.GradientReport;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.Arrays;

/** An operation of one's own, and the proof that its gradient is right. */
public final class OwnOperation {
  private OwnOperation() {}

  /**
   * y = log(1 + exp(x)): ReLU with its corner rounded.
   *
   * @param x any shape
   */
  public record Softplus(Variable x) implements UnaryOperation {

    /**
     * Applies it to each element.
     *
     * @param x any shape
     * @return as x
     */
    public static Variable softplus(Variable x) {
      return x.tape().record(new Softplus(x));
    }

    @Override
    public void forward(Tensor output) {
      Tensor in = x.value();
      for (int i = 0; i < output.elements(); i++) {
        output.array()[output.offset() + i] = (float) value(in.array()[in.offset() + i]);
      }
    }

    /** dy/dx = 1 / (1 + exp(−x)). */
    @Override
    public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
      Tensor in = x.value();
      Tensor dx = inputGradients[0];
      for (int i = 0; i < dx.elements(); i++) {
        double slope = 1 / (1 + Math.exp(-in.array()[in.offset() + i]));
        dx.array()[dx.offset() + i] =
            (float) (slope * outputGradient.array()[outputGradient.offset() + i]);
      }
    }

    static double value(double x) {
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
  }

  /** Compares the gradient with differences of the formula in double precision. */
  public static void main(String[] arguments) {
    Parameter x = new Parameter("x", Tensor.of(Shape.of(2, 3), -9, -1, -0.1f, 0.5f, 2, 20));
    try (Backend backend = Backends.scalar()) {
      GradientReport report =
          GradientCheck.of(tape -> Softplus.softplus(tape.parameter(x)), x)
              .formula(inputs -> Arrays.stream(inputs[0]).map(Softplus::value).toArray())
              .run(backend);
      report.orThrow();
      System.out.println(report);
    }
  }
}
