package capstan.capsnet.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.Shape;
import capstan.core.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WeightLayoutTest {

  private static Tensor numbered(Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    for (int k = 0; k < tensor.elements(); k++) {
      tensor.array()[k] = k;
    }
    return tensor;
  }

  private static Tensor outside(WeightLayout layout, Tensor inside) {
    Tensor outside = Tensor.zeros(layout.outside());
    layout.toPyTorch(inside, outside);
    return outside;
  }

  @Property(tries = 100)
  void convolutionsSwapAxes(
      @ForAll @IntRange(min = 1, max = 4) int size,
      @ForAll @IntRange(min = 1, max = 5) int in,
      @ForAll @IntRange(min = 1, max = 5) int out) {
    WeightLayout layout = WeightLayout.convolution(size, in, out);
    Tensor inside = numbered(layout.inside());
    Tensor outside = outside(layout, inside);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int k = 0; k < in; k++) {
          for (int o = 0; o < out; o++) {
            assertThat(outside.get(o, k, i, j)).isEqualTo(inside.get(i, j, k, o));
          }
        }
      }
    }
  }

  @Test
  void capsuleIsTypeMajorOutsideAndPlaceMajorInside() {
    // The paper's network: 6x6 places, 32 types. Capsule type 5 at row 2, column 3.
    WeightLayout layout = WeightLayout.capsules(36, 32, 10, 16, 8);
    Tensor inside = Tensor.zeros(layout.inside());
    inside.set(7, (2 * 6 + 3) * 32 + 5, 4, 9, 1);
    Tensor outside = outside(layout, inside);
    assertThat(layout.outside()).isEqualTo(Shape.of(1, 1152, 10, 16, 8));
    assertThat(outside.get(0, 5 * 36 + 2 * 6 + 3, 4, 9, 1)).isEqualTo(7);
  }

  @Test
  void flattenedImagesAreChannelsFirstOutside() {
    WeightLayout reads = WeightLayout.dense(Shape.of(5, 4, 4), Shape.of(3));
    Tensor inside = Tensor.zeros(reads.inside());
    inside.set(1, 2, 13 * 4 + 3);
    assertThat(outside(reads, inside).get(2, 3 * 20 + 13)).isEqualTo(1);

    WeightLayout makes = WeightLayout.dense(Shape.of(3), Shape.of(5, 4, 4));
    Tensor rows = Tensor.zeros(makes.inside());
    rows.set(1, 13 * 4 + 3, 2);
    assertThat(outside(makes, rows).get(3 * 20 + 13, 2)).isEqualTo(1);

    WeightLayout bias = WeightLayout.dense(Shape.of(5, 4, 4));
    Tensor biases = Tensor.zeros(bias.inside());
    biases.set(1, 13 * 4 + 3);
    assertThat(outside(bias, biases).get(3 * 20 + 13)).isEqualTo(1);
  }

  @Test
  void thereAndBackIsTheSame() {
    WeightLayout[] layouts = {
      WeightLayout.same(3, 4),
      WeightLayout.convolution(3, 4, 5),
      WeightLayout.capsules(6, 3, 4, 5, 2),
      WeightLayout.dense(Shape.of(3, 2, 2), Shape.of(3)),
      WeightLayout.dense(Shape.of(3, 2, 2), Shape.of(1, 2, 3)),
      WeightLayout.dense(Shape.of(3), Shape.of(3, 2, 2)),
      WeightLayout.dense(Shape.of(3, 2, 2))
    };
    for (WeightLayout layout : layouts) {
      Tensor inside = numbered(layout.inside());
      Tensor back = Tensor.zeros(layout.inside());
      layout.fromPyTorch(outside(layout, inside), back);
      assertThat(back.toArray()).isEqualTo(inside.toArray());
    }
  }

  @Test
  void anotherShapeIsRefusedWithBoth() {
    WeightLayout layout = WeightLayout.convolution(3, 4, 5);
    assertThatThrownBy(() -> layout.fromPyTorch(Tensor.zeros(5, 4, 9), Tensor.zeros(3, 3, 4, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[5, 4, 3, 3]")
        .hasMessageContaining("[5, 4, 9]");
  }
}
