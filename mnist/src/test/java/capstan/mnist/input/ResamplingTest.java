package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.Resizing;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplingTest {
  private static int[] resampled(Resizing.Fit fit, int from, int width, int height, int... grey) {
    int[] colours = Arrays.stream(grey).map(level -> level * 0x010101).toArray();
    int[] result =
        new Resampling(from, grey.length / from, colours).to(new Resizing(width, height, fit));
    for (int colour : result) {
      assertThat(colour).isEqualTo((colour & 0xff) * 0x010101);
    }
    return Arrays.stream(result).map(colour -> colour & 0xff).toArray();
  }

  @ParameterizedTest
  @EnumSource(Resizing.Fit.class)
  void theSameSizeIsTheSamePicture(Resizing.Fit fit) {
    int[] picture = {0, 255, 17, 94, 3, 200};
    assertThat(resampled(fit, 3, 3, 2, picture)).containsExactly(picture);
  }

  @Property(tries = 100)
  void oneColourStaysItWhateverTheSize(
      @ForAll @IntRange(min = 1, max = 9) int from,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 0, max = 255) int level,
      @ForAll Resizing.Fit fit) {
    int[] picture = new int[from * 7];
    Arrays.fill(picture, level);
    assertThat(resampled(fit, from, width, height, picture))
        .hasSize(width * height)
        .containsOnly(level);
  }

  @Test
  void shrinkingTakesTheMeanOfAnArea() {
    // A fine pattern becomes its mean, where single pixels would be black or white.
    int[] pattern = new int[64 * 64];
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] = (i % 64 + i / 64) % 2 * 255;
    }
    for (int level : resampled(Resizing.Fit.STRETCH, 64, 8, 8, pattern)) {
      assertThat(level).isBetween(125, 130);
    }
  }

  @Test
  void enlargingIsACubicThroughThePixels() {
    // Catmull and Rom's weights at a quarter: -0.0703, 0.8672, 0.2266, -0.0234, at an edge less.
    assertThat(resampled(Resizing.Fit.STRETCH, 4, 8, 1, 0, 0, 255, 255))
        .containsExactly(0, 0, 0, 52, 203, 255, 255, 255);
  }

  @Test
  void whatDoesNotFitIsCutPaddedOrStretched() {
    int[] wide = {10, 50, 50, 50, 50, 10};
    assertThat(resampled(Resizing.Fit.CROP, 6, 2, 1, 10, 20, 30, 40, 50, 60))
        .containsExactly(30, 40);
    assertThat(resampled(Resizing.Fit.CROP, 1, 1, 2, 10, 20, 30, 40)).containsExactly(20, 30);
    // The border of a picture of one row is the row itself.
    assertThat(resampled(Resizing.Fit.PAD, 6, 6, 3, wide))
        .containsExactly(50, 50, 50, 50, 50, 50, 10, 50, 50, 50, 50, 10, 50, 50, 50, 50, 50, 50);
    assertThat(resampled(Resizing.Fit.STRETCH, 2, 2, 4, 10, 20))
        .containsExactly(10, 20, 10, 20, 10, 20, 10, 20);
  }

  @Test
  void coloursAreKeptApart() {
    int[] result =
        new Resampling(2, 1, 0xff0000, 0x0000ff).to(new Resizing(1, 1, Resizing.Fit.STRETCH));
    assertThat(result).containsExactly(0x800080);
  }

  @Test
  void sizesHaveARange() {
    for (int[] size : new int[][] {{0, 1}, {1, 0}, {2049, 1}, {1, 2049}}) {
      assertThatThrownBy(() -> new Resizing(size[0], size[1], Resizing.Fit.PAD))
          .hasMessageContaining("1x1 to 2048x2048");
    }
  }
}
