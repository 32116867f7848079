package capstan.bench.scaling;

import capstan.bench.measure.ChildJvm;
import capstan.bench.measure.Spread;
import capstan.bench.scaling.RankFigures.Figure;
import capstan.capsnet.group.AllReduceProvider.Precision;
import capstan.mnist.session.Mpirun;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code capstan bench --ranks}: a training step of two ranks on this machine beside one process
 * with as many threads, and what a cluster's network would leave of it.
 */
public final class Ranks {
  private static final List<Integer> MACHINES = List.of(2, 4, 8, 16, 32, 64);
  private static final List<Integer> GIGABITS = List.of(1, 10, 25, 100);

  private Ranks() {}

  /**
   * Measures and prints.
   *
   * @param out where to
   * @param threads of a rank
   * @throws IOException if there is no mpirun, or the ranks fail
   */
  public static void print(PrintStream out, int threads) throws IOException {
    Map<Precision, RankFigures> measured = new EnumMap<>(Precision.class);
    for (Precision precision : Precision.values()) {
      RankFigures figures = measure(precision, threads);
      measured.put(precision, figures);
      out.printf(
          "A training step, batch %d, gradients sent as %s; medians of %d rounds in turn (range);"
              + " %s%n%n",
          RankTurns.BATCH,
          precision.name().toLowerCase(Locale.ROOT),
          RankTurns.ROUNDS,
          figures.connection());
      table(figures, threads).forEach(out::println);
      out.println();
    }
    out.println("MPI polls: a rank that waits for another keeps its processor busy.");
    Map<Precision, ClusterModel> models = new EnumMap<>(Precision.class);
    RankFigures steps = measured.get(Precision.FLOAT32);
    measured.forEach((precision, sums) -> models.put(precision, model(steps, precision, sums)));
    cluster(models, 2 * threads).forEach(out::println);
  }

  private static RankFigures measure(Precision precision, int threads) throws IOException {
    Process started =
        Mpirun.of(
                2,
                ChildJvm.command(
                    List.of(), RankTurns.class, precision.name(), Integer.toString(threads)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String told = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = started.waitFor();
      if (status != 0) {
        throw new IOException("--ranks: mpirun ended with status " + status);
      }
      return RankFigures.parse(told.lines().toList());
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IOException("--ranks: interrupted", ended);
    } finally {
      started.destroy();
    }
  }

  /**
   * What was measured, a line for each way to compute a step.
   *
   * @param threads of a rank
   */
  static List<String> table(RankFigures figures, int threads) {
    double step = figures.median(Figure.SHARED);
    double sum = figures.median(Figure.SUM);
    return List.of(
        "%-26s  %18s  %18s  %7s  %7s  %11s"
            .formatted("", "images/s", "speed-up", "sum, ms", "of step", "waiting, ms"),
        row(figures, Figure.WHOLE, 1, 2 * threads),
        row(figures, Figure.ALONE, 1, threads),
        row(figures, Figure.SHARED, 2, threads)
            + String.format(
                Locale.ROOT,
                "  %7.1f  %5.1f %%  %11.1f",
                1e3 * sum,
                100 * sum / step,
                1e3 * figures.median(Figure.WAITING)));
  }

  private static String row(RankFigures figures, Figure figure, int processes, int threads) {
    double[] seconds = figures.of(figure);
    double[] rates = new double[seconds.length];
    for (int round = 0; round < rates.length; round++) {
      rates[round] = RankTurns.BATCH / seconds[round];
    }
    String who =
        "%d process%s of %d thread%s"
            .formatted(processes, processes == 1 ? "" : "es", threads, threads == 1 ? "" : "s");
    return "%-26s  %18s  %18s"
        .formatted(
            who,
            Spread.of(rates).text(0),
            Spread.ofRatio(figures.of(Figure.WHOLE), seconds).text(2));
  }

  /**
   * Of machines like this one: a line through a step of a whole batch and one of few images.
   *
   * @param steps whose steps these are, so that models of both precisions have the same
   * @param sums with gradients that are sent so
   */
  static ClusterModel model(RankFigures steps, Precision precision, RankFigures sums) {
    double fewest = steps.median(Figure.FEWEST);
    double image = (steps.median(Figure.WHOLE) - fewest) / (RankTurns.BATCH - RankTurns.FEWEST);
    int bytes = precision == Precision.BFLOAT16 ? Short.BYTES : Float.BYTES;
    return new ClusterModel(
        fewest - RankTurns.FEWEST * image,
        image,
        sums.median(Figure.SUM),
        sums.median(Figure.ELEMENTS) * bytes);
  }

  /**
   * What the model says.
   *
   * @param models by what gradients are sent as
   * @param threads of a machine
   */
  static List<String> cluster(Map<Precision, ClusterModel> models, int threads) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%nModel: images/s over those of one machine like this one (%d threads, %.0f ms a step"
                + " of %d images),%n%.1f MB of gradients as float32 / half of them as bfloat16, sum"
                + " besides the network %.0f / %.0f ms, fixed part of a step %.0f ms",
            threads,
            1e3 * models.get(Precision.FLOAT32).step(RankTurns.BATCH, 1, 1),
            RankTurns.BATCH,
            models.get(Precision.FLOAT32).bytes() / 1e6,
            1e3 * models.get(Precision.FLOAT32).local(),
            1e3 * models.get(Precision.BFLOAT16).local(),
            1e3 * models.get(Precision.FLOAT32).fixed()));
    lines.add("%na batch of %d dealt to all machines".formatted(RankTurns.BATCH));
    lines.addAll(rows(models, ClusterModel::speedUpDealt));
    lines.add("%n%d images for each machine".formatted(RankTurns.BATCH));
    lines.addAll(rows(models, ClusterModel::speedUpWhole));
    return lines;
  }

  /** A figure of a batch, so many machines, and links of so many bits a second. */
  @FunctionalInterface
  private interface SpeedUp {
    double of(ClusterModel model, int batch, int machines, double rate);
  }

  private static List<String> rows(Map<Precision, ClusterModel> models, SpeedUp speedUp) {
    StringBuilder head = new StringBuilder("machines");
    GIGABITS.forEach(rate -> head.append("%15s".formatted(rate + " Gb/s")));
    List<String> rows = new ArrayList<>(List.of(head.toString()));
    for (int machines : MACHINES) {
      StringBuilder row = new StringBuilder("%8d".formatted(machines));
      for (int rate : GIGABITS) {
        String pair =
            models.values().stream()
                .map(model -> speedUp.of(model, RankTurns.BATCH, machines, rate * 1e9))
                .map(gain -> String.format(Locale.ROOT, "%.2f", gain))
                .collect(Collectors.joining(" / "));
        row.append("%15s".formatted(pair));
      }
      rows.add(row.toString());
    }
    return rows;
  }
}
