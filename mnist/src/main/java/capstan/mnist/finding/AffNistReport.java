package capstan.mnist.finding;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.WilsonInterval;
import capstan.mnist.experiment.AffineBins;
import capstan.mnist.experiment.AffineScore;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.Figures;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.collections.api.list.primitive.ImmutableBooleanList;

/**
 * What the affNIST experiment found, in words and tables.
 *
 * @param targetPercent accuracy at which trainings ended
 * @param data name of the data that the networks were trained on
 * @param images what was shown, in words
 * @param networks each with its training and its score
 * @param bins errors by the maps' numbers; empty if they are not known
 */
public record AffNistReport(
    double targetPercent,
    String data,
    String images,
    List<Tested> networks,
    List<AffineBins> bins) {

  /**
   * A network.
   *
   * @param last figures of its last epoch
   * @param misreadMoved whether each test image was misread, only moved
   * @param score on the transformed images
   */
  public record Tested(EpochMetrics last, ImmutableBooleanList misreadMoved, AffineScore score) {}

  /** For people. */
  public List<String> lines() {
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
                  wrong(
                      tested.last.test().errorPercent(), tested.last.test().errorIntervalPercent()),
                  wrong(tested.score.errorPercent(), tested.score.intervalPercent())));
    }
    lines.add("");
    lines.addAll(findings());
    return lines;
  }

  private List<String> findings() {
    return AffNistFindings.of(targetPercent, networks, data.equals("MNIST"));
  }

  private static String wrong(double percent, WilsonInterval interval) {
    return "%s (%s to %s)"
        .formatted(
            Figures.percent(percent, 2),
            Figures.decimal(interval.low(), 2),
            Figures.percent(interval.high(), 2));
  }

  /** A line a network and kind of test images. */
  public String csv() {
    CsvTable table =
        new CsvTable(
            List.of(
                "network",
                "epochs",
                "test",
                "images",
                "wrong",
                "error_percent",
                "low_percent",
                "high_percent"));
    for (Tested tested : networks) {
      Score clean = tested.last.test();
      row(table, tested, "moved", clean.images(), clean.wrong(), clean.errorIntervalPercent());
      row(
          table,
          tested,
          "transformed",
          tested.score.total(),
          tested.score.wrong(),
          tested.score.intervalPercent());
    }
    return table.text();
  }

  private static void row(
      CsvTable table, Tested tested, String test, int images, int wrong, WilsonInterval interval) {
    table.row(
        List.of(
            tested.score.network(),
            tested.last.epoch(),
            test,
            images,
            wrong,
            100.0 * wrong / images,
            interval.low(),
            interval.high()));
  }

  /** A line a network, number of the maps and part of its range. */
  public String binsCsv() {
    CsvTable table =
        new CsvTable(
            List.of(
                "measure",
                "from",
                "to",
                "network",
                "images",
                "wrong",
                "error_percent",
                "low_percent",
                "high_percent"));
    for (AffineBins each : bins) {
      for (AffineBins.Bin bin : each.bins()) {
        // A part that no image fell into has no error.
        boolean empty = bin.images() == 0;
        table.row(
            Arrays.asList(
                each.measure().label(),
                bin.low(),
                bin.high(),
                each.network(),
                bin.images(),
                bin.wrong(),
                empty ? null : bin.errorPercent(),
                empty ? null : bin.intervalPercent().low(),
                empty ? null : bin.intervalPercent().high()));
      }
    }
    return table.text();
  }

  /** All of it but the bins. */
  public ObjectNode json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("data", data);
    root.put("shown", images);
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
    findings().forEach(root.putArray("findings")::add);
    return root;
  }
}
