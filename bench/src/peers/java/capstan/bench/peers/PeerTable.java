package capstan.bench.peers;

import capstan.bench.measure.Spread;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Prints what was measured: ours, theirs, the ratio, the goal, each a median with its range. */
final class PeerTable {
  private static final String LINE = "%-36s %20s %22s %22s %7s  %s%n";

  private final PrintStream out;
  private String library = "";

  PeerTable(PrintStream out) {
    this.out = out;
  }

  /**
   * A row; one more for each further contestant.
   *
   * @param theirs the other library; a head is printed where it changes
   * @param name what was measured
   * @param figure what is shown of a time in milliseconds
   * @param rounds ours first, then PyTorch or OpenBLAS, then PyTorch with bfloat16
   * @param goals of the ratio for each contestant but the first; NaN for none
   */
  void row(String theirs, String name, DoubleUnaryOperator figure, Rounds rounds, double... goals) {
    if (!theirs.equals(library)) {
      library = theirs;
      out.printf("%n" + LINE, "median (range over rounds)", "Capstan", theirs, "ratio", "goal", "");
    }
    for (int side = 1; side < rounds.contestants(); side++) {
      boolean first = side == 1;
      out.printf(
          LINE,
          first ? name : "  beside bfloat16 convolutions",
          first ? text(figure, rounds.times(0)) : "",
          text(figure, rounds.times(side)),
          Spread.ofRatio(rounds.times(side), rounds.times(0)).text(2),
          Double.isNaN(goals[side - 1]) ? "" : "≥ " + goals[side - 1],
          first ? rounds.disturbance() : "");
    }
    out.flush();
  }

  /** A remark to the row above. */
  void remark(String text) {
    out.println("    " + text);
    out.flush();
  }

  private static String text(DoubleUnaryOperator figure, double[] times) {
    Spread spread = Spread.of(Arrays.stream(times).map(figure).toArray());
    return spread.text(spread.median() < 10 ? 2 : spread.median() < 100 ? 1 : 0);
  }
}
