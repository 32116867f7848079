package capstan.mnist.finding;

import capstan.capsnet.inference.RunHistory;
import capstan.mnist.chart.Curve;
import capstan.mnist.chart.CurvePanel;
import capstan.mnist.chart.Curves;
import capstan.mnist.experiment.TransferConfiguration;
import capstan.mnist.experiment.TransferConfiguration.Start;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.ErrorRate;
import capstan.mnist.text.Figures;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What few images came to from nothing and from trained weights. */
public final class TransferReport implements SeriesReport {
  private final TransferConfiguration configuration;
  private final String data;
  private final List<Row> rows = new ArrayList<>();

  /**
   * What was found, for programs.
   *
   * @param data what the runs were trained on
   * @param source what the trained network is called
   * @param epochs of each run
   * @param rows a row for each finished run
   */
  public record Found(String data, String source, int epochs, List<Row> rows) {}

  /**
   * A finished run, for programs.
   *
   * @param images training images
   * @param start what it started from
   * @param error of the test images after the last epoch, or the best that is kept
   * @param trainSeconds time spent in steps
   */
  public record Row(int images, Start start, @JsonUnwrapped ErrorRate error, double trainSeconds) {}

  /**
   * Of the runs that are finished.
   *
   * @param configuration of the experiment
   * @param folder where it is
   * @param finished what each finished run came to, by its folder
   * @param data what they were trained on
   */
  public TransferReport(
      TransferConfiguration configuration,
      Path folder,
      Map<Path, RunHistory> finished,
      String data) {
    this.configuration = configuration;
    this.data = data;
    for (TransferConfiguration.Member member : configuration.members(folder)) {
      RunHistory history = finished.get(member.run().folder());
      if (history != null) {
        ErrorRate error = ErrorRate.of(history.test());
        rows.add(new Row(member.images(), member.start(), error, history.trainSeconds()));
      }
    }
  }

  private Optional<Row> row(int images, Start start) {
    return rows.stream().filter(row -> row.images() == images && row.start() == start).findFirst();
  }

  @Override
  public String name() {
    return "transfer";
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "test error on %s %s %s, from the weights of %s"
            .formatted(
                data,
                configuration.base().training().selection().keepsBest()
                    ? "of the best by validation of"
                    : "after",
                Figures.count(configuration.base().training().epochs(), "epoch"),
                configuration.source()));
    StringBuilder heading = new StringBuilder("images");
    for (Start start : Start.values()) {
      heading.append("  %20s".formatted(start.words()));
    }
    lines.add(heading.toString());
    for (int images : configuration.images()) {
      StringBuilder line = new StringBuilder("%6d".formatted(images));
      for (Start start : Start.values()) {
        String error =
            row(images, start)
                .map(row -> Figures.percent(row.error().errorPercent(), 2))
                .orElse("not yet");
        line.append("  %20s".formatted(error));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  @Override
  public String csv() {
    return CsvTable.of(rows);
  }

  @Override
  public Found found() {
    return new Found(
        data, configuration.source(), configuration.base().training().epochs(), List.copyOf(rows));
  }

  /** Test error by training images, a curve a start. */
  @Override
  public Picture picture() throws NoFontException {
    List<Curve> curves =
        Arrays.stream(Start.values()).map(this::curve).filter(each -> !each.x().isEmpty()).toList();
    return Curves.draw(
        data + " from the weights of " + configuration.source(),
        List.of(
            new CurvePanel(
                "test error, with its 95 % interval",
                "training images", "test error, %", true, curves)));
  }

  private Curve curve(Start start) {
    List<Row> own = rows.stream().filter(row -> row.start() == start).toList();
    return Curve.of(start.words(), own, Row::images, row -> row.error().errorPercent())
        .withIntervals(
            own.stream().mapToDouble(row -> row.error().lowPercent()).toArray(),
            own.stream().mapToDouble(row -> row.error().highPercent()).toArray());
  }
}
