package capstan.capsnet.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrawnLettersTest {
  @Test
  void dependOnTheSeedAndNotOnTheThreadsOrTheCount() {
    ImageSet letters = DrawnLetters.images(1200, 5, 2);
    ImageSet again = DrawnLetters.images(700, 5, 1);
    ImageSet other = DrawnLetters.images(700, 6, 1);
    Set<Integer> labels = new HashSet<>();
    for (int image = 0; image < again.count(); image++) {
      assertThat(again.image(image)).isEqualTo(letters.image(image));
      assertThat(again.label(image)).isEqualTo(letters.label(image));
      assertThat(Arrays.equals(other.image(image), again.image(image))).isFalse();
      labels.add(again.label(image));
    }
    assertThat(labels).hasSize(letters.classes());
    assertThat(letters.classNames())
        .containsExactly("A", "E", "F", "H", "K", "M", "N", "R", "T", "W", "X");
    assertThat(letters.origin()).contains("A E F H K M N R T W X");
  }

  /** Two letters of one kind resemble each other more than two of different ones. */
  @Test
  void aLetterLooksLikeItself() {
    ImageSet letters = DrawnLetters.images(300, 1, 2);
    double[] distance = new double[2];
    int[] pairs = new int[2];
    for (int one = 0; one < letters.count(); one++) {
      for (int other = 0; other < one; other++) {
        int same = letters.label(one) == letters.label(other) ? 1 : 0;
        pairs[same]++;
        for (int y = 0; y < 28; y++) {
          for (int x = 0; x < 28; x++) {
            distance[same] += Math.abs(letters.pixel(one, y, x, 0) - letters.pixel(other, y, x, 0));
          }
        }
      }
    }
    assertThat(distance[1] / pairs[1]).isLessThan(0.9 * distance[0] / pairs[0]);
  }

  /** As the blurred sum of its drawings does: no letter has the strokes of another. */
  @Test
  void everyLetterHasStrokesOfItsOwn() {
    ImageSet letters = DrawnLetters.images(600, 1, 2);
    double[][] sums = new double[letters.classes()][letters.imageSize()];
    int[] counts = new int[letters.classes()];
    for (int image = 0; image < letters.count(); image++) {
      byte[] pixels = letters.image(image);
      counts[letters.label(image)]++;
      for (int i = 0; i < pixels.length; i++) {
        sums[letters.label(image)][i] += Byte.toUnsignedInt(pixels[i]);
      }
    }
    for (int one = 0; one < counts.length; one++) {
      for (int other = 0; other < one; other++) {
        double distance = 0;
        for (int i = 0; i < sums[one].length; i++) {
          distance += Math.abs(sums[one][i] / counts[one] - sums[other][i] / counts[other]);
        }
        assertThat(distance / sums[one].length)
            .as(letters.classNames().get(one) + " and " + letters.classNames().get(other))
            .isGreaterThan(10);
      }
    }
  }
}
