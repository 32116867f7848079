package capstan.mnist.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import capstan.core.Tensor;
import capstan.mnist.picture.Reconstructions.Reading;
import capstan.mnist.picture.Reconstructions.Row;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconstructionsTest {
  private static final int RED = 0xc8321e;

  @Test
  void inputsLieOverTheirReconstructions() throws IOException {
    Tensor inputs = Tensor.zeros(3, 8, 8, 1);
    Tensor outputs = Tensor.zeros(3, 64);
    for (int image = 0; image < 3; image++) {
      inputs.slice(image, 1).fill(0.2f * image);
      outputs.slice(image, 1).fill(1 - 0.2f * image);
    }
    Picture picture = draw(inputs, List.of(new Row("again", outputs)), new int[3], new int[3]);
    // Cells end at the right margin: their width is 24, the gap 6; a row is 24 high, the gap 6.
    for (int image = 0; image < 3; image++) {
      int x = picture.width() - 16 - 12 - (2 - image) * 30;
      assertThat(picture.rgb(x, 16 + 12)).isEqualTo(0x333333 * image);
      assertThat(picture.rgb(x, 16 + 30 + 12)).isEqualTo(0xffffff - 0x333333 * image);
    }
  }

  @Test
  void onlyMisreadImagesAreMarked() throws IOException {
    Tensor inputs = Tensor.zeros(2, 28, 28, 1);
    List<Row> rows = List.of(new Row("reconstruction", inputs));
    assertThat(redPixels(draw(inputs, rows, new int[] {4, 7}, new int[] {4, 7}))).isZero();
    Picture second = draw(inputs, rows, new int[] {4, 7}, new int[] {4, 1});
    int middle = second.width() - 16 - 84 - 3;
    assertThat(second.rgb(second.width() - 15, 50)).isEqualTo(RED);
    assertThat(redPixels(second)).isGreaterThan(2 * 4 * 84 * 2);
    for (int y = 0; y < second.height(); y++) {
      for (int x = 0; x < middle - 3; x++) {
        assertThat(second.rgb(x, y)).isNotEqualTo(RED);
      }
    }
  }

  @Test
  void aCaptionTellsWhatWasReadWhereThatMatters() {
    assertThat(new Reading("cat", "cat", "").caption()).isEqualTo("cat");
    assertThat(new Reading("cat", "dog", "").caption()).isEqualTo("cat read as dog");
    // Among images of note some are right: nobody should have to guess which.
    assertThat(new Reading("cat", "cat", "#3").caption()).isEqualTo("cat read as cat");
  }

  @Test
  void manyImagesWrapIntoBands() throws IOException {
    Tensor sixteen = Tensor.zeros(16, 28, 28, 1);
    Tensor seventeen = Tensor.zeros(17, 28, 28, 1);
    Picture one = draw(sixteen, List.of(new Row("r", sixteen)), new int[16], new int[16]);
    Picture two = draw(seventeen, List.of(new Row("r", seventeen)), new int[17], new int[17]);
    assertThat(two.width()).isEqualTo(one.width());
    assertThat(two.height()).isEqualTo(2 * (one.height() - 32) + 32 + 6 + 14);
  }

  @Test
  void oneOddColourImageWithSeveralRowsCanBeDrawn() throws IOException {
    Tensor inputs = Tensor.zeros(1, 5, 7, 3);
    inputs.fill(Float.NaN);
    List<Row> rows =
        List.of(new Row("masked by label", inputs), new Row("masked by prediction", inputs));
    Picture picture = draw(inputs, rows, new int[] {1}, new int[] {2});
    assertThat(picture.height()).isEqualTo(16 + 3 * (15 + 6) + 20 - 6 + 16);
  }

  @Test
  void refusesCountsThatDoNotMatch() {
    Tensor inputs = Tensor.zeros(2, 4, 4, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draw(inputs, List.of(), new int[1], new int[1]))
        .withMessageContaining("2 inputs with 1 readings");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> draw(inputs, List.of(new Row("r", Tensor.zeros(2, 15))), new int[2], new int[2]))
        .withMessageContaining("[2, 15]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draw(Tensor.zeros(2, 16), List.of(), new int[2], new int[2]));
  }

  private static Picture draw(Tensor inputs, List<Row> rows, int[] labels, int[] predictions)
      throws IOException {
    List<Reading> readings =
        IntStream.range(0, labels.length)
            .mapToObj(image -> new Reading("" + labels[image], "" + predictions[image], ""))
            .toList();
    return Reconstructions.draw("", inputs, rows, readings);
  }

  private static int redPixels(Picture picture) {
    int count = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        count += picture.rgb(x, y) == RED ? 1 : 0;
      }
    }
    return count;
  }
}
