package capstan.bench.ladder;

import capstan.bench.measure.RandomTensors;
import capstan.bench.measure.Spread;
import capstan.bench.measure.Stopwatch;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.core.kernel.Gemm;
import capstan.core.simd.lanes.PeakRate;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * {@code capstan bench --ladder}: one product of square matrices, written six times, each beside
 * what the machine's multiply-adds can do at most. The steps and the peaks take their turns, since
 * the machine's speed drifts. What the steps mean: docs/ladder.md.
 */
public final class Ladder {
  /** What the extents of the matrices are multiples of: a tile's columns at any vector width. */
  static final int UNIT = 48;

  private static final int EXTENT = 20 * UNIT;
  private static final int ROUNDS = 5;
  private static final double TURN_SECONDS = 0.5;
  private static final int PEAK_MILLISECONDS = 200;

  /** Rounding of sums of {@link #EXTENT} products in another order; the sums are about 3. */
  private static final float TOLERANCE = 1e-4f;

  private Ladder() {}

  /**
   * A step with its name.
   *
   * @param name what the table calls it
   * @param threads how many it runs on
   * @param step what it does
   */
  record Rung(String name, int threads, Step step) {}

  /**
   * All of them, in order.
   *
   * @param backend what the last runs on
   */
  static List<Rung> rungs(Backend backend) {
    return List.of(
        new Rung("1  plain loops, i j k", 1, PlainLoops::ijk),
        new Rung("2  plain loops, i k j", 1, PlainLoops::ikj),
        new Rung("3  i k j with vectors", 1, VectorRows::multiply),
        new Rung("4  a tile in registers", 1, RegisterTile::multiply),
        new Rung("5  packed, in blocks", 1, new PackedBlocks()::multiply),
        new Rung("6  the library", backend.workers().threads(), library(backend.gemm())));
  }

  private static Step library(Gemm gemm) {
    return (n, a, b, c) -> {
      Shape square = Shape.of(n, n);
      gemm.multiply(Tensor.of(square, a), false, Tensor.of(square, b), false, Tensor.of(square, c));
    };
  }

  /**
   * Measures and prints a line for each step.
   *
   * @param out where to
   * @param threads how many the last step may use
   * @throws IllegalStateException if a step's result is not that of the first
   */
  public static void print(PrintStream out, int threads) {
    RandomTensors random = new RandomTensors();
    float[] a = random.next(EXTENT, EXTENT).array();
    float[] b = random.next(EXTENT, EXTENT).array();
    float[] c = new float[EXTENT * EXTENT];
    try (Backend backend = Backends.simd(threads);
        Workers one = new Workers(1)) {
      List<Rung> rungs = rungs(backend);
      check(rungs, a, b);
      List<DoubleSupplier> turns = new ArrayList<>();
      turns.add(() -> PeakRate.measure(one, PEAK_MILLISECONDS));
      turns.add(() -> PeakRate.measure(backend.workers(), PEAK_MILLISECONDS));
      rungs.forEach(rung -> turns.add(() -> rate(rung.step(), a, b, c)));
      double[][] rates = Stopwatch.inTurn(ROUNDS, turns);
      double[] peaks = rates[0];
      double[] teamPeaks = rates[1];
      double[] first = rates[2];
      out.printf(
          "c = a·b, %d x %d each; medians of %d rounds in turn (range)%n%n",
          EXTENT, EXTENT, ROUNDS);
      out.printf(
          "%-23s  %7s  %22s  %11s  %8s%n", "step", "threads", "GFLOP/s", "of the peak", "gain");
      for (int k = 0; k < rungs.size(); k++) {
        Rung rung = rungs.get(k);
        double[] limit = rung.threads() == 1 ? peaks : teamPeaks;
        out.println(row(rung, rates[2 + k], limit, first));
      }
      out.printf(
          "%nThe peak: %s GFLOP/s on one thread, %s on %d.%n",
          Spread.of(peaks).text(1), Spread.of(teamPeaks).text(1), threads);
    }
  }

  /**
   * A line of the table.
   *
   * @param rung which step
   * @param rates 10⁹ operations per second, by round
   * @param peaks the peak of as many threads, in the same rounds
   * @param first rates of the first step, in the same rounds
   */
  static String row(Rung rung, double[] rates, double[] peaks, double[] first) {
    return String.format(
        Locale.ROOT,
        "%-23s  %7d  %22s  %9.1f %%  %7.1fx",
        rung.name(),
        rung.threads(),
        Spread.of(rates).text(2),
        100 * Spread.ofRatio(rates, peaks).median(),
        Spread.ofRatio(rates, first).median());
  }

  /** Compares every step with the first. */
  private static void check(List<Rung> rungs, float[] a, float[] b) {
    float[] expected = new float[EXTENT * EXTENT];
    float[] found = new float[EXTENT * EXTENT];
    rungs.getFirst().step().multiply(EXTENT, a, b, expected);
    for (Rung rung : rungs) {
      rung.step().multiply(EXTENT, a, b, found);
      for (int k = 0; k < found.length; k++) {
        if (!(Math.abs(found[k] - expected[k]) <= TOLERANCE)) {
          throw new IllegalStateException(
              "step %s: element %d is %s, expected %s"
                  .formatted(rung.name(), k, found[k], expected[k]));
        }
      }
    }
  }

  /** 10⁹ floating-point operations per second over one turn, of at least one product. */
  private static double rate(Step step, float[] a, float[] b, float[] c) {
    long start = System.nanoTime();
    int products = 0;
    double seconds;
    do {
      step.multiply(EXTENT, a, b, c);
      products++;
      seconds = (System.nanoTime() - start) / 1e9;
    } while (seconds < TURN_SECONDS);
    return 2e-9 * EXTENT * EXTENT * EXTENT * products / seconds;
  }
}
