package capstan.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void ofAnOddNumberItIsTheMiddleOne() {
    assertThat(Spread.of(5, 1, 3)).isEqualTo(new Spread(3, 1, 5));
  }

  @Test
  void ofAnEvenNumberItIsTheMeanOfTheMiddleTwo() {
    assertThat(Spread.of(4, 1, 3, 100)).isEqualTo(new Spread(3.5, 1, 100));
  }

  @Test
  void ratiosAreOfTheSameRound() {
    assertThat(Spread.ofRatio(new double[] {2, 9, 4}, new double[] {1, 3, 4}))
        .isEqualTo(new Spread(2, 1, 3));
  }

  @Test
  void theTextHasTheRangeInBrackets() {
    assertThat(Spread.of(1, 2.25, 3).text(1)).isEqualTo("2.3 (1.0-3.0)");
  }
}
