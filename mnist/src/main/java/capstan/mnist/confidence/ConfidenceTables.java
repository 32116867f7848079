package capstan.mnist.confidence;

import capstan.capsnet.inspect.Calibration;
import capstan.capsnet.inspect.RejectOption;
import capstan.capsnet.inspect.ScoredImages;
import capstan.capsnet.run.Score;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.ErrorRate;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** When answers are to be believed, as tables and for programs. */
public final class ConfidenceTables {
  private ConfidenceTables() {}

  /** Answers of like score; no error without images. */
  private record BinRow(
      String score,
      double low,
      double high,
      int images,
      double meanScore,
      @JsonUnwrapped ErrorRate error) {
    private static List<BinRow> of(String score, Calibration calibration) {
      return calibration.bins().stream()
          .map(
              bin ->
                  new BinRow(
                      score,
                      bin.low(),
                      bin.high(),
                      bin.images(),
                      bin.meanScore(),
                      rate(bin.images(), bin.wrong())))
          .toList();
    }
  }

  private record RefusalRow(
      String criterion,
      double threshold,
      double refusedPercent,
      int answered,
      @JsonUnwrapped ErrorRate error) {
    private static RefusalRow of(TrustCriterion criterion, RejectOption.Point point) {
      int all = criterion.inside().size();
      return new RefusalRow(
          criterion.name(),
          criterion.shown(point.threshold()),
          100.0 * (all - point.answered()) / all,
          point.answered(),
          rate(point.answered(), point.wrong()));
    }
  }

  private record ImageRow(
      String set,
      int image,
      Integer label,
      int prediction,
      double score,
      double share,
      Double squaredErrorPerPixel) {}

  private record Found(
      Path network,
      String data,
      int images,
      @JsonUnwrapped ErrorRate error,
      String score,
      double calibrationErrorPercent,
      double calibrationErrorOfSharesPercent,
      List<BinRow> bins,
      String outside,
      Integer outsideImages,
      List<Criterion> criteria) {}

  private record Criterion(
      String name,
      double meanErrorPercentOverRefusals,
      Double outsideAreaUnderCurve,
      List<RefusalRow> refusing) {}

  private static ErrorRate rate(int images, int wrong) {
    return ErrorRate.of(new Score(images, wrong, Double.NaN));
  }

  /** How often answers are right by their score, and by its share of all scores. */
  static String bins(ConfidenceFindings found) {
    List<BinRow> rows = new ArrayList<>(BinRow.of(found.score(), found.byScore()));
    if (found.hasShares()) {
      rows.addAll(BinRow.of("share", found.byShare()));
    }
    return CsvTable.of(rows);
  }

  /** What is refused, and which error is left, at every threshold of every criterion. */
  static String refusals(ConfidenceFindings found) {
    List<RefusalRow> rows = new ArrayList<>();
    for (TrustCriterion criterion : found.criteria()) {
      criterion.rejection().points().forEach(point -> rows.add(RefusalRow.of(criterion, point)));
    }
    return CsvTable.of(rows);
  }

  /** A row an image, those from outside after those of the test. */
  static String images(ConfidenceFindings found) {
    List<ImageRow> rows = new ArrayList<>(rows("test", true, found.test()));
    found.outside().ifPresent(outside -> rows.addAll(rows("outside", false, outside)));
    return CsvTable.of(rows);
  }

  private static List<ImageRow> rows(String set, boolean labelled, ScoredImages scored) {
    List<ImageRow> rows = new ArrayList<>();
    for (int image = 0; image < scored.images().count(); image++) {
      int of = image;
      rows.add(
          new ImageRow(
              set,
              image,
              labelled ? scored.images().label(image) : null,
              scored.predictions().get(image),
              scored.scores().get(image),
              scored.shares().get(image),
              scored.errors().map(errors -> errors.get(of)).orElse(null)));
    }
    return rows;
  }

  /** For programs. */
  public static Record found(Path network, ConfidenceFindings found) {
    Score whole = found.whole();
    return new Found(
        network,
        found.test().images().origin(),
        whole.images(),
        ErrorRate.of(whole),
        found.score(),
        100 * found.byScore().expectedError(),
        100 * found.byShare().expectedError(),
        BinRow.of(found.score(), found.byScore()).stream().filter(bin -> bin.images > 0).toList(),
        found.outside().map(outside -> outside.images().origin()).orElse(null),
        found.outside().map(outside -> outside.images().count()).orElse(null),
        found.criteria().stream().map(ConfidenceTables::criterion).toList());
  }

  private static Criterion criterion(TrustCriterion criterion) {
    double separation = criterion.separation();
    return new Criterion(
        criterion.name(),
        100 * criterion.rejection().area(),
        Double.isNaN(separation) ? null : separation,
        ConfidenceFindings.REFUSED.stream()
            .map(share -> RefusalRow.of(criterion, criterion.rejection().refusing(share)))
            .toList());
  }
}
