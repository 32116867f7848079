package capstan.capsnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void theExpectedErrorByHand() {
    Calibration calibration =
        Calibration.of(
            4, List.of(0.1, 0.3, 0.8, 0.9, 1.0), List.of(false, true, true, false, true));
    assertThat(calibration.bins()).extracting(Calibration.Bin::images).containsExactly(1, 1, 0, 3);
    assertThat(calibration.bins()).extracting(Calibration.Bin::wrong).containsExactly(1, 0, 0, 1);
    assertThat(calibration.bins().get(2).right()).isNaN();
    assertThat(calibration.bins().get(3).low()).isEqualTo(0.75);
    assertThat(calibration.bins().get(3).meanScore()).isCloseTo(0.9, within(1e-12));
    // |0 - 0.1| and |1 - 0.3| of one image each, |2/3 - 0.9| of three.
    assertThat(calibration.expectedError())
        .isCloseTo((0.1 + 0.7 + 3 * (0.9 - 2 / 3.0)) / 5, within(1e-12));
  }

  @Test
  void aBinBeginsWithItsLeastScore() {
    Calibration calibration =
        Calibration.of(4, List.of(0.2, 0.25, 0.49), List.of(true, true, true));
    assertThat(calibration.bins()).extracting(Calibration.Bin::images).containsExactly(1, 2, 0, 0);
    assertThat(calibration.bins())
        .extracting(Calibration.Bin::high)
        .containsExactly(0.25, 0.5, 0.75, 1.0);
  }
}
