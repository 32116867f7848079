package capstan.mnist.finding;

import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.Score;
import capstan.mnist.chart.Curve;
import capstan.mnist.chart.CurvePanel;
import capstan.mnist.chart.Curves;
import capstan.mnist.experiment.AblationConfiguration;
import capstan.mnist.experiment.AblationRow;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.text.Figures;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What the finished runs of an ablation came to, as a table, a file of figures and a picture.
 *
 * @param configuration of the ablation
 * @param folder where it is
 * @param finished what each finished run came to, by its folder
 * @param data what they were trained on
 */
public record AblationReport(
    AblationConfiguration configuration, Path folder, Map<Path, RunHistory> finished, String data)
    implements SeriesReport {
  /**
   * What was found, for programs.
   *
   * @param data what the runs were trained on
   * @param epochs of each run
   * @param rows a row for each kind of run
   */
  public record Found(String data, int epochs, List<Row> rows) {}

  /**
   * A kind of run, for programs; what there is not is null.
   *
   * @param kind what the runs have in common
   * @param errorsPercent test error of each finished run
   * @param meanPercent their mean
   * @param standardDeviationPercent of the errors
   * @param paperMeanPercent what the paper found
   * @param paperStandardDeviationPercent of what the paper found
   */
  public record Row(
      @JsonUnwrapped AblationRow.Kind kind,
      List<Double> errorsPercent,
      Double meanPercent,
      Double standardDeviationPercent,
      Double paperMeanPercent,
      Double paperStandardDeviationPercent) {}

  private List<RunHistory> of(AblationRow.Kind kind) {
    return configuration.members(folder).stream()
        .filter(member -> member.kind().equals(kind) && history(member) != null)
        .map(this::history)
        .toList();
  }

  private RunHistory history(AblationConfiguration.Member member) {
    return finished.get(member.run().folder());
  }

  private List<AblationRow> rows() {
    return configuration.kinds().stream().map(kind -> AblationRow.of(kind, of(kind))).toList();
  }

  private boolean keepsBest() {
    return configuration.base().training().selection().keepsBest();
  }

  private boolean isMnist() {
    return data.equals("MNIST");
  }

  @Override
  public String name() {
    return "ablation";
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    int epochs = configuration.base().training().epochs();
    lines.add(
        "test error on "
            + data
            + (keepsBest() ? " of the best by validation of " : " after ")
            + Figures.count(epochs, "epoch")
            + ", mean ± standard deviation over the seeds"
            + (isMnist() ? "; the paper's is of its own, far longer training" : ""));
    lines.add(
        "routing  reconstruction  runs  %-18s%s"
            .formatted("test error", isMnist() ? "paper" : "")
            .stripTrailing());
    for (AblationRow row : rows()) {
      lines.add(
          "%7d  %-14s  %4d  %-18s%s"
              .formatted(
                  row.kind().routingRounds(),
                  row.kind().reconstruction() ? "yes" : "no",
                  row.errorsPercent().size(),
                  found(row),
                  isMnist() ? paper(row) : "")
              .stripTrailing());
    }
    if (rows().stream().anyMatch(row -> row.errorsPercent().size() == 1)) {
      lines.add("One run has no standard deviation: rows may differ by chance alone.");
    }
    return lines;
  }

  private static String found(AblationRow row) {
    OptionalDouble mean = row.mean();
    if (mean.isEmpty()) {
      return "none yet";
    }
    String text = Figures.decimal(mean.getAsDouble(), 2);
    OptionalDouble deviation = row.standardDeviation();
    return deviation.isPresent()
        ? text + " ± " + Figures.percent(deviation.getAsDouble(), 3)
        : text + " %";
  }

  private static String paper(AblationRow row) {
    return row.kind()
        .published()
        .map(
            published ->
                Figures.decimal(published.errorPercent(), 2)
                    + " ± "
                    + Figures.percent(published.standardDeviation(), 3))
        .orElse("not tried");
  }

  @Override
  public String csv() {
    StringBuilder text =
        new StringBuilder(
            "routing_rounds,reconstruction,seed,epochs,test_images,wrong,error_percent,"
                + "train_seconds\n");
    for (AblationConfiguration.Member member : configuration.members(folder)) {
      RunHistory history = history(member);
      if (history != null) {
        Score test = history.test();
        text.append(member.kind().routingRounds()).append(',');
        text.append(member.kind().reconstruction() ? "yes" : "no").append(',');
        text.append(member.seed()).append(',').append(history.epochs().size()).append(',');
        text.append(test.images()).append(',').append(test.wrong()).append(',');
        text.append(test.errorPercent()).append(',');
        text.append(Figures.decimal(history.trainSeconds(), 1).replace(",", "")).append('\n');
      }
    }
    return text.toString();
  }

  @Override
  public Found found() {
    return new Found(
        data,
        configuration.base().training().epochs(),
        rows().stream()
            .map(
                row -> {
                  Optional<AblationRow.Published> paper =
                      row.kind().published().filter(_ -> isMnist());
                  return new Row(
                      row.kind(),
                      row.errorsPercent(),
                      orNull(row.mean()),
                      orNull(row.standardDeviation()),
                      paper.map(AblationRow.Published::errorPercent).orElse(null),
                      paper.map(AblationRow.Published::standardDeviation).orElse(null));
                })
            .toList());
  }

  private static Double orNull(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }

  /**
   * Test error by epoch, a curve a row: the mean over its seeds, and from the least to the most.
   * Where the test images are tested once, at the end, it is the validation error.
   */
  @Override
  public Picture picture() throws NoFontException {
    List<Curve> curves = new ArrayList<>();
    for (AblationRow.Kind kind : configuration.kinds()) {
      List<RunHistory> runs = of(kind);
      if (!runs.isEmpty()) {
        curves.add(curve(kind, runs, keepsBest() ? EpochMetrics::validation : EpochMetrics::test));
      }
    }
    String error = (keepsBest() ? "validation" : "test") + " error";
    boolean several = curves.stream().anyMatch(curve -> !curve.low().isEmpty());
    return Curves.draw(
        "routing and reconstruction on " + data,
        List.of(
            new CurvePanel(
                several ? "mean over the seeds, with the least and the most" : error + ", one seed",
                "epoch",
                error + ", %",
                true,
                curves)));
  }

  static Curve curve(
      AblationRow.Kind kind, List<RunHistory> runs, Function<EpochMetrics, Score> score) {
    // Patience may have ended some before others.
    int epochs = runs.stream().mapToInt(run -> run.epochs().size()).min().orElseThrow();
    double[] x = new double[epochs];
    double[] mean = new double[epochs];
    double[] least = new double[epochs];
    double[] most = new double[epochs];
    for (int i = 0; i < epochs; i++) {
      int epoch = i;
      var errors =
          runs.stream()
              .mapToDouble(run -> score.apply(run.epochs().get(epoch)).errorPercent())
              .summaryStatistics();
      x[i] = epoch + 1;
      mean[i] = errors.getAverage();
      least[i] = errors.getMin();
      most[i] = errors.getMax();
    }
    Curve curve = Curve.of(kind.toString(), x, mean);
    return runs.size() == 1 ? curve : curve.withIntervals(least, most);
  }
}
