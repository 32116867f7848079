package capstan.mnist.finding;

import capstan.mnist.experiment.AffineScore;
import capstan.mnist.experiment.PairedDifference;
import capstan.mnist.text.Figures;
import java.util.ArrayList;
import java.util.List;

/** What the affNIST experiment's scores carry, in words. */
final class AffNistFindings {
  private AffNistFindings() {}

  /**
   * Lines for people; nothing is claimed where an interval holds no difference for possible.
   *
   * @param targetPercent accuracy at which trainings should have ended
   * @param networks each with each other is compared
   * @param isMnist whether the paper's figures are of the same digits
   */
  static List<String> of(
      double targetPercent, List<AffNistReport.Tested> networks, boolean isMnist) {
    List<String> lines = new ArrayList<>();
    for (AffNistReport.Tested tested : networks) {
      double reached = 100 - tested.last().validation().errorPercent();
      if (reached < targetPercent) {
        lines.add(
            "%s ended with its last epoch at %s of the held-out images right, below the %s %% asked for."
                .formatted(
                    tested.score().network(),
                    Figures.percent(reached, 2),
                    Figures.plain(targetPercent)));
      }
    }
    for (int i = 0; i < networks.size(); i++) {
      for (int j = i + 1; j < networks.size(); j++) {
        lines.add(moved(networks.get(i), networks.get(j)));
        lines.add(transformed(networks.get(i).score(), networks.get(j).score()));
      }
    }
    if (isMnist) {
      lines.add(
          "In the paper 79 % of affNIST were right for the capsule network and 66 % for its CNN,"
              + " both at 99.2 % of moved digits.");
    }
    lines.add(
        "The intervals are of the choice of test images alone: each network was trained once, and"
            + " another seed would give another.");
    return lines;
  }

  private static String moved(AffNistReport.Tested one, AffNistReport.Tested other) {
    PairedDifference difference = PairedDifference.of(one.misreadMoved(), other.misreadMoved());
    return PairedWords.matched(
        "Of %s that are only moved".formatted(Figures.count(difference.images(), "test image")),
        one.score().network(),
        other.score().network(),
        difference,
        difference.interval(1),
        "the affine maps");
  }

  private static String transformed(AffineScore one, AffineScore other) {
    boolean oneBetter = one.wrong() <= other.wrong();
    AffineScore better = oneBetter ? one : other;
    AffineScore worse = oneBetter ? other : one;
    AffineScore.Difference difference = better.below(worse);
    String points =
        "%s percentage points (95 %% interval %s to %s, image by image)"
            .formatted(
                Figures.decimal(difference.points(), 2),
                Figures.decimal(difference.low(), 2),
                Figures.decimal(difference.high(), 2));
    return difference.isClear()
        ? "Of the transformed test images %s misreads fewer than %s by %s."
            .formatted(better.network(), worse.network(), points)
        : "On transformed test images they differ by %s, which decides nothing.".formatted(points);
  }
}
