package capstan.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopwatchTest {
  @ParameterizedTest
  @CsvSource({"0, 1", "50, 51", "99, 100", "100, 100"})
  void aPercentileOfAHundredTimes(double percent, double expected) {
    double[] sorted = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
    assertThat(Stopwatch.percentile(sorted, percent)).isEqualTo(expected);
  }

  @Test
  void aPercentileOfOneTimeIsThatTime() {
    assertThat(Stopwatch.percentile(new double[] {7}, 99)).isEqualTo(7);
  }

  @Test
  void timesAreSortedAndEnough() {
    int[] runs = {0};
    double[] times = Stopwatch.times(() -> runs[0]++, 0, 20);
    assertThat(times).hasSize(20).isSorted();
    assertThat(runs[0]).isGreaterThan(20);
  }
}
