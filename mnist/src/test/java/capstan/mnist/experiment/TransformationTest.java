package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done to images at each step. */
class TransformationTest {
  private static final ImageSet CROSS =
      ImageSet.copyOf(
          "by hand", 3, 3, 1, 10, new byte[] {0, 0, 0, 0, 100, 40, 0, 0, 0}, new byte[1]);

  @Test
  void stepsAreTheNumbersThatTheyAreWrittenAs() {
    assertThat(Transformation.SHIFT.steps())
        .containsExactly(-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(Transformation.ROTATION.steps()).hasSize(19).startsWith(-45.0, -40.0).endsWith(45.0);
    assertThat(Transformation.SCALE.steps())
        .containsExactly(0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3);
    assertThat(Transformation.THICKNESS.steps())
        .containsExactly(-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0);
  }

  @ParameterizedTest
  @EnumSource
  void theStepInTheMiddleChangesNothing(Transformation transformation) {
    ImageSet digits = DrawnDigits.dataset(1, 5, 3, 1).test();
    double value = transformation.steps().get(transformation.identity());
    ImageSet same = transformation.apply(digits, value);
    ImageSet other = transformation.apply(digits, transformation.steps().getLast());
    for (int image = 0; image < 5; image++) {
      assertThat(same.image(image)).isEqualTo(digits.image(image));
      assertThat(other.image(image)).isNotEqualTo(digits.image(image));
    }
  }

  @Test
  void eachDoesWhatItsNameSays() {
    assertThat(Transformation.SHIFT.apply(CROSS, 1).image(0))
        .containsExactly(0, 0, 0, 0, 0, 100, 0, 0, 0);
    // A quarter turn brings what is at the right to the top.
    assertThat(Transformation.ROTATION.apply(CROSS, 90).image(0))
        .containsExactly(0, 40, 0, 0, 100, 0, 0, 0, 0);
    // Twice as large, the places beside the centre come from half a pixel away.
    assertThat(Transformation.SCALE.apply(CROSS, 2).image(0))
        .containsExactly(25, 50, 35, 50, 100, 70, 25, 50, 35);
    assertThat(Transformation.THICKNESS.apply(CROSS, 1).image(0))
        .containsExactly(0, 50, 20, 50, 100, 70, 0, 50, 20);
  }
}
