package capstan.core.kernel;

import capstan.core.Expect;
import capstan.core.Tensor;

/** Softmax over the last axis. */
public abstract class Softmax {
  private static final Expect EXPECT = Expect.of("softmax");

  /** For implementations. */
  protected Softmax() {}

  /**
   * y[r, c] = exp(x[r, c] − max) / Σ exp(x[r, ·] − max).
   *
   * @param x matrix or more axes; at least one column
   * @param y as x, overwritten; may be x
   */
  public final void forward(Tensor x, Tensor y) {
    EXPECT.elements("y", x.elements(), y);
    computeForward(x, y);
  }

  /**
   * dx[r, c] = y[r, c] · (dy[r, c] − Σ dy[r, ·] y[r, ·]).
   *
   * @param y output of {@link #forward}
   * @param dy gradient of y
   * @param dx overwritten; may be dy
   */
  public final void backward(Tensor y, Tensor dy, Tensor dx) {
    EXPECT.elements("dy", y.elements(), dy);
    EXPECT.elements("dx", y.elements(), dx);
    computeBackward(y, dy, dx);
  }

  /** {@link #forward} of checked arguments. */
  protected abstract void computeForward(Tensor x, Tensor y);

  /** {@link #backward} of checked arguments. */
  protected abstract void computeBackward(Tensor y, Tensor dy, Tensor dx);
}
