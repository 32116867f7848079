package capstan.autograd.capsule;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.Arrays;

/**
 * The capsules under each place of a kernel that moves over a grid of capsules, {@code
 * torch.nn.Unfold} for capsules: each window becomes an example of its own, so that routing it is
 * routing one image. The gradient of a capsule is the sum of those in its windows, added in the
 * order of the windows.
 *
 * @param x capsules [B, H·W·T, D], place by place in rows, T types at each place
 * @param height H, rows of places
 * @param width W, columns of places
 * @param size K, rows and columns of places under the kernel
 * @param stride its step on both axes
 */
public record CapsuleWindows(Variable x, int height, int width, int size, int stride)
    implements UnaryOperation {

  /**
   * Checks that the kernel fits.
   *
   * @throws IllegalArgumentException if it does not, or the capsules do not fill the places
   */
  public CapsuleWindows {
    Expect.of("capsule windows").shape("capsules [B, I, D]", x);
    if (height < 1
        || width < 1
        || x.shape().extent(1) % (height * width) != 0
        || size < 1
        || size > Math.min(height, width)
        || stride < 1) {
      throw new IllegalArgumentException(
          "capsule windows: a kernel of %dx%d with stride %d does not fit %s on %dx%d places"
              .formatted(size, size, stride, x.shape(), height, width));
    }
  }

  /**
   * Gathers the windows.
   *
   * @param x capsules [B, H·W·T, D], place by place in rows
   * @param height H, rows of places
   * @param width W, columns of places
   * @param size K, rows and columns of places under the kernel
   * @param stride its step on both axes
   * @return [B·H'·W', K·K·T, D] with H' = (H − K) / stride + 1, and W' likewise
   * @throws IllegalArgumentException if the kernel does not fit
   */
  public static Variable windows(Variable x, int height, int width, int size, int stride) {
    return x.tape().record(new CapsuleWindows(x, height, width, size, stride));
  }

  private int outHeight() {
    return (height - size) / stride + 1;
  }

  private int outWidth() {
    return (width - size) / stride + 1;
  }

  private int types() {
    return x.shape().extent(1) / (height * width);
  }

  @Override
  public Shape shape() {
    return Shape.of(
        x.shape().extent(0) * outHeight() * outWidth(), size * size * types(), x.shape().extent(2));
  }

  /** Something done with a row of a window: as many numbers on both sides. */
  private interface Run {
    void at(int inGrid, int inWindows, int length);
  }

  /** Visits the rows of all windows, in the order of the windows. */
  private void forEachRow(Run run) {
    int place = types() * x.shape().extent(2);
    int length = size * place;
    int inWindows = 0;
    for (int image = 0; image < x.shape().extent(0); image++) {
      for (int top = 0; top <= height - size; top += stride) {
        for (int left = 0; left <= width - size; left += stride) {
          for (int y = top; y < top + size; y++) {
            run.at(((image * height + y) * width + left) * place, inWindows, length);
            inWindows += length;
          }
        }
      }
    }
  }

  @Override
  public void forward(Tensor output) {
    float[] from = x.value().array();
    int start = x.value().offset();
    float[] to = output.array();
    int first = output.offset();
    forEachRow(
        (grid, windows, length) ->
            System.arraycopy(from, start + grid, to, first + windows, length));
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] == null) {
      return;
    }
    float[] from = outputGradient.array();
    int first = outputGradient.offset();
    float[] to = inputGradients[0].array();
    int start = inputGradients[0].offset();
    Arrays.fill(to, start, start + inputGradients[0].elements(), 0f);
    forEachRow(
        (grid, windows, length) -> {
          for (int i = 0; i < length; i++) {
            to[start + grid + i] += from[first + windows + i];
          }
        });
  }
}
