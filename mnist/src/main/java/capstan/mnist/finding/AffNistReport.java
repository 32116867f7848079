package capstan.mnist.finding;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.WilsonInterval;
import capstan.mnist.experiment.AffineBins;
import capstan.mnist.experiment.AffineScore;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.ErrorRate;
import capstan.mnist.text.Figures;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
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
  public record Tested(EpochMetrics last, ImmutableBooleanList misreadMoved, AffineScore score) {
    private ErrorRate error() {
      return ErrorRate.of(score.total(), score.wrong(), score.intervalPercent());
    }
  }

  private record Row(
      String network, int epochs, String test, int images, @JsonUnwrapped ErrorRate error) {}

  private record Part(
      String measure,
      double from,
      double to,
      String network,
      int images,
      @JsonUnwrapped ErrorRate error) {}

  /**
   * What was found, for programs.
   *
   * @param data what the networks were trained on
   * @param shown what was shown to them
   * @param targetPercent error at which they stopped training
   * @param networks each
   * @param findings in words
   */
  public record Found(
      String data,
      String shown,
      double targetPercent,
      List<Network> networks,
      List<String> findings) {}

  /**
   * A network, for programs.
   *
   * @param name of the network
   * @param epochs it was trained
   * @param heldOutErrorPercent on the images held out, moved
   * @param movedErrorPercent on the test images, moved
   * @param transformedImages how many transformed test images there were
   * @param transformedWrong how many of them were misread
   * @param transformedErrorPercent those in percent
   * @param interval the 95 % interval of that error
   */
  public record Network(
      String name,
      int epochs,
      double heldOutErrorPercent,
      double movedErrorPercent,
      int transformedImages,
      int transformedWrong,
      double transformedErrorPercent,
      @JsonUnwrapped(suffix = "Percent") WilsonInterval interval) {}

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
    return Figures.percent(percent, 2) + " (" + Figures.interval(interval) + ")";
  }

  /** A line a network and kind of test images. */
  public String csv() {
    List<Row> rows = new ArrayList<>();
    for (Tested tested : networks) {
      String network = tested.score.network();
      int epochs = tested.last.epoch();
      Score moved = tested.last.test();
      rows.add(new Row(network, epochs, "moved", moved.images(), ErrorRate.of(moved)));
      rows.add(new Row(network, epochs, "transformed", tested.score.total(), tested.error()));
    }
    return CsvTable.of(rows);
  }

  /** A line a network, number of the maps and part of its range. */
  public String binsCsv() {
    List<Part> parts = new ArrayList<>();
    for (AffineBins each : bins) {
      for (AffineBins.Bin bin : each.bins()) {
        ErrorRate error = ErrorRate.of(bin.images(), bin.wrong(), bin.intervalPercent());
        parts.add(
            new Part(
                each.measure().label(),
                bin.low(),
                bin.high(),
                each.network(),
                bin.images(),
                error));
      }
    }
    return CsvTable.of(parts);
  }

  /** All of it but the bins. */
  public Found found() {
    return new Found(
        data,
        images,
        targetPercent,
        networks.stream()
            .map(
                tested ->
                    new Network(
                        tested.score.network(),
                        tested.last.epoch(),
                        tested.last.validation().errorPercent(),
                        tested.last.test().errorPercent(),
                        tested.score.total(),
                        tested.score.wrong(),
                        tested.score.errorPercent(),
                        tested.score.intervalPercent()))
            .toList(),
        findings());
  }
}
