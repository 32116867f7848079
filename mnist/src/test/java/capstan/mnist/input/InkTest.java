package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames around a digit, and pictures that do not show one digit. */
class InkTest {
  private static final int DIGITS = 60;
  private static final ImageSet IMAGES = DrawnDigits.dataset(1, DIGITS, 3, 1).test();

  @TempDir Path folder;

  private static BufferedImage paper(int width, int height, int level) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    fill(picture, 0, 0, width, height, level);
    return picture;
  }

  private static void fill(BufferedImage picture, int x, int y, int width, int height, int level) {
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(new Color(level, level, level));
    graphics.fillRect(x, y, width, height);
    graphics.dispose();
  }

  /** Draws a digit, each pixel a square of 4, from the ground's level to the ink's. */
  private static void draw(
      BufferedImage picture, int digit, int left, int top, int ground, int ink) {
    for (int y = 0; y < 112; y++) {
      for (int x = 0; x < 112; x++) {
        int level = ground + IMAGES.pixel(digit, y / 4, x / 4, 0) * (ink - ground) / 255;
        picture.setRGB(left + x, top + y, level * 0x010101);
      }
    }
  }

  private HandwrittenPicture read(BufferedImage picture) throws IOException {
    Path file = folder.resolve("picture.png");
    ImageIO.write(picture, "png", file.toFile());
    return HandwrittenPicture.read(PictureFile.of(file));
  }

  private HandwrittenPicture plain(int digit) throws IOException {
    BufferedImage plain = paper(112, 112, 0);
    draw(plain, digit, 0, 0, 0, 255);
    return read(plain);
  }

  private static void requireAlike(HandwrittenPicture found, HandwrittenPicture expected) {
    double sum = 0;
    for (int i = 0; i < 28 * 28; i++) {
      sum += Math.abs((found.image()[i] & 0xff) - (expected.image()[i] & 0xff));
    }
    assertThat(sum / (28 * 28)).isLessThan(6);
  }

  /** Levels of frame, ground and ink; how thick the frame is, and how far from the border. */
  @ParameterizedTest
  @CsvSource({
    "255,0,255,8,0",
    "200,20,250,30,0",
    "60,230,20,40,0",
    "0,255,0,3,10",
    "255,0,255,2,20",
    "120,255,0,1,0"
  })
  void aFrameIsNoInk(int frame, int ground, int ink, int thickness, int away) throws IOException {
    int side = 112 + 2 * (thickness + away);
    for (int digit = 0; digit < 10; digit++) {
      BufferedImage picture = paper(side, side, ground);
      int outer = side - 2 * away;
      fill(picture, away, away, outer, outer, frame);
      fill(picture, away + thickness, away + thickness, 112, 112, ground);
      draw(picture, digit, away + thickness, away + thickness, ground, ink);
      HandwrittenPicture found = read(picture);
      requireAlike(found, plain(digit));
      assertThat(found.doubt()).isEmpty();
    }
  }

  @Test
  void boxesOfInkAreWhatWasDrawn() throws IOException {
    BufferedImage bar = paper(100, 100, 255);
    fill(bar, 45, 10, 10, 80, 0);
    byte[] image = read(bar).image();
    assertThat(image[14 * 28 + 14] & 0xff).isGreaterThan(200);
    assertThat(image[14 * 28 + 9]).isZero();
    // A zero with corners: its inside is paper, and no ink.
    BufferedImage zero = paper(100, 100, 255);
    fill(zero, 30, 10, 40, 80, 0);
    fill(zero, 40, 20, 20, 60, 255);
    assertThat(read(zero).image()[14 * 28 + 14]).isZero();
  }

  @Test
  void oneDigitIsNotDoubted() throws IOException {
    int doubted = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      doubted += plain(digit).doubt().isPresent() ? 1 : 0;
    }
    assertThat(doubted).isLessThanOrEqualTo(DIGITS / 30);
  }

  @Test
  void twoDigitsAreDoubted() throws IOException {
    int doubted = 0;
    for (int digit = 0; digit + 1 < DIGITS; digit += 2) {
      BufferedImage beside = paper(224, 112, 255);
      draw(beside, digit, 0, 0, 255, 0);
      draw(beside, digit + 1, 112, 0, 255, 0);
      doubted += read(beside).doubt().isPresent() ? 1 : 0;
      BufferedImage below = paper(112, 224, 0);
      draw(below, digit, 0, 0, 0, 255);
      draw(below, digit + 1, 0, 112, 0, 255);
      doubted += read(below).doubt().isPresent() ? 1 : 0;
    }
    assertThat(doubted).isGreaterThan(DIGITS * 9 / 10);
  }

  @Test
  void aGroundThatIsNotFoundIsDoubted() throws IOException {
    // A sheet that lies aslant on a table.
    BufferedImage photo = paper(240, 240, 40);
    Graphics2D graphics = photo.createGraphics();
    graphics.rotate(Math.toRadians(12), 120, 120);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(40, 40, 160, 160);
    graphics.setColor(Color.BLACK);
    graphics.fillRect(115, 70, 12, 100);
    graphics.dispose();
    assertThat(read(photo).doubt()).isPresent();
  }
}
