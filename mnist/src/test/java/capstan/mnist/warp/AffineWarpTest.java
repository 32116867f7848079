package capstan.mnist.warp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** Warps against cases worked out by hand. */
class AffineWarpTest {
  /** A picture of so many rows. */
  private static ImageSet image(int[]... rows) {
    byte[] pixels = new byte[rows.length * rows[0].length];
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[0].length; x++) {
        pixels[y * rows[0].length + x] = (byte) rows[y][x];
      }
    }
    return ImageSet.copyOf("by hand", rows.length, rows[0].length, 1, 10, pixels, new byte[] {7});
  }

  private static int[][] warped(AffineWarp warp, ImageSet image) {
    return rows(warp.apply(image));
  }

  private static int[][] rows(ImageSet image) {
    int[][] rows = new int[image.height()][image.width()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        rows[y][x] = image.pixel(0, y, x, 0);
      }
    }
    return rows;
  }

  private static final ImageSet THREE =
      image(new int[] {1, 2, 3}, new int[] {4, 5, 6}, new int[] {7, 8, 250});

  @Test
  void aQuarterTurnIsExactAndCounterClockwise() {
    assertThat(warped(AffineWarp.rotation(90), THREE))
        .isDeepEqualTo(new int[][] {{3, 6, 250}, {2, 5, 8}, {1, 4, 7}});
    assertThat(warped(AffineWarp.rotation(-90), THREE))
        .isDeepEqualTo(new int[][] {{7, 4, 1}, {8, 5, 2}, {250, 6, 3}});
    assertThat(warped(AffineWarp.rotation(180), THREE))
        .isDeepEqualTo(new int[][] {{250, 8, 7}, {6, 5, 4}, {3, 2, 1}});
  }

  @Test
  void anEvenFrameTurnsAboutThePointBetweenItsPixels() {
    assertThat(warped(AffineWarp.rotation(90), image(new int[] {10, 20}, new int[] {30, 40})))
        .isDeepEqualTo(new int[][] {{20, 40}, {10, 30}});
  }

  @Test
  void anEighthTurnInterpolates() {
    ImageSet row = image(new int[] {0, 0, 0}, new int[] {0, 0, 200}, new int[] {0, 0, 0});
    // The upper right corner comes from (0, −0.414) beyond the right pixel: x = 2.414, y = 1.
    // 200 · (1 − 0.41421) = 117.157; the place above the centre comes from (0.7071, −0.7071):
    // 200 · 0.70711 · (1 − 0.70711) = 41.42.
    assertThat(warped(AffineWarp.rotation(45), row))
        .isDeepEqualTo(new int[][] {{0, 41, 117}, {0, 0, 41}, {0, 0, 0}});
  }

  @Test
  void moves() {
    assertThat(warped(AffineWarp.translation(1, 0), THREE))
        .isDeepEqualTo(new int[][] {{0, 1, 2}, {0, 4, 5}, {0, 7, 8}});
    assertThat(warped(AffineWarp.translation(0, -1), THREE))
        .isDeepEqualTo(new int[][] {{4, 5, 6}, {7, 8, 250}, {0, 0, 0}});
    assertThat(warped(AffineWarp.translation(0.25, 0), image(new int[] {100, 0, 200})))
        .isDeepEqualTo(new int[][] {{75, 25, 150}});
  }

  @Test
  void shearsTheTopToTheRight() {
    ImageSet bar = image(new int[] {0, 9, 0}, new int[] {0, 9, 0}, new int[] {0, 9, 0});
    assertThat(warped(AffineWarp.shear(1), bar))
        .isDeepEqualTo(new int[][] {{0, 0, 9}, {0, 9, 0}, {9, 0, 0}});
  }

  @Test
  void stretches() {
    ImageSet row = image(new int[] {0, 0, 100, 0, 0});
    assertThat(warped(AffineWarp.scale(2, 1), row))
        .isDeepEqualTo(new int[][] {{0, 50, 100, 50, 0}});
    assertThat(warped(AffineWarp.scale(0.5, 1), image(new int[] {8, 6, 4, 2, 10})))
        .isDeepEqualTo(new int[][] {{0, 8, 4, 10, 0}});
  }

  @Test
  void aLargerFrameHasTheImageInItsMiddle() {
    assertThat(rows(AffineWarp.IDENTITY.apply(image(new int[] {5, 6}), 3, 4)))
        .isDeepEqualTo(new int[][] {{0, 0, 0, 0}, {0, 5, 6, 0}, {0, 0, 0, 0}});
  }

  @Test
  void labelsAndColoursStay() {
    ImageSet colours =
        ImageSet.copyOf("c", 1, 2, 3, 4, new byte[] {1, 2, 3, 4, 5, 6}, new byte[] {3});
    ImageSet turned = AffineWarp.rotation(180).apply(colours);
    assertThat(turned.image(0)).containsExactly(4, 5, 6, 1, 2, 3);
    assertThat(turned.label(0)).isEqualTo(3);
    assertThat(turned.classes()).isEqualTo(4);
  }

  @Test
  void nothingChangesNothing() {
    ImageSet digits = DrawnDigits.dataset(1, 5, 3, 1).test();
    ImageSet same = AffineWarp.rotation(0).apply(digits);
    for (int image = 0; image < 5; image++) {
      assertThat(same.image(image)).isEqualTo(digits.image(image));
    }
  }

  @Property(tries = 50)
  void twoWarpsAreOne(
      @ForAll @DoubleRange(min = -180, max = 180) double degrees,
      @ForAll @DoubleRange(min = -0.5, max = 0.5) double shear,
      @ForAll @DoubleRange(min = -3, max = 3) double right) {
    AffineWarp one = AffineWarp.shear(shear).then(AffineWarp.translation(right, 1));
    AffineWarp both = one.then(AffineWarp.rotation(degrees));
    // The point (2, −1), first by one, then turned by hand.
    double x = 2 + shear + right;
    double y = -1 + 1;
    double radians = Math.toRadians(degrees);
    assertThat(both.a() * 2 - both.b() + both.right())
        .isCloseTo(x * Math.cos(radians) + y * Math.sin(radians), within(1e-9));
    assertThat(both.c() * 2 - both.d() + both.down())
        .isCloseTo(-x * Math.sin(radians) + y * Math.cos(radians), within(1e-9));
  }

  @Test
  void aMapOntoALineIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AffineWarp.scale(0, 1))
        .withMessageContaining("cannot be undone");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AffineWarp.translation(Double.NaN, 1))
        .withMessageContaining("NaN");
  }
}
