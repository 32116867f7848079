package capstan.capsnet.layer;

import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * How one parameter's numbers are ordered inside and in PyTorch. This is the one place that knows;
 * checkpoints, and whoever reads weights of other programs, go through it.
 *
 * <p>Every difference is the same kind of thing: seen with suitable axes, the two orders are a
 * permutation of axes.
 *
 * <table>
 * <caption>Layouts</caption>
 * <tr><th>parameter<th>inside<th>PyTorch
 * <tr><td>convolution weight<td>[height, width, in, out]<td>[out, in, height, width]
 * <tr><td>depthwise convolution weight<td>[height, width, channels]<td>[channels, 1, height, width]
 * <tr><td>capsule weight W<td>[place, type] x [J, E, D]<td>[1] x [type, place] x [J, E, D]
 * <tr><td>fully connected, reading a flattened image<td>columns [place, channel]<td>columns
 *     [channel, place]
 * <tr><td>fully connected, making a flattened image<td>rows [place, channel]<td>rows [channel, place]
 * <tr><td>anything else<td colspan="2">the same
 * </table>
 *
 * <p>A place is y · width + x. The differences come from one fact: inside, images are
 * channels-last. Primary capsule i is therefore place · types + type inside and type · places +
 * place in PyTorch; its numbers are the convolution's output channels type · dimensions + d at that
 * place in both.
 */
public final class WeightLayout {
  private final Shape inside;
  private final Shape outside;
  private final int[] axes;
  private final int[] order;

  /**
   * A permutation.
   *
   * @param inside shape of the parameter
   * @param outside shape in PyTorch
   * @param axes the inside numbers seen with these extents
   * @param order which of those axes comes first, second, … outside
   */
  private WeightLayout(Shape inside, Shape outside, int[] axes, int[] order) {
    this.inside = inside;
    this.outside = outside;
    this.axes = axes;
    this.order = order;
  }

  /**
   * The same order on both sides.
   *
   * @param extents the shape
   */
  public static WeightLayout same(int... extents) {
    Shape shape = Shape.of(extents);
    return new WeightLayout(shape, shape, new int[] {shape.elements()}, new int[] {0});
  }

  /**
   * Weights of a convolution.
   *
   * @param size rows and columns of a kernel
   * @param in input channels
   * @param out output channels
   */
  public static WeightLayout convolution(int size, int in, int out) {
    return new WeightLayout(
        Shape.of(size, size, in, out),
        Shape.of(out, in, size, size),
        new int[] {size, size, in, out},
        new int[] {3, 2, 0, 1});
  }

  /**
   * Weights of a depthwise convolution.
   *
   * @param rows of a kernel
   * @param columns of a kernel
   * @param channels as many in as out
   */
  public static WeightLayout depthwise(int rows, int columns, int channels) {
    return new WeightLayout(
        Shape.of(rows, columns, channels),
        Shape.of(channels, 1, rows, columns),
        new int[] {rows * columns, channels},
        new int[] {1, 0});
  }

  /**
   * Transformation matrices from primary to output capsules.
   *
   * @param places height times width of the grid of primary capsules
   * @param types primary capsules at one place
   * @param out J, output capsules
   * @param outDimensions E
   * @param inDimensions D
   */
  public static WeightLayout capsules(
      int places, int types, int out, int outDimensions, int inDimensions) {
    int capsules = places * types;
    return new WeightLayout(
        Shape.of(capsules, out, outDimensions, inDimensions),
        Shape.of(1, capsules, out, outDimensions, inDimensions),
        new int[] {places, types, out * outDimensions * inDimensions},
        new int[] {1, 0, 2});
  }

  /**
   * Weights [out, in] of a fully connected layer; what has three axes [height, width, channels] is
   * a flattened image.
   *
   * @param input shape of what it reads
   * @param output shape of what it makes
   */
  public static WeightLayout dense(Shape input, Shape output) {
    Shape shape = Shape.of(output.elements(), input.elements());
    int out = places(output);
    int in = places(input);
    int[] axes = {out, output.elements() / out, in, input.elements() / in};
    return new WeightLayout(shape, shape, axes, new int[] {1, 0, 3, 2});
  }

  /**
   * Biases [out] of a fully connected layer.
   *
   * @param output shape of what it makes
   */
  public static WeightLayout dense(Shape output) {
    Shape shape = Shape.of(output.elements());
    int[] axes = {places(output), output.elements() / places(output)};
    return new WeightLayout(shape, shape, axes, new int[] {1, 0});
  }

  private static int places(Shape shape) {
    return shape.rank() == 3 ? shape.extent(0) * shape.extent(1) : 1;
  }

  /** One of the extents with which the numbers inside are seen, such as the types of capsules. */
  int axis(int index) {
    return axes[index];
  }

  /** Shape of the parameter. */
  public Shape inside() {
    return inside;
  }

  /** Shape PyTorch gives it. */
  public Shape outside() {
    return outside;
  }

  /**
   * Reorders from inside to PyTorch's order.
   *
   * @param from as {@link #inside} in shape
   * @param to as {@link #outside} in shape, overwritten
   * @throws IllegalArgumentException if a shape differs
   */
  public void toPyTorch(Tensor from, Tensor to) {
    copy(require("inside", inside, from), require("PyTorch", outside, to), true);
  }

  /**
   * Reorders from PyTorch's order to inside.
   *
   * @param from as {@link #outside} in shape
   * @param to as {@link #inside} in shape, overwritten
   * @throws IllegalArgumentException if a shape differs
   */
  public void fromPyTorch(Tensor from, Tensor to) {
    copy(require("inside", inside, to), require("PyTorch", outside, from), false);
  }

  private static Tensor require(String side, Shape expected, Tensor found) {
    if (!found.shape().equals(expected)) {
      throw new IllegalArgumentException(
          side + " layout: expected " + expected + ", found " + found.shape());
    }
    return found;
  }

  /** Walks the outside in order, stepping through the inside by the permuted axes' strides. */
  private void copy(Tensor in, Tensor out, boolean outwards) {
    int rank = axes.length;
    int[] strides = new int[rank];
    for (int axis = rank - 1, stride = 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= axes[axis];
    }
    int[] index = new int[rank];
    int inner = in.offset();
    for (int outer = out.offset(); outer < out.offset() + out.elements(); outer++) {
      if (outwards) {
        out.array()[outer] = in.array()[inner];
      } else {
        in.array()[inner] = out.array()[outer];
      }
      for (int k = rank - 1; k >= 0; k--) {
        int axis = order[k];
        inner += strides[axis];
        if (++index[k] < axes[axis]) {
          break;
        }
        inner -= axes[axis] * strides[axis];
        index[k] = 0;
      }
    }
  }
}
