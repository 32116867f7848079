package capstan.mnist.warp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Thicker and thinner strokes against cases worked out by hand. */
class StrokeThicknessTest {
  private static final ImageSet STROKE =
      ImageSet.copyOf(
          "by hand",
          3,
          4,
          1,
          10,
          new byte[] {0, 0, 0, 0, 40, 100, (byte) 200, 80, 0, 0, 60, 0},
          new byte[] {7});

  private static byte[] changed(double pixels) {
    return new StrokeThickness(pixels).apply(STROKE).image(0);
  }

  @Test
  void dilationTakesTheLargestOfAPixelAndItsFourNeighbours() {
    assertThat(changed(2)).containsExactly(40, 100, 200, 80, 100, 200, 200, 200, 40, 100, 200, 80);
  }

  @Test
  void erosionTakesTheSmallestWithNothingOutside() {
    assertThat(changed(-2)).containsExactly(new byte[12]);
    ImageSet block =
        ImageSet.copyOf("b", 3, 3, 1, 1, new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9}, new byte[1]);
    assertThat(new StrokeThickness(-2).apply(block).image(0))
        .containsExactly(0, 0, 0, 0, 9, 0, 0, 0, 0);
  }

  @Test
  void lessIsAMixtureWithTheImageAsItWas() {
    assertThat(changed(1)).containsExactly(20, 50, 100, 40, 70, 150, 200, 140, 20, 50, 130, 40);
    assertThat(changed(-0.5)).containsExactly(0, 0, 0, 0, 30, 75, 150, 60, 0, 0, 45, 0);
  }

  @Test
  void halvesAreRounded() {
    assertThat(changed(0.25)).containsExactly(5, 13, 25, 10, 48, 113, 200, 95, 5, 13, 78, 10);
  }

  @Test
  void nothingChangesNothing() {
    ImageSet digits = DrawnDigits.dataset(1, 5, 3, 1).test();
    ImageSet same = new StrokeThickness(0).apply(digits);
    for (int image = 0; image < 5; image++) {
      assertThat(same.image(image)).isEqualTo(digits.image(image));
      assertThat(same.label(image)).isEqualTo(digits.label(image));
    }
  }

  @Test
  void channelsDoNotMix() {
    ImageSet colours = ImageSet.copyOf("c", 1, 2, 2, 1, new byte[] {1, 2, 3, 4}, new byte[1]);
    assertThat(new StrokeThickness(2).apply(colours).image(0)).containsExactly(3, 4, 3, 4);
  }

  @Test
  void moreThanAPixelOnEitherSideIsRefused() {
    for (double pixels : List.of(2.1, -3.0, Double.NaN)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new StrokeThickness(pixels))
          .withMessageContaining("" + pixels);
    }
  }
}
