package capstan.mnist.cli;

import capstan.mnist.experiment.AffineBins;
import capstan.mnist.experiment.AffineScore;
import capstan.mnist.training.EpochMetrics;
import capstan.mnist.training.Score;
import capstan.mnist.training.WilsonInterval;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the affNIST experiment found, in words and tables.
 *
 * @param targetPercent accuracy at which trainings ended
 * @param images what was shown, in words
 * @param networks each with its training and its score
 * @param bins errors by the maps' numbers; empty if they are not known
 */
record AffNistReport(
    double targetPercent, String images, List<Tested> networks, List<AffineBins> bins) {

  /**
   * A network.
   *
   * @param last figures of its last epoch
   * @param score on the transformed images
   */
  record Tested(EpochMetrics last, AffineScore score) {
    private WilsonInterval cleanPercent() {
      WilsonInterval rate = WilsonInterval.of(last.test().wrong(), last.test().images());
      return new WilsonInterval(100 * rate.low(), 100 * rate.high());
    }
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("shown     " + images);
    lines.add("");
    lines.add(
        "%-9s  %6s  %-17s  %-26s  %s"
            .formatted("network", "epochs", "held out, moved", "test, moved", "test, transformed"));
    for (Tested tested : networks) {
      lines.add(
          "%-9s  %6d  %-17s  %-26s  %s"
              .formatted(
                  tested.score.network(),
                  tested.last.epoch(),
                  Figures.percent(tested.last.validation().errorPercent(), 2) + " wrong",
                  wrong(tested.last.test().errorPercent(), tested.cleanPercent()),
                  wrong(tested.score.errorPercent(), tested.score.intervalPercent())));
    }
    lines.add("");
    for (Tested tested : networks) {
      double reached = 100 - tested.last.validation().errorPercent();
      if (reached < targetPercent) {
        lines.add(
            "%s ended with its last epoch at %s of the held-out images right, below the %s %% asked for."
                .formatted(
                    tested.score.network(), Figures.percent(reached, 2), plain(targetPercent)));
      }
    }
    for (int i = 0; i < networks.size(); i++) {
      for (int j = i + 1; j < networks.size(); j++) {
        compare(networks.get(i), networks.get(j), lines);
      }
    }
    lines.add(
        "In the paper 79 % of affNIST were right for the capsule network and 66 % for its CNN, both"
            + " at 99.2 % of moved digits.");
    lines.add(
        "The intervals are of the choice of test images alone: each network was trained once, and"
            + " another seed would give another.");
    return lines;
  }

  private static void compare(Tested one, Tested other, List<String> lines) {
    WilsonInterval first = one.cleanPercent();
    WilsonInterval second = other.cleanPercent();
    boolean apart = first.high() < second.low() || second.high() < first.low();
    lines.add(
        apart
            ? "On moved test images %s and %s are not matched: their intervals lie apart."
                .formatted(one.score.network(), other.score.network())
            : "On moved test images nothing tells %s and %s apart: their intervals overlap."
                .formatted(one.score.network(), other.score.network()));
    AffineScore.Difference difference = one.score.below(other.score);
    String points =
        "%s percentage points (95 %% interval %s to %s, image by image)"
            .formatted(
                Figures.decimal(Math.abs(difference.points()), 2),
                Figures.decimal(difference.points() < 0 ? -difference.high() : difference.low(), 2),
                Figures.decimal(
                    difference.points() < 0 ? -difference.low() : difference.high(), 2));
    if (!difference.isClear()) {
      lines.add(
          "On transformed test images they differ by %s, which decides nothing.".formatted(points));
      return;
    }
    boolean oneBetter = difference.points() > 0;
    lines.add(
        "Of the transformed test images %s misreads fewer than %s by %s."
            .formatted(
                (oneBetter ? one : other).score.network(),
                (oneBetter ? other : one).score.network(),
                points));
  }

  private static String wrong(double percent, WilsonInterval interval) {
    return "%s (%s to %s)"
        .formatted(
            Figures.percent(percent, 2),
            Figures.decimal(interval.low(), 2),
            Figures.percent(interval.high(), 2));
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** A line a network and kind of test images. */
  String csv() {
    StringBuilder text =
        new StringBuilder(
            "network,epochs,test,images,wrong,error_percent,low_percent,high_percent\n");
    for (Tested tested : networks) {
      Score clean = tested.last.test();
      row(text, tested, "moved", clean.images(), clean.wrong(), tested.cleanPercent());
      row(
          text,
          tested,
          "transformed",
          tested.score.total(),
          tested.score.wrong(),
          tested.score.intervalPercent());
    }
    return text.toString();
  }

  private static void row(
      StringBuilder text,
      Tested tested,
      String test,
      int images,
      int wrong,
      WilsonInterval interval) {
    text.append(tested.score.network()).append(',').append(tested.last.epoch()).append(',');
    text.append(test).append(',').append(images).append(',').append(wrong).append(',');
    text.append(100.0 * wrong / images).append(',');
    text.append(interval.low()).append(',').append(interval.high()).append('\n');
  }

  /** A line a network, number of the maps and part of its range. */
  String binsCsv() {
    StringBuilder text =
        new StringBuilder(
            "measure,from,to,network,images,wrong,error_percent,low_percent,high_percent\n");
    for (AffineBins each : bins) {
      for (AffineBins.Bin bin : each.bins()) {
        text.append(each.measure().label()).append(',');
        text.append(bin.low()).append(',').append(bin.high()).append(',');
        text.append(each.network()).append(',');
        text.append(bin.images()).append(',').append(bin.wrong()).append(',');
        text.append(bin.errorPercent()).append(',').append(bin.intervalPercent().low());
        text.append(',').append(bin.intervalPercent().high()).append('\n');
      }
    }
    return text.toString();
  }

  /** All of it but the bins. */
  String json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("images", images);
    root.put("targetPercent", targetPercent);
    ArrayNode all = root.putArray("networks");
    for (Tested tested : networks) {
      ObjectNode network = all.addObject();
      network.put("name", tested.score.network());
      network.put("epochs", tested.last.epoch());
      network.put("heldOutErrorPercent", tested.last.validation().errorPercent());
      network.put("movedErrorPercent", tested.last.test().errorPercent());
      network.put("transformedImages", tested.score.total());
      network.put("transformedWrong", tested.score.wrong());
      network.put("transformedErrorPercent", tested.score.errorPercent());
      network.put("lowPercent", tested.score.intervalPercent().low());
      network.put("highPercent", tested.score.intervalPercent().high());
    }
    ArrayNode findings = root.putArray("findings");
    lines().stream().skip(4 + networks.size()).forEach(findings::add);
    return root.toString();
  }
}
