package capstan.capsnet.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Runs a graph in double precision, each operator as ONNX' specification has it for opset 17: slow,
 * plain, and written without a look at what is exported.
 */
final class OnnxInterpreter {

  /** A tensor, its first axis slowest. */
  static final class Values {
    private final int[] shape;
    private final double[] data;

    Values(int[] shape, double[] data) {
      this.shape = shape;
      this.data = data;
    }

    Values(int... shape) {
      this(shape, new double[product(shape, 0, shape.length)]);
    }

    int[] shape() {
      return shape;
    }

    double[] data() {
      return data;
    }

    int extent(int axis) {
      return shape[axis];
    }

    private Values map(DoubleUnaryOperator each) {
      return new Values(shape, Arrays.stream(data).map(each).toArray());
    }

    private Values as(int... other) {
      if (product(other, 0, other.length) != data.length) {
        throw new IllegalArgumentException(
            Arrays.toString(shape) + " as " + Arrays.toString(other));
      }
      return new Values(other, data);
    }
  }

  private final Map<String, Values> values = new HashMap<>();

  private OnnxInterpreter() {}

  /** All values of the graph for some inputs. */
  static Map<String, Values> run(OnnxFile file, Map<String, Values> inputs) {
    OnnxInterpreter interpreter = new OnnxInterpreter();
    interpreter.values.putAll(inputs);
    file.initializers()
        .forEach(
            (name, tensor) ->
                interpreter.values.put(
                    name, new Values(extents(tensor.shape()), tensor.numbers())));
    for (OnnxFile.Node node : file.nodes()) {
      interpreter.values.put(node.outputs().getFirst(), interpreter.compute(node));
    }
    return interpreter.values;
  }

  private static int[] extents(List<Integer> shape) {
    return shape.stream().mapToInt(extent -> extent).toArray();
  }

  private Values compute(OnnxFile.Node node) {
    List<Values> in = node.inputs().stream().map(this::known).toList();
    Values x = in.getFirst();
    return switch (node.type()) {
      case "Cast" -> x;
      case "Relu" -> x.map(each -> Math.max(0, each));
      case "Sigmoid" -> x.map(each -> 1 / (1 + Math.exp(-each)));
      case "Tanh" -> x.map(Math::tanh);
      case "Sqrt" -> x.map(Math::sqrt);
      case "Add" -> broadcast(x, in.get(1), Double::sum);
      case "Mul" -> broadcast(x, in.get(1), (a, b) -> a * b);
      case "Div" -> broadcast(x, in.get(1), (a, b) -> a / b);
      case "Max" -> broadcast(x, in.get(1), Math::max);
      case "Conv" -> convolve(x, in.get(1), in.get(2), node);
      case "BatchNormalization" -> normalize(in, Float.intBitsToFloat(node.attribute("epsilon")));
      case "Gemm" -> gemm(x, in.get(1), in.get(2), node);
      case "MatMul" -> products(x, in.get(1));
      case "Reshape" -> reshape(x, in.get(1));
      case "Transpose" -> transpose(x, node.attributes().get("perm"));
      case "Flatten" -> x.as(x.extent(0), product(x.shape(), 1, x.shape().length));
      case "Unsqueeze" -> unsqueeze(x, (int) in.get(1).data()[0]);
      case "ReduceSum" ->
          reduce(x, (int) in.get(1).data()[0], node.attribute("keepdims"), each -> each);
      case "ReduceSumSquare" ->
          reduce(x, node.attribute("axes"), node.attribute("keepdims"), each -> each * each);
      case "ReduceL2" ->
          reduce(x, node.attribute("axes"), node.attribute("keepdims"), each -> each * each)
              .map(Math::sqrt);
      case "Softmax" -> softmax(x, node.attribute("axis"));
      case "ArgMax" -> largest(x);
      case "OneHot" -> oneHot(x, (int) in.get(1).data()[0], in.get(2).data());
      default -> throw new IllegalArgumentException("operator " + node.type());
    };
  }

  private Values known(String name) {
    Values found = values.get(name);
    if (found == null) {
      throw new IllegalArgumentException(name + " is read before it is made");
    }
    return found;
  }

  private static int product(int[] extents, int from, int to) {
    return IntStream.range(from, to).map(axis -> extents[axis]).reduce(1, (a, b) -> a * b);
  }

  /** Shapes are aligned at their ends; an extent of 1, or none, goes with any. */
  private static Values broadcast(Values a, Values b, DoubleBinaryOperator each) {
    int rank = Math.max(a.shape().length, b.shape().length);
    int[] first = aligned(a.shape(), rank);
    int[] second = aligned(b.shape(), rank);
    Values result =
        new Values(
            IntStream.range(0, rank).map(axis -> Math.max(first[axis], second[axis])).toArray());
    for (int k = 0; k < result.data().length; k++) {
      result.data()[k] =
          each.applyAsDouble(
              a.data()[place(k, result.shape(), first)],
              b.data()[place(k, result.shape(), second)]);
    }
    return result;
  }

  private static int[] aligned(int[] shape, int rank) {
    int[] longer = new int[rank];
    Arrays.fill(longer, 1);
    System.arraycopy(shape, 0, longer, rank - shape.length, shape.length);
    return longer;
  }

  /** Where the number is that goes with one of a larger shape. */
  private static int place(int index, int[] shape, int[] smaller) {
    int left = index;
    int place = 0;
    int stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (smaller[axis] != 1 && smaller[axis] != shape[axis]) {
        throw new IllegalArgumentException(
            Arrays.toString(smaller) + " does not go with " + Arrays.toString(shape));
      }
      place += smaller[axis] == 1 ? 0 : left % shape[axis] * stride;
      left /= shape[axis];
      stride *= smaller[axis];
    }
    return place;
  }

  /** x, scale, bias, mean and variance; channels are the second axis. */
  private static Values normalize(List<Values> in, float epsilon) {
    Values x = in.getFirst();
    int places = product(x.shape(), 2, x.shape().length);
    Values y = new Values(x.shape());
    for (int k = 0; k < y.data().length; k++) {
      int c = k / places % x.extent(1);
      double deviation = Math.sqrt(in.get(4).data()[c] + epsilon);
      y.data()[k] =
          (x.data()[k] - in.get(3).data()[c]) / deviation * in.get(1).data()[c]
              + in.get(2).data()[c];
    }
    return y;
  }

  private static Values convolve(Values x, Values w, Values bias, OnnxFile.Node node) {
    int rows = w.extent(2);
    int columns = w.extent(3);
    assertThat(node.attributes().get("kernel_shape")).containsExactly(rows, columns);
    int stride = node.attributes().containsKey("strides") ? node.attribute("strides") : 1;
    int padding = node.attributes().containsKey("pads") ? node.attribute("pads") : 0;
    int groups = node.attributes().containsKey("group") ? node.attribute("group") : 1;
    int each = x.extent(1) / groups;
    int height = x.extent(2);
    int width = x.extent(3);
    Values y =
        new Values(
            x.extent(0),
            w.extent(0),
            (height + 2 * padding - rows) / stride + 1,
            (width + 2 * padding - columns) / stride + 1);
    int k = 0;
    for (int image = 0; image < y.extent(0); image++) {
      for (int out = 0; out < y.extent(1); out++) {
        for (int row = 0; row < y.extent(2); row++) {
          for (int column = 0; column < y.extent(3); column++, k++) {
            double sum = bias.data()[out];
            int first = out / (w.extent(0) / groups) * each;
            for (int in = 0; in < each; in++) {
              for (int dy = 0; dy < rows; dy++) {
                for (int dx = 0; dx < columns; dx++) {
                  int r = row * stride - padding + dy;
                  int c = column * stride - padding + dx;
                  if (r >= 0 && r < height && c >= 0 && c < width) {
                    sum +=
                        x.data()[((image * x.extent(1) + first + in) * height + r) * width + c]
                            * w.data()[((out * each + in) * rows + dy) * columns + dx];
                  }
                }
              }
            }
            y.data()[k] = sum;
          }
        }
      }
    }
    return y;
  }

  /** x · Wᵀ + bias. */
  private static Values gemm(Values x, Values w, Values bias, OnnxFile.Node node) {
    if (node.attribute("transB") != 1) {
      throw new IllegalArgumentException("transB");
    }
    return broadcast(products(x, transpose(w, 1, 0)), bias, Double::sum);
  }

  /** A product of matrices for each index of the axes before the last two, which are alike. */
  private static Values products(Values a, Values b) {
    int rank = a.shape().length;
    int rows = a.extent(rank - 2);
    int depth = a.extent(rank - 1);
    int columns = b.extent(rank - 1);
    int count = product(a.shape(), 0, rank - 2);
    int[] shape = a.shape().clone();
    shape[rank - 1] = columns;
    if (!Arrays.equals(a.shape(), 0, rank - 2, b.shape(), 0, rank - 2)
        || b.extent(rank - 2) != depth) {
      throw new IllegalArgumentException(
          Arrays.toString(a.shape()) + " times " + Arrays.toString(b.shape()));
    }
    Values c = new Values(shape);
    for (int k = 0; k < c.data().length; k++) {
      int matrix = k / (rows * columns);
      for (int d = 0; d < depth; d++) {
        c.data()[k] +=
            a.data()[k / columns * depth + d]
                * b.data()[(matrix * depth + d) * columns + k % columns];
      }
    }
    if (count * rows * columns != c.data().length) {
      throw new IllegalArgumentException("shapes");
    }
    return c;
  }

  private static Values reshape(Values x, Values to) {
    int[] shape = new int[to.data().length];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = to.data()[axis] == 0 ? x.extent(axis) : (int) to.data()[axis];
    }
    return x.as(shape);
  }

  private static Values transpose(Values x, long... axes) {
    int rank = axes.length;
    int[] shape = IntStream.range(0, rank).map(axis -> x.extent((int) axes[axis])).toArray();
    Values y = new Values(shape);
    for (int k = 0; k < y.data().length; k++) {
      int left = k;
      int[] index = new int[rank];
      for (int axis = rank - 1; axis >= 0; axis--) {
        index[(int) axes[axis]] = left % shape[axis];
        left /= shape[axis];
      }
      int from = 0;
      for (int axis = 0; axis < rank; axis++) {
        from = from * x.extent(axis) + index[axis];
      }
      y.data()[k] = x.data()[from];
    }
    return y;
  }

  private static Values unsqueeze(Values x, int axis) {
    return x.as(
        IntStream.rangeClosed(0, x.shape().length)
            .map(each -> each == axis ? 1 : x.extent(each < axis ? each : each - 1))
            .toArray());
  }

  private static Values reduce(Values x, int axis, int kept, DoubleUnaryOperator each) {
    int reduced = axis < 0 ? axis + x.shape().length : axis;
    int inner = product(x.shape(), reduced + 1, x.shape().length);
    int extent = x.extent(reduced);
    int[] shape =
        IntStream.range(0, x.shape().length)
            .filter(other -> kept == 1 || other != reduced)
            .map(other -> other == reduced ? 1 : x.extent(other))
            .toArray();
    Values y = new Values(shape);
    for (int k = 0; k < x.data().length; k++) {
      y.data()[k / (inner * extent) * inner + k % inner] += each.applyAsDouble(x.data()[k]);
    }
    return y;
  }

  private static Values softmax(Values x, int axis) {
    double most = Arrays.stream(x.data()).max().orElseThrow();
    Values powers = x.map(each -> Math.exp(each - most));
    return broadcast(powers, reduce(powers, axis, 1, each -> each), (a, b) -> a / b);
  }

  /** Of each row, the first of equals. */
  private static Values largest(Values x) {
    Values y = new Values(x.extent(0));
    for (int row = 0; row < x.extent(0); row++) {
      int best = 0;
      for (int column = 1; column < x.extent(1); column++) {
        if (x.data()[row * x.extent(1) + column] > x.data()[row * x.extent(1) + best]) {
          best = column;
        }
      }
      y.data()[row] = best;
    }
    return y;
  }

  private static Values oneHot(Values x, int depth, double... offOn) {
    Values y = new Values(x.extent(0), depth);
    Arrays.fill(y.data(), offOn[0]);
    for (int row = 0; row < x.extent(0); row++) {
      y.data()[row * depth + (int) x.data()[row]] = offOn[1];
    }
    return y;
  }
}
