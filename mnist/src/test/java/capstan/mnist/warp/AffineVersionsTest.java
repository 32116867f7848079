package capstan.mnist.warp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random affine maps: within their ranges, evenly, with all ink kept, the same for a seed. */
class AffineVersionsTest {
  private static final ImageSet DIGITS = DrawnDigits.dataset(1, 100, 3, 1).test();
  private static final int VERSIONS = 8;
  private static final AffineVersions FORTY =
      new AffineVersions(DIGITS, 40, 40, VERSIONS, AffineRanges.AFFNIST, 1);

  private static List<AffinePose> poses() {
    return IntStream.range(0, VERSIONS * DIGITS.count())
        .mapToObj(i -> FORTY.pose(i / DIGITS.count(), i % DIGITS.count()).orElseThrow())
        .toList();
  }

  /** All within the range, some in each fifth of it. */
  private static void spread(double low, double high, ToDoubleFunction<AffinePose> number) {
    int[] fifths = new int[5];
    for (AffinePose pose : poses()) {
      double value = number.applyAsDouble(pose);
      assertThat(value).isBetween(low, high);
      fifths[Math.min(4, (int) (5 * (value - low) / (high - low)))]++;
    }
    // 160 of 800 are expected in each, with a standard deviation of 11.
    assertThat(Arrays.stream(fifths)).allMatch(count -> count > 100 && count < 220);
  }

  @Test
  void rangesAreAffNists() {
    spread(-20, 20, AffinePose::degrees);
    spread(-0.2, 0.2, AffinePose::shear);
    spread(0.8, 1.2, AffinePose::across);
    spread(0.8, 1.2, AffinePose::along);
    assertThat(poses().stream().mapToDouble(AffinePose::right).map(Math::abs).max().orElseThrow())
        .isBetween(6.0, 20.0);
  }

  @Test
  void noNumberFollowsAnother() {
    List<ToDoubleFunction<AffinePose>> numbers =
        List.of(AffinePose::degrees, AffinePose::shear, AffinePose::across, AffinePose::along);
    List<AffinePose> poses = poses();
    for (int one = 0; one < numbers.size(); one++) {
      for (int other = one + 1; other < numbers.size(); other++) {
        // Of 800 independent pairs the coefficient's standard deviation is 0.035.
        assertThat(correlation(poses, numbers.get(one), numbers.get(other))).isBetween(-0.15, 0.15);
      }
    }
  }

  private static double correlation(
      List<AffinePose> poses,
      ToDoubleFunction<AffinePose> one,
      ToDoubleFunction<AffinePose> other) {
    double meanOne = poses.stream().mapToDouble(one).average().orElseThrow();
    double meanOther = poses.stream().mapToDouble(other).average().orElseThrow();
    double product = 0;
    double squaresOne = 0;
    double squaresOther = 0;
    for (AffinePose pose : poses) {
      double x = one.applyAsDouble(pose) - meanOne;
      double y = other.applyAsDouble(pose) - meanOther;
      product += x * y;
      squaresOne += x * x;
      squaresOther += y * y;
    }
    return product / Math.sqrt(squaresOne * squaresOther);
  }

  @Test
  void noInkLeavesTheFrame() {
    for (int version = 0; version < VERSIONS; version++) {
      for (int image = 0; image < DIGITS.count(); image++) {
        AffineWarp warp = FORTY.pose(version, image).orElseThrow().warp();
        InkBounds ink = InkBounds.of(DIGITS, image, warp);
        assertThat(ink.left()).isGreaterThanOrEqualTo(-19.5 - 1e-9);
        assertThat(ink.right()).isLessThanOrEqualTo(19.5 + 1e-9);
        assertThat(ink.top()).isGreaterThanOrEqualTo(-19.5 - 1e-9);
        assertThat(ink.bottom()).isLessThanOrEqualTo(19.5 + 1e-9);
      }
    }
  }

  @Test
  void placesFillTheFrame() {
    // Over 800 digits the ink comes near every edge.
    double right = 0;
    double left = 0;
    for (int image = 0; image < DIGITS.count(); image++) {
      InkBounds ink = InkBounds.of(DIGITS, image, FORTY.pose(0, image).orElseThrow().warp());
      right = Math.max(right, ink.right());
      left = Math.min(left, ink.left());
    }
    assertThat(right).isGreaterThan(18);
    assertThat(left).isLessThan(-18);
  }

  @Test
  void aPoseIsAScaleThenAShearThenATurnThenAMove() {
    // (1, 0) becomes (2, 0), is not sheared, turns up to (0, −2), moves to (3, 2).
    AffineWarp warp = new AffinePose(90, 0.5, 2, 3, 3, 4).warp();
    assertThat(warp.a() + warp.right()).isCloseTo(3, within(1e-12));
    assertThat(warp.c() + warp.down()).isCloseTo(2, within(1e-12));
    // (0, 1) becomes (0, 3), is sheared to (−1.5, 3), turns to (3, 1.5), moves to (6, 5.5).
    assertThat(warp.b() + warp.right()).isCloseTo(6, within(1e-12));
    assertThat(warp.d() + warp.down()).isCloseTo(5.5, within(1e-12));
  }

  @Test
  void theSameSeedMakesTheSameImages() {
    AffineVersions again = new AffineVersions(DIGITS, 40, 40, 3, AffineRanges.AFFNIST, 1);
    assertThat(again.version(1).image(7)).isEqualTo(FORTY.version(1).image(7));
    AffineVersions fewer = new AffineVersions(DIGITS.first(9), 40, 40, 3, AffineRanges.AFFNIST, 1);
    assertThat(fewer.version(1).image(7)).isEqualTo(FORTY.version(1).image(7));
    assertThat(FORTY.version(2).image(7)).isNotEqualTo(FORTY.version(1).image(7));
    AffineVersions other = new AffineVersions(DIGITS, 40, 40, 3, AffineRanges.AFFNIST, 2);
    assertThat(other.version(1).image(7)).isNotEqualTo(FORTY.version(1).image(7));
    assertThat(FORTY.version(0).label(5)).isEqualTo(DIGITS.label(5));
    assertThat(FORTY.pose(0, 0).orElseThrow().degrees())
        .isNotEqualTo(FORTY.pose(0, 1).orElseThrow().degrees());
  }

  @Test
  void inkIsMeasuredFromTheCentreAndEmptyImagesStay() {
    byte[] pixels = new byte[2 * 9];
    pixels[9 + 2] = 1;
    pixels[9 + 6] = 5;
    ImageSet two = ImageSet.copyOf("by hand", 3, 3, 1, 10, pixels, new byte[2]);
    assertThat(InkBounds.of(two, 0, AffineWarp.IDENTITY)).isEqualTo(new InkBounds(0, 0, 0, 0));
    assertThat(InkBounds.of(two, 1, AffineWarp.IDENTITY)).isEqualTo(new InkBounds(-1, 1, -1, 1));
    assertThat(InkBounds.of(two, 1, AffineWarp.scale(2, 3).then(AffineWarp.translation(10, 20))))
        .isEqualTo(new InkBounds(8, 12, 17, 23));
  }

  @Test
  void whatHasNoRoomIsCentred() {
    byte[] pixels = new byte[25];
    Arrays.fill(pixels, (byte) 9);
    ImageSet full = ImageSet.copyOf("by hand", 5, 5, 1, 10, pixels, new byte[1]);
    AffinePose pose =
        new AffineVersions(full, 3, 3, 1, new AffineRanges(0, 0, 1, 1), 1).pose(0, 0).orElseThrow();
    assertThat(pose).isEqualTo(new AffinePose(0, 0, 1, 1, 0, 0));
  }

  @Test
  void placementsAreWholePixelsWithinTheMargin() {
    ImageSet moved = RandomPlacement.shifted(DIGITS, 6, 1);
    ImageSet centred = RandomPlacement.centred(DIGITS, 6);
    assertThat(moved.height()).isEqualTo(40);
    assertThat(moved.width()).isEqualTo(40);
    int[] seen = new int[13];
    for (int image = 0; image < DIGITS.count(); image++) {
      assertThat(moved.label(image)).isEqualTo(DIGITS.label(image));
      int found = 0;
      for (int down = -6; down <= 6; down++) {
        for (int right = -6; right <= 6; right++) {
          if (equal(moved, centred, image, down, right)) {
            found++;
            seen[right + 6]++;
          }
        }
      }
      assertThat(found).isEqualTo(1);
    }
    assertThat(Arrays.stream(seen)).allMatch(count -> count > 0);
    assertThat(RandomPlacement.shifted(DIGITS, 6, 1).image(3)).isEqualTo(moved.image(3));
    assertThat(RandomPlacement.shifted(DIGITS, 6, 2).image(3)).isNotEqualTo(moved.image(3));
    assertThat(centred.pixel(4, 6 + 14, 6 + 14, 0)).isEqualTo(DIGITS.pixel(4, 14, 14, 0));
  }

  private static boolean equal(ImageSet moved, ImageSet centred, int image, int down, int right) {
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 40; x++) {
        int fromY = y - down;
        int fromX = x - right;
        boolean outside = fromY < 0 || fromX < 0 || fromY >= 40 || fromX >= 40;
        if (moved.pixel(image, y, x, 0) != (outside ? 0 : centred.pixel(image, fromY, fromX, 0))) {
          return false;
        }
      }
    }
    return true;
  }
}
