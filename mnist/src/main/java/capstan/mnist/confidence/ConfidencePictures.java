package capstan.mnist.confidence;

import capstan.capsnet.inspect.Calibration;
import capstan.capsnet.inspect.RejectOption;
import capstan.capsnet.inspect.ScoredImages;
import capstan.capsnet.run.WilsonInterval;
import capstan.mnist.chart.Curve;
import capstan.mnist.chart.CurvePanel;
import capstan.mnist.chart.Curves;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.text.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** When answers are to be believed, drawn. */
final class ConfidencePictures {
  /** A histogram's bars are so narrow that its numbers fill as many at least. */
  private static final int FEWEST_BARS = 35;

  /** Coverages of a curve. */
  private static final int STEPS = 200;

  private ConfidencePictures() {}

  /** Risk against coverage: which error is left of how many answers. */
  static Picture refusals(String title, ConfidenceFindings found) throws NoFontException {
    List<Curve> curves = new ArrayList<>();
    for (TrustCriterion criterion : found.criteria()) {
      List<RejectOption.Point> points =
          IntStream.range(0, STEPS)
              .mapToObj(step -> criterion.rejection().refusing(1 - (step + 1.0) / STEPS))
              .distinct()
              .toList();
      double all = criterion.inside().size();
      curves.add(
          Curve.of(
              "%s (mean %s)"
                  .formatted(
                      criterion.name(), Figures.percent(100 * criterion.rejection().area(), 3)),
              points,
              point -> 100 * point.answered() / all,
              point -> 100 * point.risk()));
    }
    double error = found.whole().errorPercent();
    curves.add(
        Curve.of("refused by chance", new double[] {0, 100}, new double[] {error, error})
            .asReference());
    return Curves.draw(
        title,
        List.of(
            new CurvePanel(
                "least trusted answers refused",
                "answered, %",
                "misread of those, %",
                false,
                curves)));
  }

  /** Reliability: how often answers are right by their score. */
  static Picture calibration(String title, ConfidenceFindings found) throws NoFontException {
    List<CurvePanel> panels = new ArrayList<>(List.of(reliability(found.score(), found.byScore())));
    if (found.hasShares()) {
      panels.add(reliability("share of all " + found.kind().certainties(), found.byShare()));
    }
    return Curves.draw(title, panels);
  }

  private static CurvePanel reliability(String score, Calibration calibration) {
    List<Calibration.Bin> bins =
        calibration.bins().stream().filter(bin -> bin.images() > 0).toList();
    Curve right =
        Curve.of("answers", bins, Calibration.Bin::meanScore, bin -> 100 * bin.right())
            .withIntervals(
                bins.stream()
                    .map(
                        bin ->
                            WilsonInterval.of(bin.images() - bin.wrong(), bin.images()).percent())
                    .toList());
    List<Double> tenths = IntStream.rangeClosed(0, 10).mapToObj(tenth -> tenth / 10.0).toList();
    return new CurvePanel(
        "%s: expected calibration error %s"
            .formatted(score, Figures.percent(100 * calibration.expectedError(), 2)),
        score + ", mean of each tenth",
        "right, %",
        false,
        List.of(
            right,
            Curve.of("calibrated", tenths, tenth -> tenth, tenth -> 100 * tenth).asReference()));
  }

  /** How the criteria are spread over test images and those from outside. */
  static Picture outside(String title, ConfidenceFindings found, ScoredImages outside)
      throws NoFontException {
    List<CurvePanel> panels = new ArrayList<>();
    for (TrustCriterion criterion : found.criteria()) {
      List<Double> test = criterion.inside().stream().map(criterion::shown).toList();
      List<Double> other = criterion.outside().stream().map(criterion::shown).toList();
      double highest =
          Stream.concat(test.stream(), other.stream()).max(Double::compare).orElseThrow();
      double width = barWidth(highest);
      int bars = bars(highest, width);
      panels.add(
          new CurvePanel(
              "%s: area under the ROC curve %s"
                  .formatted(criterion.name(), Figures.decimal(criterion.separation(), 4)),
              criterion.falling() ? "squared error of a pixel" : axis(criterion.name()),
              "images, %",
              false,
              List.of(
                  histogram(found.test().images().origin(), test, width, bars),
                  histogram(outside.images().origin(), other, width, bars))));
    }
    return Curves.draw(title, panels);
  }

  private static String axis(String name) {
    return name.equals("both") ? "mean share of test images that are trusted less" : name;
  }

  /** A round number: 1, 2 or 5 times a power of ten. */
  private static double barWidth(double highest) {
    double most = Math.max(highest, 1e-9) / FEWEST_BARS;
    double unit = Math.pow(10, Math.floor(Math.log10(most)));
    return most >= 5 * unit ? 5 * unit : most >= 2 * unit ? 2 * unit : unit;
  }

  /** Whole tens, so that round numbers are named. */
  private static int bars(double highest, double width) {
    return 10 * (int) Math.ceil((highest / width + 1e-9) / 10);
  }

  /** The outline of bars that begin at 0. */
  private static Curve histogram(String name, List<Double> values, double width, int bars) {
    double[] shares = new double[bars];
    values.forEach(
        value -> shares[Math.min(bars - 1, (int) (value / width))] += 100.0 / values.size());
    double[] x = new double[2 * bars];
    double[] y = new double[2 * bars];
    for (int corner = 0; corner < x.length; corner++) {
      x[corner] = (corner + 1) / 2 * width;
      y[corner] = shares[corner / 2];
    }
    return Curve.of(name, x, y);
  }
}
