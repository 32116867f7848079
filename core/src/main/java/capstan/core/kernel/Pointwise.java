package capstan.core.kernel;

import capstan.core.Tensor;

/**
 * Kernels that treat each element alone. Outputs may be the same tensor as an input, and overlap it
 * in no other way. Arguments of one call have the same number of elements; shapes may differ.
 */
public abstract class Pointwise {

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
    int n = same("add", a, b, y);
    add(n, a.array(), a.offset(), b.array(), b.offset(), y.array(), y.offset());
  }

  /**
   * y = a · b, element by element.
   *
   * @param a first factor
   * @param b second factor
   * @param y the product, overwritten
   */
  public final void multiply(Tensor a, Tensor b, Tensor y) {
    int n = same("multiply", a, b, y);
    multiply(n, a.array(), a.offset(), b.array(), b.offset(), y.array(), y.offset());
  }

  /**
   * y = a / b, element by element.
   *
   * @param a dividend
   * @param b divisor
   * @param y the quotient, overwritten
   */
  public final void divide(Tensor a, Tensor b, Tensor y) {
    int n = same("divide", a, b, y);
    divide(n, a.array(), a.offset(), b.array(), b.offset(), y.array(), y.offset());
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
    int n = same("addScaled", a, b, y);
    addScaled(n, factor, a.array(), a.offset(), b.array(), b.offset(), y.array(), y.offset());
  }

  /**
   * y = factor · x.
   *
   * @param x input
   * @param factor the factor
   * @param y overwritten
   */
  public final void scale(Tensor x, float factor, Tensor y) {
    int n = same("scale", x, y, y);
    scale(n, factor, x.array(), x.offset(), y.array(), y.offset());
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
    int n = same("scaledDifference", a, b, y);
    scaledDifference(
        n, factor, a.array(), a.offset(), b.array(), b.offset(), y.array(), y.offset());
  }

  /**
   * y = max(0, x); NaN stays NaN.
   *
   * @param x input
   * @param y overwritten
   */
  public final void relu(Tensor x, Tensor y) {
    int n = same("relu", x, y, y);
    relu(n, x.array(), x.offset(), y.array(), y.offset());
  }

  /**
   * dx = dy where y &gt; 0, else 0.
   *
   * @param y output of {@link #relu}
   * @param dy gradient of y
   * @param dx overwritten
   */
  public final void reluBackward(Tensor y, Tensor dy, Tensor dx) {
    int n = same("reluBackward", y, dy, dx);
    reluBackward(n, y.array(), y.offset(), dy.array(), dy.offset(), dx.array(), dx.offset());
  }

  /**
   * y = 1 / (1 + exp(−x)).
   *
   * @param x input
   * @param y overwritten
   */
  public final void sigmoid(Tensor x, Tensor y) {
    int n = same("sigmoid", x, y, y);
    sigmoid(n, x.array(), x.offset(), y.array(), y.offset());
  }

  /**
   * dx = dy · y · (1 − y).
   *
   * @param y output of {@link #sigmoid}
   * @param dy gradient of y
   * @param dx overwritten
   */
  public final void sigmoidBackward(Tensor y, Tensor dy, Tensor dx) {
    int n = same("sigmoidBackward", y, dy, dx);
    sigmoidBackward(n, y.array(), y.offset(), dy.array(), dy.offset(), dx.array(), dx.offset());
  }

  /**
   * y = exp(x), by the library's own polynomial, so that every platform and width gives the same
   * bits; relative error below 2e-7, +∞ above 88.73, 0 below −87.34, NaN for NaN.
   *
   * @param x input
   * @param y overwritten
   */
  public final void exp(Tensor x, Tensor y) {
    int n = same("exp", x, y, y);
    exp(n, x.array(), x.offset(), y.array(), y.offset());
  }

  /**
   * y = ln x, by the library's own polynomial, with the same bits everywhere; relative error below
   * 2e-7, −∞ at 0, NaN below.
   *
   * @param x input
   * @param y overwritten
   */
  public final void log(Tensor x, Tensor y) {
    int n = same("log", x, y, y);
    log(n, x.array(), x.offset(), y.array(), y.offset());
  }

  /**
   * y = tanh(x), by the library's own polynomial, with the same bits everywhere; relative error
   * below 3e-7.
   *
   * @param x input
   * @param y overwritten
   */
  public final void tanh(Tensor x, Tensor y) {
    int n = same("tanh", x, y, y);
    tanh(n, x.array(), x.offset(), y.array(), y.offset());
  }

  /**
   * y[r, c] = x[r, c] + bias[c].
   *
   * @param x matrix or more axes, the last as long as the bias
   * @param bias [columns]
   * @param y as x, overwritten
   */
  public final void addBias(Tensor x, Tensor bias, Tensor y) {
    same("addBias", x, y, y);
    Check.shape("addBias", "bias", bias, x.shape().columns());
    addBias(
        x.shape().rows(),
        x.shape().columns(),
        x.array(),
        x.offset(),
        bias.array(),
        bias.offset(),
        y.array(),
        y.offset());
  }

  private static int same(String kernel, Tensor first, Tensor second, Tensor third) {
    Check.elements(kernel, "second argument", second, first.elements());
    Check.elements(kernel, "last argument", third, first.elements());
    return first.elements();
  }

  /** {@link #add(Tensor, Tensor, Tensor)} on n elements of arrays. */
  protected abstract void add(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset);

  /** {@link #multiply(Tensor, Tensor, Tensor)} on n elements of arrays. */
  protected abstract void multiply(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset);

  /** {@link #divide(Tensor, Tensor, Tensor)} on n elements of arrays. */
  protected abstract void divide(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset);

  /** {@link #addScaled(Tensor, float, Tensor, Tensor)} on n elements of arrays. */
  protected abstract void addScaled(
      int n, float factor, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset);

  /** {@link #scale(Tensor, float, Tensor)} on n elements of arrays. */
  protected abstract void scale(
      int n, float factor, float[] x, int xOffset, float[] y, int yOffset);

  /** {@link #scaledDifference(Tensor, Tensor, float, Tensor)} on n elements of arrays. */
  protected abstract void scaledDifference(
      int n, float factor, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset);

  /** {@link #relu(Tensor, Tensor)} on n elements of arrays. */
  protected abstract void relu(int n, float[] x, int xOffset, float[] y, int yOffset);

  /** {@link #reluBackward(Tensor, Tensor, Tensor)} on n elements of arrays. */
  protected abstract void reluBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset);

  /** {@link #sigmoid(Tensor, Tensor)} on n elements of arrays. */
  protected abstract void sigmoid(int n, float[] x, int xOffset, float[] y, int yOffset);

  /** {@link #sigmoidBackward(Tensor, Tensor, Tensor)} on n elements of arrays. */
  protected abstract void sigmoidBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset);

  /** {@link #exp(Tensor, Tensor)} on n elements of arrays. */
  protected abstract void exp(int n, float[] x, int xOffset, float[] y, int yOffset);

  /** {@link #log(Tensor, Tensor)} on n elements of arrays. */
  protected abstract void log(int n, float[] x, int xOffset, float[] y, int yOffset);

  /** {@link #tanh(Tensor, Tensor)} on n elements of arrays. */
  protected abstract void tanh(int n, float[] x, int xOffset, float[] y, int yOffset);

  /** {@link #addBias(Tensor, Tensor, Tensor)} on arrays. */
  protected abstract void addBias(
      int rows,
      int columns,
      float[] x,
      int xOffset,
      float[] bias,
      int biasOffset,
      float[] y,
      int yOffset);
}
