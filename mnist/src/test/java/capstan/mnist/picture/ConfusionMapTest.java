package capstan.mnist.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import capstan.capsnet.run.ConfusionMatrix;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfusionMapTest {
  private static final List<String> THREE = List.of("0", "1", "2");

  @Test
  void theHeadingCountsWhatWasMisread() {
    ConfusionMatrix counts = matrix(new int[][] {{980, 0, 0}, {3, 1130, 2}, {0, 1, 1031}});
    assertThat(ConfusionMap.heading("test", counts)).isEqualTo("test, 6 of 3147 misread (0.19 %)");
    assertThat(ConfusionMap.error(counts, 0)).isEqualTo("0.00 %");
    assertThat(ConfusionMap.error(counts, 1)).isEqualTo("0.44 %");
    assertThat(ConfusionMap.heading("none", new ConfusionMatrix(1)))
        .isEqualTo("none, 0 of 0 misread");
    assertThat(ConfusionMap.error(new ConfusionMatrix(2), 1)).isEqualTo("–");
  }

  @Test
  void rightIsBlueWrongIsRedAndRowsAreTrueClasses() throws IOException {
    Picture picture =
        ConfusionMap.draw("t", matrix(new int[][] {{9, 0, 5}, {0, 9, 0}, {0, 0, 9}}), THREE);
    assertThat(hue(picture, 0, 0)).isEqualTo("blue");
    assertThat(hue(picture, 2, 2)).isEqualTo("blue");
    assertThat(hue(picture, 0, 2)).isEqualTo("red");
    assertThat(hue(picture, 2, 0)).isEqualTo("neither");
  }

  @Test
  void everyCountIsWritten() throws IOException {
    // A digit written in a cell shows as a change there and nowhere else in the grid.
    Picture eight =
        ConfusionMap.draw("", matrix(new int[][] {{8, 1, 1}, {1, 8, 1}, {1, 1, 8}}), THREE);
    for (int label = 0; label < 3; label++) {
      for (int read = 0; read < 3; read++) {
        int[][] counts = {{8, 1, 1}, {1, 8, 1}, {1, 1, 8}};
        counts[label][read] = label == read ? 9 : 0;
        Picture other = ConfusionMap.draw("", matrix(counts), THREE);
        assertThat(differs(eight, other, label, read)).isTrue();
        assertThat(differs(eight, other, (label + 1) % 3, read)).isFalse();
      }
    }
  }

  @Test
  void aCommonerConfusionIsDarker() throws IOException {
    Picture picture =
        ConfusionMap.draw("", matrix(new int[][] {{900, 1, 60}, {0, 900, 8}, {0, 0, 900}}), THREE);
    int rare = picture.rgb(x(0, 1), y(0)) & 0xff;
    int seldom = picture.rgb(x(1, 2), y(1)) & 0xff;
    int often = picture.rgb(x(0, 2), y(0)) & 0xff;
    assertThat(rare).isGreaterThan(seldom);
    assertThat(seldom).isGreaterThan(often);
  }

  @Test
  void extremesCanBeDrawn() throws IOException {
    assertThat(ConfusionMap.draw("", new ConfusionMatrix(1), List.of("only")).width()).isPositive();
    ConfusionMatrix huge = matrix(new int[][] {{1_000_000, 1_000_000}, {0, 0}});
    assertThat(ConfusionMap.heading("", huge)).contains("1000000 of 2000000");
    Picture picture = ConfusionMap.draw("", huge, List.of("Ankle boot", "T-shirt/top"));
    assertThat(picture.width()).isGreaterThan(400);
  }

  @Test
  void manyClassesStaySmall() throws IOException {
    for (int classes : List.of(31, 200, 256)) {
      int[][] counts = new int[classes][classes];
      for (int label = 0; label < classes; label++) {
        counts[label][label] = 90;
      }
      counts[3][classes - 1] = 10;
      List<String> names = IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
      Picture picture = ConfusionMap.draw("test", matrix(counts), names);
      assertThat(picture.width()).isBetween(1000, 1500);
      assertThat(picture.height()).isBetween(1000, 1500);
      int cell = 1200 / classes;
      int left = picture.width() - 20 - classes * cell;
      int x = left + (classes - 1) * cell + 1;
      int confused = picture.rgb(x, 76 + 3 * cell + 1);
      assertThat(confused >> 16 & 0xff).isGreaterThan((confused & 0xff) + 80);
      assertThat(picture.rgb(x, 76 + 4 * cell + 1) & 0xff).isGreaterThan(0xf0);
      assertThat(picture.rgb(left + 4 * cell + 1, 76 + 4 * cell + 1) & 0xffffff)
          .isEqualTo(0x1f5fa8);
    }
  }

  @Test
  void longNamesDoNotStretchTheMap() throws IOException {
    for (int classes : List.of(3, 40)) {
      List<String> names = IntStream.range(0, classes).mapToObj(i -> "n".repeat(200) + i).toList();
      Picture picture = ConfusionMap.draw("test", new ConfusionMatrix(classes), names);
      assertThat(picture.width()).isLessThan(1600);
      assertThat(picture.height()).isLessThan(1500);
    }
  }

  @Test
  void refusesNamesOfOtherClasses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMap.draw("", new ConfusionMatrix(2), THREE))
        .withMessage("2 classes with 3 names");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMap.draw("", new ConfusionMatrix(0), List.of()));
  }

  private static ConfusionMatrix matrix(int[][] counts) {
    ConfusionMatrix matrix = new ConfusionMatrix(counts.length);
    for (int label = 0; label < counts.length; label++) {
      for (int read = 0; read < counts.length; read++) {
        for (int image = 0; image < counts[label][read]; image++) {
          matrix.add(label, read);
        }
      }
    }
    return matrix;
  }

  private static String hue(Picture picture, int label, int read) {
    int colour = picture.rgb(x(label, read), y(label));
    int red = colour >> 16;
    int blue = colour & 0xff;
    return red > blue + 20 ? "red" : blue > red + 20 ? "blue" : "neither";
  }

  private static boolean differs(Picture one, Picture other, int label, int read) {
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 50; x++) {
        if (one.rgb(x(label, read) + x, y(label) + y)
            != other.rgb(x(label, read) + x, y(label) + y)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Near the left edge of a cell; one-digit names are drawn in a font of 15 pixels. */
  private static int x(int label, int read) {
    assertThat(label).isBetween(0, 2);
    return 20 + 30 + Canvas.textWidth("0", Canvas.font(15, false)) + 12 + read * 58 + 2;
  }

  private static int y(int label) {
    return 92 + label * 46 + 2;
  }
}
