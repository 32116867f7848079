package capstan.core.kernel;

import capstan.core.Expect;
import capstan.core.Exponential;
import capstan.core.HyperbolicTangent;
import capstan.core.Logarithm;
import capstan.core.Tensor;

/**
 * Kernels that treat each element alone. Outputs may be the same tensor as an input, and overlap it
 * in no other way. Arguments of one call have the same number of elements; shapes may differ.
 */
public abstract class Pointwise {
  private static final Expect ADD_BIAS = Expect.of("addBias");
  private static final Expect SCALE_COLUMNS = Expect.of("scaleColumns");

  /** For implementations. */
  protected Pointwise() {}

  /**
   * y = a + b.
   *
   * @param a first summand
   * @param b second summand
   * @param y the sum, overwritten
   */
  public final void add(Tensor a, Tensor b, Tensor y) {
    run(Operation.ADD, 1, a, b, y);
  }

  /**
   * y = a · b, element by element.
   *
   * @param a first factor
   * @param b second factor
   * @param y the product, overwritten
   */
  public final void multiply(Tensor a, Tensor b, Tensor y) {
    run(Operation.MULTIPLY, 1, a, b, y);
  }

  /**
   * y = a / b, element by element.
   *
   * @param a dividend
   * @param b divisor
   * @param y the quotient, overwritten
   */
  public final void divide(Tensor a, Tensor b, Tensor y) {
    run(Operation.DIVIDE, 1, a, b, y);
  }

  /**
   * y = a + factor · b.
   *
   * @param a first summand
   * @param factor of b
   * @param b second summand
   * @param y overwritten
   */
  public final void addScaled(Tensor a, float factor, Tensor b, Tensor y) {
    run(Operation.ADD_SCALED, factor, a, b, y);
  }

  /**
   * y = factor · x.
   *
   * @param x input
   * @param factor the factor
   * @param y overwritten
   */
  public final void scale(Tensor x, float factor, Tensor y) {
    run(Operation.SCALE, factor, x, x, y);
  }

  /**
   * y = factor · (a − b).
   *
   * @param a minuend
   * @param b subtrahend
   * @param factor the factor
   * @param y overwritten
   */
  public final void scaledDifference(Tensor a, Tensor b, float factor, Tensor y) {
    run(Operation.SCALED_DIFFERENCE, factor, a, b, y);
  }

  /**
   * y = a + factor · (b − a): from a the given part of the way to b.
   *
   * @param a where it is 0
   * @param b where it is 1, but for rounding
   * @param factor the part
   * @param y overwritten
   */
  public final void interpolate(Tensor a, Tensor b, float factor, Tensor y) {
    run(Operation.INTERPOLATE, factor, a, b, y);
  }

  /**
   * y = max(0, x); NaN stays NaN.
   *
   * @param x input
   * @param y overwritten
   */
  public final void relu(Tensor x, Tensor y) {
    run(Operation.RELU, 1, x, x, y);
  }

  /**
   * dx = dy where y &gt; 0, else 0.
   *
   * @param y output of {@link #relu}
   * @param dy gradient of y
   * @param dx overwritten
   */
  public final void reluBackward(Tensor y, Tensor dy, Tensor dx) {
    run(Operation.RELU_BACKWARD, 1, y, dy, dx);
  }

  /**
   * y = 1 / (1 + exp(−x)).
   *
   * @param x input
   * @param y overwritten
   */
  public final void sigmoid(Tensor x, Tensor y) {
    run(Operation.SIGMOID, 1, x, x, y);
  }

  /**
   * dx = dy · y · (1 − y).
   *
   * @param y output of {@link #sigmoid}
   * @param dy gradient of y
   * @param dx overwritten
   */
  public final void sigmoidBackward(Tensor y, Tensor dy, Tensor dx) {
    run(Operation.SIGMOID_BACKWARD, 1, y, dy, dx);
  }

  /**
   * y = exp(x), by the library's own polynomial, so that every platform and width gives the same
   * bits; relative error below 2e-7, +∞ above 88.73, 0 below −87.34, NaN for NaN.
   *
   * @param x input
   * @param y overwritten
   */
  public final void exp(Tensor x, Tensor y) {
    run(Operation.EXP, 1, x, x, y);
  }

  /**
   * y = ln x, by the library's own polynomial, with the same bits everywhere; relative error below
   * 2e-7, −∞ at 0, NaN below.
   *
   * @param x input
   * @param y overwritten
   */
  public final void log(Tensor x, Tensor y) {
    run(Operation.LOG, 1, x, x, y);
  }

  /**
   * y = tanh(x), by the library's own polynomial, with the same bits everywhere; relative error
   * below 3e-7.
   *
   * @param x input
   * @param y overwritten
   */
  public final void tanh(Tensor x, Tensor y) {
    run(Operation.TANH, 1, x, x, y);
  }

  /**
   * y[r, c] = x[r, c] + bias[c].
   *
   * @param x matrix or more axes, the last as long as the bias
   * @param bias [columns]
   * @param y as x, overwritten
   */
  public final void addBias(Tensor x, Tensor bias, Tensor y) {
    ADD_BIAS.elements("y", x.elements(), y).rank("bias", 1, bias);
    ADD_BIAS.elements("bias", x.shape().columns(), bias);
    computeBias(x, bias, y);
  }

  /**
   * y[r, c] = x[r, c] · factors[c] + summands[c].
   *
   * @param x matrix or more axes
   * @param factors [columns]
   * @param summands [columns]
   * @param y as x, overwritten
   */
  public final void scaleColumns(Tensor x, Tensor factors, Tensor summands, Tensor y) {
    scaleColumns(x, factors, x, null, summands, y);
  }

  /**
   * y[r, c] = a[r, c] · aFactors[c] + b[r, c] · bFactors[c] + summands[c].
   *
   * @param a matrix or more axes
   * @param aFactors [columns]
   * @param b as a
   * @param bFactors [columns], or null for zeros
   * @param summands [columns]
   * @param y as a, overwritten
   */
  public final void scaleColumns(
      Tensor a, Tensor aFactors, Tensor b, Tensor bFactors, Tensor summands, Tensor y) {
    int columns = a.shape().columns();
    SCALE_COLUMNS.elements("b", a.elements(), b).elements("y", a.elements(), y);
    SCALE_COLUMNS.elements("factors", columns, aFactors).elements("summands", columns, summands);
    if (bFactors != null) {
      SCALE_COLUMNS.elements("factors of b", columns, bFactors);
    }
    computeScaledColumns(a, aFactors, b, bFactors, summands, y);
  }

  private void run(Operation operation, float factor, Tensor a, Tensor b, Tensor y) {
    int n = a.elements();
    if (b.elements() != n || y.elements() != n) {
      Expect.of(operation.kernel).elements("second argument", n, b).elements("last argument", n, y);
    }
    compute(operation, factor, a, b, y);
  }

  /**
   * y = operation(a, b, factor), element by element.
   *
   * @param operation what to do
   * @param factor where the operation has one, otherwise ignored
   * @param a first argument
   * @param b second argument, a itself where there is only one
   * @param y overwritten
   */
  protected abstract void compute(Operation operation, float factor, Tensor a, Tensor b, Tensor y);

  /** {@link #addBias} of checked arguments. */
  protected abstract void computeBias(Tensor x, Tensor bias, Tensor y);

  /** {@link #scaleColumns} of checked arguments. */
  protected abstract void computeScaledColumns(
      Tensor a, Tensor aFactors, Tensor b, Tensor bFactors, Tensor summands, Tensor y);

  /** Every operation on single elements, with its definition. */
  public enum Operation {
    /** a + b. */
    ADD("add"),
    /** a · b. */
    MULTIPLY("multiply"),
    /** a / b. */
    DIVIDE("divide"),
    /** a + factor · b. */
    ADD_SCALED("addScaled"),
    /** factor · a. */
    SCALE("scale"),
    /** factor · (a − b). */
    SCALED_DIFFERENCE("scaledDifference"),
    /** a + factor · (b − a). */
    INTERPOLATE("interpolate"),
    /** max(0, a). */
    RELU("relu"),
    /** b where a is positive, else 0. */
    RELU_BACKWARD("reluBackward"),
    /** 1 / (1 + exp(−a)). */
    SIGMOID("sigmoid"),
    /** b · a · (1 − a). */
    SIGMOID_BACKWARD("sigmoidBackward"),
    /** exp(a). */
    EXP("exp"),
    /** ln a. */
    LOG("log"),
    /** tanh(a). */
    TANH("tanh");

    private final String kernel;

    Operation(String kernel) {
      this.kernel = kernel;
    }

    /**
     * The result for one element.
     *
     * @param a first argument
     * @param b second argument
     * @param factor factor
     */
    public float of(float a, float b, float factor) {
      return switch (this) {
        case ADD -> a + b;
        case MULTIPLY -> a * b;
        case DIVIDE -> a / b;
        case ADD_SCALED -> a + factor * b;
        case SCALE -> factor * a;
        case SCALED_DIFFERENCE -> factor * (a - b);
        case INTERPOLATE -> a + factor * (b - a);
        case RELU -> Math.max(0, a);
        case RELU_BACKWARD -> a > 0 ? b : 0;
        case SIGMOID -> 1 / (1 + Exponential.exp(-a));
        case SIGMOID_BACKWARD -> b * a * (1 - a);
        case EXP -> Exponential.exp(a);
        case LOG -> Logarithm.log(a);
        case TANH -> HyperbolicTangent.tanh(a);
      };
    }
  }
}
