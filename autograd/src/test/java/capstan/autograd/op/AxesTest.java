package capstan.autograd.op;

import static capstan.autograd.TestTensors.doubles;
import static capstan.autograd.TestTensors.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.TestBackend;
import capstan.autograd.TestTensors;
import capstan.autograd.Variable;
import capstan.autograd.check.Formula;
import capstan.autograd.check.GradientCheck;
import capstan.core.CounterRandom;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Matrix products, and operations that put numbers elsewhere. */
class AxesTest {

  @Property(tries = 60)
  void matrixProduct(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 12) int inner,
      @ForAll @IntRange(min = 1, max = 12) int columns) {
    Parameter a = parameter("a", seed, rows, inner);
    Parameter b = parameter("b", seed, inner, columns);
    GradientCheck.of(tape -> MatrixProduct.multiply(tape.parameter(a), tape.parameter(b)), a, b)
        .formula(
            in -> {
              double[] y = new double[rows * columns];
              for (int k = 0; k < y.length * inner; k++) {
                int i = k / inner;
                int j = k % inner;
                y[i] += in[0][i / columns * inner + j] * in[1][j * columns + i % columns];
              }
              return y;
            })
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void concatenate(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 5) Integer> shape,
      @ForAll @IntRange(max = 3) int along,
      @ForAll @IntRange(min = 1, max = 4) int length) {
    int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
    int axis = along % extents.length;
    Parameter a = parameter("a", seed, extents);
    int[] others = extents.clone();
    others[axis] = length;
    Parameter b = parameter("b", seed, others);
    Formula formula =
        in -> {
          Shape whole = Windows.with(a.shape(), axis, extents[axis] + length);
          double[] y = new double[whole.elements()];
          for (int i = 0; i < y.length; i++) {
            int[] index = index(i, whole);
            boolean first = index[axis] < extents[axis];
            index[axis] -= first ? 0 : extents[axis];
            y[i] = first ? in[0][place(index, a.shape())] : in[1][place(index, b.shape())];
          }
          return y;
        };
    GradientCheck.of(
            tape -> Concatenate.concatenate(axis, tape.parameter(a), tape.parameter(b)), a, b)
        .formula(formula)
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void slice(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 5) Integer> shape,
      @ForAll @IntRange(max = 3) int along) {
    int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
    int axis = along % extents.length;
    CounterRandom random = new CounterRandom(seed, 1);
    int from = random.below(0, extents[axis]);
    int count = 1 + random.below(1, extents[axis] - from);
    Parameter x = parameter("x", seed, extents);
    GradientCheck.of(tape -> Slice.slice(tape.parameter(x), axis, from, count), x)
        .formula(
            moved(
                x.shape(),
                Windows.with(x.shape(), axis, count),
                index -> {
                  index[axis] += from;
                  return index;
                }))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void transpose(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @Size(min = 2, max = 5) List<@IntRange(min = 1, max = 4) Integer> shape) {
    int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
    int second = 1 + new CounterRandom(seed, 1).below(0, extents.length - 1);
    int first = new CounterRandom(seed, 2).below(0, second);
    UnaryOperator<int[]> exchange =
        index -> {
          int[] other = index.clone();
          other[first] = index[second];
          other[second] = index[first];
          return other;
        };
    Parameter x = parameter("x", seed, extents);
    GradientCheck.of(tape -> Transpose.transpose(tape.parameter(x), first, second), x)
        .formula(moved(x.shape(), Shape.of(exchange.apply(extents)), exchange))
        .run(on.backend())
        .orThrow();
  }

  /** Every output is the input's element at the index that the output's own is mapped to. */
  private static Formula moved(Shape from, Shape to, UnaryOperator<int[]> map) {
    return in -> {
      double[] y = new double[to.elements()];
      for (int i = 0; i < y.length; i++) {
        y[i] = in[0][place(map.apply(index(i, to)), from)];
      }
      return y;
    };
  }

  private static int[] index(int element, Shape shape) {
    int[] index = new int[shape.rank()];
    int rest = element;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.extent(axis);
      rest /= shape.extent(axis);
    }
    return index;
  }

  private static int place(int[] index, Shape shape) {
    int place = 0;
    for (int axis = 0; axis < index.length; axis++) {
      place = place * shape.extent(axis) + index[axis];
    }
    return place;
  }

  @Test
  void slicesPutTogetherAgainAreTheWhole() {
    Tape tape = new Tape(TestBackend.SIMD.backend(), new Workspace(), true);
    Variable x = tape.input(TestTensors.random(1, 3, 7, 2));
    Variable whole =
        Concatenate.concatenate(
            1, Slice.slice(x, 1, 0, 2), Slice.slice(x, 1, 2, 0), Slice.slice(x, 1, 2, 5));
    assertThat(whole.value().toArray()).isEqualTo(x.value().toArray());
    tape.backward(Sum.sum(whole));
    assertThat(Arrays.stream(doubles(x.gradient()))).containsOnly(1.0);
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    Variable a = tape.constant(Tensor.zeros(2, 3));
    Variable b = tape.constant(Tensor.zeros(2, 4, 1));
    assertThatThrownBy(() -> MatrixProduct.multiply(a, a))
        .hasMessage("matrix product: b must be [3, 3], found constant [2, 3]");
    assertThatThrownBy(() -> Concatenate.concatenate(0, a, b))
        .hasMessage("concatenate: each input must be [2, 3], found constant [2, 4, 1]");
    assertThatThrownBy(() -> Concatenate.concatenate(2, a, b))
        .hasMessage("concatenate: there is no axis 2 of constant [2, 3]");
    assertThatThrownBy(() -> Slice.slice(a, 1, 2, 2))
        .hasMessage("slice: axis 1 of constant [2, 3] has no 2 entries from 2 on");
    assertThatThrownBy(() -> Transpose.transpose(a, 1, 1))
        .hasMessage("transpose: the first axis must be below the second, found 1, 1");
    assertThatThrownBy(() -> Subtract.subtract(a, b)).hasMessageContaining("[2, 4, 1]");
  }
}
