package capstan.core.scalar;

import static capstan.core.testing.CentralDifferences.dot;
import static capstan.core.testing.CentralDifferences.gradient;
import static capstan.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.testing.RandomNumbers;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ScalarSoftmaxTest {
  private final ScalarSoftmax softmax = new ScalarSoftmax();

  @Property(tries = 60)
  void agreesWithTheFormula(
      @ForAll @IntRange(max = 4) int rows, @ForAll @IntRange(min = 1, max = 6) int columns) {
    Shape shape = Shape.of(rows, columns);
    Tensor x = Tensor.of(shape, RandomNumbers.normal(shape.elements(), 1));
    Tensor dy = Tensor.of(shape, RandomNumbers.normal(shape.elements(), 2));
    Tensor y = Tensor.zeros(shape);
    Tensor dx = Tensor.zeros(shape);
    softmax.forward(x, y);
    softmax.backward(y, dy, dx);
    double[] exactX = RandomNumbers.doubles(x.toArray());
    double[] exactDy = RandomNumbers.doubles(dy.toArray());
    assertClose(y.toArray(), CapsuleFormulas.softmax(exactX, columns), 0, 1e-6);
    assertClose(
        dx.toArray(),
        gradient(at -> dot(exactDy, CapsuleFormulas.softmax(at, columns)), exactX),
        0.1,
        1e-5);
  }

  @Example
  void largeLogitsDoNotOverflow() {
    Tensor y = Tensor.zeros(2, 3);
    softmax.forward(Tensor.of(Shape.of(2, 3), 1e30f, 0, 1e30f, -1e30f, -1e30f, 500), y);
    assertThat(y.toArray()).containsExactly(0.5f, 0, 0.5f, 0, 0, 1);
  }
}
