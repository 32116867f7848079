package capstan.mnist.confidence;

import capstan.capsnet.inspect.Calibration;
import capstan.capsnet.inspect.RejectOption;
import capstan.capsnet.model.ScoreKind;
import capstan.capsnet.run.Score;
import capstan.capsnet.text.ShownName;
import capstan.mnist.text.Figures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/** When answers are to be believed, for people. */
public final class ConfidenceText {
  private ConfidenceText() {}

  /** Prints all of it. */
  public static void print(PrintWriter out, Path network, ConfidenceFindings found) {
    out.printf("network     %s%n", ShownName.of(network));
    out.printf("data        %s%n", found.test().images().origin());
    out.printf("test error  %s%n", Figures.error(found.whole()));
    found
        .outside()
        .ifPresent(
            outside ->
                out.printf(
                    "outside     %s, %s%n",
                    outside.images().origin(), Figures.count(outside.images().count(), "image")));
    printBins(out, found);
    printRefusals(out, found);
    if (found.test().errors().isEmpty()) {
      out.println("Without a decoder there is no reconstruction error to refuse by.");
    }
  }

  private static void printBins(PrintWriter out, ConfidenceFindings found) {
    out.printf(
        "%n%-14s%10s%8s%9s%20s%8s%n",
        found.score(), "images", "wrong", "error", "95 % interval", "mean");
    for (Calibration.Bin bin : found.byScore().bins()) {
      if (bin.images() > 0) {
        Score score = new Score(bin.images(), bin.wrong(), Double.NaN);
        out.printf(
            "%-14s%10s%8s%9s%20s%8s%n",
            Figures.decimal(bin.low(), 1) + " to " + Figures.decimal(bin.high(), 1),
            Figures.count(bin.images()),
            Figures.count(bin.wrong()),
            Figures.percent(score.errorPercent(), 2),
            Figures.interval(score.errorIntervalPercent()),
            Figures.decimal(bin.meanScore(), 3));
      }
    }
    out.printf(
        "%nExpected calibration error: %s%n",
        found.hasShares()
            ? "%1$s of the %3$s, %2$s of their share of all %3$s."
                .formatted(
                    percent(found.byScore()), percent(found.byShare()), found.kind().certainties())
            : percent(found.byScore()));
    if (found.kind() == ScoreKind.LENGTHS) {
      out.println(
          "A length is no probability: training asks for a long capsule, not for one as long as it"
              + " is right often.");
    }
  }

  private static String percent(Calibration calibration) {
    return Figures.percent(100 * calibration.expectedError(), 2);
  }

  private static void printRefusals(PrintWriter out, ConfidenceFindings found) {
    out.println();
    printRow(out, found, "refused", each -> each.name() + (each.falling() ? " above" : " below"));
    for (double share : ConfidenceFindings.REFUSED) {
      printRow(
          out,
          found,
          Figures.percent(100 * share, 0),
          each -> {
            RejectOption.Point point = each.rejection().refusing(share);
            String threshold =
                share == 0
                    ? "all"
                    : String.format(Locale.ROOT, "%.4f", each.shown(point.threshold()));
            return threshold + ": " + Figures.percent(100 * point.risk(), 2) + " left";
          });
    }
    printRow(
        out, found, "average", each -> Figures.percent(100 * each.rejection().area(), 3) + " left");
    if (found.outside().isPresent()) {
      printRow(out, found, "outside", each -> Figures.decimal(each.separation(), 4));
      out.println();
      out.println(
          "outside: area under the ROC curve, how likely a test image is trusted more than one from"
              + " outside; 1 tells all apart, 0.5 is chance.");
    }
  }

  private static void printRow(
      PrintWriter out,
      ConfidenceFindings found,
      String name,
      Function<TrustCriterion, String> cell) {
    StringBuilder row = new StringBuilder("%-10s".formatted(name));
    found.criteria().forEach(each -> row.append("  %-22s".formatted(cell.apply(each))));
    out.println(row.toString().stripTrailing());
  }
}
