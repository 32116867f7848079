package capstan.autograd.op;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * The largest number of each window, channels last: {@code torch.nn.functional.max_pool2d}, in
 * another layout. The first of equals has the gradient; NaN stays NaN.
 *
 * @param x [B, height, width, channels]
 * @param size height and width of a window
 * @param stride step from window to window on both axes
 */
public record MaxPool(Variable x, int size, int stride) implements UnaryOperation {

  /** Checks that there is a window. */
  public MaxPool {
    Expect expect = Expect.of("max pool").shape("x [B, height, width, channels]", x);
    if (size < 1 || stride < 1 || size > Math.min(x.shape().extent(1), x.shape().extent(2))) {
      throw expect.refusal("no window of " + size + " in steps of " + stride + " fits " + x);
    }
  }

  /**
   * Takes the largest number of each window.
   *
   * @param x [B, height, width, channels]
   * @param size height and width of a window
   * @param stride step from window to window on both axes
   * @return [B, outHeight, outWidth, channels]
   * @throws IllegalArgumentException if no window fits
   */
  public static Variable maxPool(Variable x, int size, int stride) {
    return x.tape().record(new MaxPool(x, size, stride));
  }

  @Override
  public Shape shape() {
    Shape image = x.shape();
    int rows = (image.extent(1) - size) / stride + 1;
    int columns = (image.extent(2) - size) / stride + 1;
    return Shape.of(image.extent(0), rows, columns, image.extent(3));
  }

  @Override
  public void forward(Tensor output) {
    eachOutput(
        output.shape(),
        (to, largest) -> Elements.set(output, to, Elements.get(x.value(), largest)));
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    Tensor dx = inputGradients[0];
    dx.fill(0);
    eachOutput(
        output.shape(),
        (from, largest) -> {
          float sum = Elements.get(dx, largest) + Elements.get(outputGradient, from);
          Elements.set(dx, largest, sum);
        });
  }

  /** An output and the element of x that it is equal to. */
  @FunctionalInterface
  private interface Pair {
    void visit(int output, int largest);
  }

  /** In order within an image; images are shared among the workers. */
  private void eachOutput(Shape out, Pair pair) {
    int each = out.extent(1) * out.extent(2) * out.extent(3);
    x.backend()
        .workers()
        .run(
            out.extent(0),
            (image, worker) -> {
              for (int i = image * each; i < (image + 1) * each; i++) {
                pair.visit(i, largest(i, out));
              }
            });
  }

  private int largest(int output, Shape out) {
    int channels = out.extent(3);
    int place = output / channels;
    int image = place / out.extent(2) / out.extent(1);
    int top = place / out.extent(2) % out.extent(1) * stride;
    int left = place % out.extent(2) * stride;
    int largest = -1;
    for (int row = top; row < top + size; row++) {
      for (int column = left; column < left + size; column++) {
        int at = (image * x.shape().extent(1) + row) * x.shape().extent(2) + column;
        at = at * channels + output % channels;
        if (largest < 0
            || Float.compare(Elements.get(x.value(), at), Elements.get(x.value(), largest)) > 0) {
          largest = at;
        }
      }
    }
    return largest;
  }
}
