package capstan.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorTest {
  private final float[] array = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

  @Test
  void isRowMajor() {
    Tensor tensor = Tensor.view(array, 2, Shape.of(2, 3));
    assertThat(tensor.get(0, 0)).isEqualTo(2);
    assertThat(tensor.get(0, 2)).isEqualTo(4);
    assertThat(tensor.get(1, 0)).isEqualTo(5);
    assertThat(tensor.toArray()).containsExactly(2, 3, 4, 5, 6, 7);
  }

  @Test
  void viewsShareTheirArray() {
    Tensor tensor = Tensor.view(array, 1, Shape.of(6));
    tensor.reshape(3, 2).set(-1, 1, 0);
    assertThat(array[3]).isEqualTo(-1);
    assertThat(tensor.get(2)).isEqualTo(-1);
  }

  @Test
  void slicesRows() {
    Tensor slice = Tensor.view(array, 1, Shape.of(4, 2)).slice(1, 2);
    assertThat(slice.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(slice.toArray()).containsExactly(3, 4, 5, 6);
    assertThat(slice.slice(2, 0).elements()).isZero();
    assertThatThrownBy(() -> slice.slice(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void fillsAndCopiesItsOwnElementsOnly() {
    Tensor tensor = Tensor.view(array, 1, Shape.of(3));
    tensor.fill(-5);
    assertThat(array).containsExactly(0, -5, -5, -5, 4, 5, 6, 7, 8, 9);
    tensor.copyFrom(Tensor.view(array, 7, Shape.of(3, 1)));
    assertThat(array).containsExactly(0, 7, 8, 9, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void toArrayCopies() {
    Tensor tensor = Tensor.zeros(2);
    tensor.toArray()[0] = 1;
    assertThat(tensor.get(0)).isZero();
  }

  @Test
  void namesBothShapesWhenTheyDoNotFit() {
    Tensor tensor = Tensor.zeros(2, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tensor.reshape(7))
        .withMessage("cannot reshape [2, 3] to [7]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tensor.copyFrom(Tensor.zeros(5)))
        .withMessage("cannot copy [5] into [2, 3]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(Shape.of(2), 1, 2, 3))
        .withMessage("shape [2] needs 2 values, found 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.view(array, 5, Shape.of(6)))
        .withMessage("a window of shape [6] at 5 leaves an array of 10");
  }

  @Test
  void refusesIndicesOutsideTheShape() {
    Tensor tensor = Tensor.zeros(2, 3);
    assertThatThrownBy(() -> tensor.get(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tensor.set(1, -1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tensor.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
