package capstan.bench.measure;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Times of repeated work after a warm-up. */
public final class Stopwatch {
  private Stopwatch() {}

  /**
   * Median time in milliseconds.
   *
   * @param work what to repeat
   * @param seconds how long to measure, after a warm-up half as long
   */
  public static double median(Runnable work, double seconds) {
    return percentile(times(work, seconds, 3), 50);
  }

  /**
   * All times in milliseconds, shortest first.
   *
   * @param work what to repeat
   * @param seconds how long to measure, after a warm-up half as long
   * @param atLeast how many times at least
   */
  public static double[] times(Runnable work, double seconds, int atLeast) {
    long warm = System.nanoTime() + (long) (seconds * 0.5e9);
    for (int k = 0; k < 3 || System.nanoTime() < warm; k++) {
      work.run();
    }
    double[] times = new double[Math.max(1024, atLeast)];
    int count = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (count < atLeast || (System.nanoTime() < end && count < times.length)) {
      long start = System.nanoTime();
      work.run();
      times[count++] = (System.nanoTime() - start) / 1e6;
    }
    double[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /**
   * Figures of contestants that take their turns, since the machine's speed drifts: neighbours in
   * time see the same machine. A first round is not kept.
   *
   * @param rounds that are
   * @param contestants what measures the figure of each
   * @return by contestant, then by round
   */
  public static double[][] inTurn(int rounds, List<DoubleSupplier> contestants) {
    double[][] figures = new double[contestants.size()][rounds];
    for (int round = -1; round < rounds; round++) {
      for (int each = 0; each < figures.length; each++) {
        double figure = contestants.get(each).getAsDouble();
        if (round >= 0) {
          figures[each][round] = figure;
        }
      }
    }
    return figures;
  }

  /**
   * A percentile of sorted times.
   *
   * @param sorted shortest first
   * @param percent 0 to 100
   */
  public static double percentile(double[] sorted, double percent) {
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
