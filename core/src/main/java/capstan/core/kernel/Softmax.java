package capstan.core.kernel;

import capstan.core.Tensor;

/** Softmax over the last axis. */
public abstract class Softmax {

  /** For implementations. */
  protected Softmax() {}

  /**
   * y[r, c] = exp(x[r, c] − max) / Σ exp(x[r, ·] − max).
   *
   * @param x matrix or more axes; at least one column
   * @param y as x, overwritten; may be x
   */
  public final void forward(Tensor x, Tensor y) {
    Check.elements("softmax", "y", y, x.elements());
    forward(x.shape().rows(), x.shape().columns(), x.array(), x.offset(), y.array(), y.offset());
  }

  /**
   * dx[r, c] = y[r, c] · (dy[r, c] − Σ dy[r, ·] y[r, ·]).
   *
   * @param y output of {@link #forward}
   * @param dy gradient of y
   * @param dx overwritten; may be dy
   */
  public final void backward(Tensor y, Tensor dy, Tensor dx) {
    Check.elements("softmax", "dy", dy, y.elements());
    Check.elements("softmax", "dx", dx, y.elements());
    backward(
        y.shape().rows(),
        y.shape().columns(),
        y.array(),
        y.offset(),
        dy.array(),
        dy.offset(),
        dx.array(),
        dx.offset());
  }

  /** {@link #forward(Tensor, Tensor)} on arrays. */
  protected abstract void forward(
      int rows, int columns, float[] x, int xOffset, float[] y, int yOffset);

  /** {@link #backward(Tensor, Tensor, Tensor)} on arrays. */
  protected abstract void backward(
      int rows,
      int columns,
      float[] y,
      int yOffset,
      float[] dy,
      int dyOffset,
      float[] dx,
      int dxOffset);
}
