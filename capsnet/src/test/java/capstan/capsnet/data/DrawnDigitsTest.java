package capstan.capsnet.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DrawnDigitsTest {
  private static final Dataset DIGITS = DrawnDigits.dataset(2500, 400, 5, 2);

  @Test
  void dependsOnTheSeedAndNotOnTheThreadsOrTheCount() {
    Dataset again = DrawnDigits.dataset(1300, 10, 5, 1);
    Dataset other = DrawnDigits.dataset(1300, 10, 6, 1);
    int same = 0;
    for (int i = 0; i < 1300; i++) {
      assertThat(again.train().image(i)).isEqualTo(DIGITS.train().image(i));
      assertThat(again.train().label(i)).isEqualTo(DIGITS.train().label(i));
      same += java.util.Arrays.equals(other.train().image(i), again.train().image(i)) ? 1 : 0;
    }
    assertThat(same).isZero();
  }

  @Test
  void framesDigitsAsMnistDoes() {
    double ink = 0;
    for (int image = 0; image < DIGITS.train().count(); image++) {
      double mass = 0;
      double massY = 0;
      double massX = 0;
      int top = 28;
      int bottom = 0;
      int left = 28;
      int right = 0;
      for (int y = 0; y < 28; y++) {
        for (int x = 0; x < 28; x++) {
          int pixel = DIGITS.train().pixel(image, y, x, 0);
          mass += pixel;
          massY += pixel * y;
          massX += pixel * x;
          if (pixel > 0) {
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
            left = Math.min(left, x);
            right = Math.max(right, x);
          }
        }
      }
      ink += mass;
      assertThat(Math.max(bottom - top, right - left) + 1).isBetween(19, 21);
      boolean atTheEdge = top == 0 || bottom == 27 || left == 0 || right == 27;
      if (!atTheEdge) {
        assertThat(massY / mass).isBetween(13.49, 14.51);
        assertThat(massX / mass).isBetween(13.49, 14.51);
      }
    }
    // MNIST's own mean is 0.1307.
    assertThat(ink / (255.0 * 784 * DIGITS.train().count())).isBetween(0.11, 0.15);
  }

  @Test
  void drawsEveryDigitAboutEquallyOften() {
    int[] count = new int[10];
    for (int image = 0; image < DIGITS.train().count(); image++) {
      count[DIGITS.train().label(image)]++;
    }
    for (int times : count) {
      assertThat(times).isBetween(180, 320);
    }
  }

  @Test
  void isLearnableButNotTrivial() {
    int right = 0;
    for (int image = 0; image < DIGITS.test().count(); image++) {
      right += nearest(DIGITS.test().image(image)) == DIGITS.test().label(image) ? 1 : 0;
    }
    // With 2,500 real MNIST digits to compare with, a nearest neighbour is right in about 91 %.
    assertThat(right / (double) DIGITS.test().count()).isBetween(0.85, 0.99);
  }

  private static int nearest(byte[] image) {
    long least = Long.MAX_VALUE;
    int label = -1;
    for (int other = 0; other < DIGITS.train().count(); other++) {
      byte[] candidate = DIGITS.train().image(other);
      long distance = 0;
      for (int i = 0; i < image.length; i++) {
        int difference = (image[i] & 0xff) - (candidate[i] & 0xff);
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        label = DIGITS.train().label(other);
      }
    }
    return label;
  }

  @Test
  void namesItself() {
    assertThat(DIGITS.origin()).contains("drawn").contains("not MNIST");
    assertThat(DIGITS.test().origin()).isEqualTo(DIGITS.origin());
  }
}
