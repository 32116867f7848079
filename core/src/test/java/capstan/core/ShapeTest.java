package capstan.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {

  @Test
  void countsElementsRowsAndColumns() {
    Shape shape = Shape.of(2, 3, 4);
    assertThat(shape.rank()).isEqualTo(3);
    assertThat(shape.elements()).isEqualTo(24);
    assertThat(shape.rows()).isEqualTo(6);
    assertThat(shape.columns()).isEqualTo(4);
    assertThat(shape.extent(0)).isEqualTo(2);
    assertThat(shape.extent(-1)).isEqualTo(4);
    assertThat(shape.extent(-3)).isEqualTo(2);
    assertThat(shape).hasToString("[2, 3, 4]").isEqualTo(Shape.of(2, 3, 4));
    assertThat(shape).hasSameHashCodeAs(Shape.of(2, 3, 4)).isNotEqualTo(Shape.of(2, 3));
  }

  @Test
  void isNotChangedByTheArraysItIsMadeOfAndGives() {
    int[] extents = {2, 3};
    Shape shape = Shape.of(extents);
    extents[0] = 7;
    shape.extents()[1] = 8;
    assertThat(shape).hasToString("[2, 3]");
  }

  @Test
  void aScalarHasOneElement() {
    Shape scalar = Shape.of();
    assertThat(scalar.elements()).isEqualTo(1);
    assertThat(scalar.rows()).isEqualTo(1);
    assertThat(scalar.columns()).isEqualTo(1);
  }

  @Test
  void anEmptyBatchKeepsItsColumns() {
    Shape empty = Shape.of(0, 5);
    assertThat(empty.elements()).isZero();
    assertThat(empty.rows()).isZero();
    assertThat(empty.columns()).isEqualTo(5);
  }

  @Test
  void refusesNegativeAndHugeExtents() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(2, -1))
        .withMessage("axis 1 of shape [2, -1] is negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(1 << 16, 1 << 15))
        .withMessage("shape [65536, 32768] has more than 2147483647 elements");
  }

  @Test
  void anElementHasAnIndexForEachAxis() {
    assertThat(Shape.of(2, 3, 4).index(0)).hasToString("[0, 0, 0]");
    assertThat(Shape.of(2, 3, 4).index(23)).hasToString("[1, 2, 3]");
    assertThat(Shape.of(2, 3, 4).index(17)).hasToString("[1, 1, 1]");
    assertThat(Shape.of().index(0)).hasToString("[]");
  }

  @Test
  void refusesAnAxisThatIsNotThere() {
    assertThatThrownBy(() -> Shape.of(2).extent(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
