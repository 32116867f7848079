package capstan.bench.scaling;

import capstan.bench.measure.Network;
import capstan.bench.measure.Spread;
import capstan.bench.measure.Stopwatch;
import capstan.capsnet.network.RoutingGradient;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * {@code capstan bench --scaling}: a whole training step on 1, 2, 4, … threads. Each number of
 * threads has its own team and network, which take their turns: the machine's speed drifts, and
 * neighbours in time see the same machine.
 */
public final class Scaling {
  private static final int BATCH = 128;
  private static final int ROUNDS = 5;
  private static final double TURN_SECONDS = 0.8;

  private Scaling() {}

  /**
   * Powers of two up to a number of threads, and that number.
   *
   * @param most the largest number
   */
  static List<Integer> teams(int most) {
    List<Integer> teams = new ArrayList<>();
    for (int team = 1; team < most; team *= 2) {
      teams.add(team);
    }
    teams.add(most);
    return teams;
  }

  /**
   * Measures and prints a row for each number of threads.
   *
   * @param out where to
   * @param most the largest number of threads
   */
  public static void print(PrintStream out, int most) {
    int processors = Runtime.getRuntime().availableProcessors();
    List<Integer> teams = teams(most);
    List<Backend> backends = new ArrayList<>();
    List<DoubleSupplier> networks = new ArrayList<>();
    double[][] rates;
    try {
      for (int team : teams) {
        Backend backend = Backends.simd(team);
        backends.add(backend);
        Network network = new Network(backend, BATCH, RoutingGradient.LAST_ROUND);
        networks.add(() -> BATCH / network.stepSeconds(TURN_SECONDS));
      }
      rates = Stopwatch.inTurn(ROUNDS, networks);
    } finally {
      backends.forEach(Backend::close);
    }
    out.printf(
        "A training step, batch %d, on %d processor%s; medians of %d rounds in turn (range)%n%n",
        BATCH, processors, processors == 1 ? "" : "s", ROUNDS);
    out.printf("%7s  %18s  %20s  %10s%n", "threads", "images/s", "speed-up", "efficiency");
    for (int team = 0; team < rates.length; team++) {
      out.println(row(teams.get(team), rates[team], rates[0], processors));
    }
    if (most > processors) {
      out.printf("%n* more threads than processors: they take turns, and no gain is possible.%n");
    }
  }

  /**
   * A line of the table.
   *
   * @param threads of the team
   * @param rates images per second, by round
   * @param single those of one thread, in the same rounds
   * @param processors of the machine
   */
  static String row(int threads, double[] rates, double[] single, int processors) {
    Spread gain = Spread.ofRatio(rates, single);
    return String.format(
        Locale.ROOT,
        "%7s  %18s  %20s  %8.0f %%",
        threads + (threads > processors ? "*" : ""),
        Spread.of(rates).text(0),
        gain.text(2),
        100 * gain.median() / threads);
  }
}
