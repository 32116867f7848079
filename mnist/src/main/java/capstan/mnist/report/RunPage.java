package capstan.mnist.report;

import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.inference.StepMetrics;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.RunConfiguration;
import capstan.mnist.argument.RunEntry;
import capstan.mnist.argument.RunTable;
import capstan.mnist.chart.Curve;
import capstan.mnist.chart.CurvePanel;
import capstan.mnist.chart.Curves;
import capstan.mnist.exit.FailureReport;
import capstan.mnist.picture.Picture;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What one run is at this moment: how far it came, its curves, pictures, times and settings. */
final class RunPage {
  /** Points that a curve by steps has at most; each is the mean of as many steps. */
  private static final int POINTS = 120;

  private static final Set<String> DRAWN_ANEW = Set.of("curves.png");

  private final RunEntry run;
  private final String title;
  private final Page page;
  private final ExampleWords words;
  private final List<StepMetrics> steps;

  /** A part of the page. */
  @FunctionalInterface
  private interface Part {
    void write() throws IOException;
  }

  /**
   * Of one run, on a page that is begun.
   *
   * @param title what the run is called
   */
  RunPage(RunEntry run, String title, Page page) {
    this.run = run;
    this.title = title;
    this.page = page;
    words = run.configuration().map(ExampleWords::of).orElse(ExampleWords.IMAGES);
    steps = StepMetrics.read(run.folder());
  }

  /** Writes all of it; in place of a part that fails one line says why. */
  void write() {
    ReportPage report = new ReportPage(title, words, page);
    run.configuration().ifPresentOrElse(this::progress, this::state);
    Optional<RunHistory> history = run.history();
    part(() -> results(history));
    part(() -> curves(report, history));
    part(
        () ->
            new FolderPictures(page, run.folder())
                .show(run.epochs().isEmpty() ? Set.of() : DRAWN_ANEW));
    if (!run.epochs().isEmpty()) {
      page.section("Time");
      history.ifPresent(report::times);
    }
    history.ifPresentOrElse(
        report::configuration,
        () ->
            run.configuration()
                .ifPresent(
                    configuration -> {
                      page.section("Configuration");
                      report.settings(configuration);
                    }));
    if (run.state() == RunEntry.State.RUNNING) {
      page.live();
    }
  }

  private void part(Part part) {
    try {
      part.write();
    } catch (IOException failed) {
      page.paragraph(FailureReport.line(failed));
    }
  }

  private void state() {
    page.paragraph(RunTable.row(run).getLast() + ".");
  }

  private void progress(RunConfiguration configuration) {
    int planned = configuration.training().epochs();
    double done = run.epochs().size();
    if (!steps.isEmpty() && run.state() != RunEntry.State.COMPLETE) {
      done = Math.max(done, steps.getLast().epochs());
    }
    String line =
        "%s: %s of %s"
            .formatted(
                RunTable.row(run).getLast(),
                done == Math.rint(done) ? Figures.plain(done) : Figures.decimal(done, 1),
                Figures.count(planned, "epoch"));
    if (run.state() == RunEntry.State.RUNNING && !run.epochs().isEmpty()) {
      double perEpoch =
          run.epochs().stream()
              .mapToDouble(epoch -> epoch.trainSeconds() + epoch.evaluationSeconds())
              .average()
              .orElseThrow();
      line += ", about " + Figures.duration((planned - done) * perEpoch) + " to go";
    }
    page.progress(planned == 0 ? 1 : done / planned, line);
  }

  private void results(Optional<RunHistory> history) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    if (history.isPresent()) {
      rows.addAll(ReportPage.training(history.get()));
      rows.add(List.of("data", history.get().data().origin()));
    }
    if (!run.epochs().isEmpty()) {
      EpochMetrics kept = history.flatMap(RunHistory::selected).orElse(run.epochs().getLast());
      rows.add(List.of("test " + words.error(), Figures.error(kept.test())));
      if (kept.validation().exists()) {
        rows.add(List.of("validation " + words.error(), Figures.error(kept.validation())));
      }
    }
    if (!rows.isEmpty()) {
      page.table(List.of(), rows);
    }
  }

  private void curves(ReportPage report, Optional<RunHistory> history) throws IOException {
    if (history.isPresent()) {
      report.curves(history.get().epochs());
    } else if (!steps.isEmpty()) {
      page.section("Training");
    }
    if (!steps.isEmpty()) {
      report.picture("Loss and training " + words.error() + " by step", this::bySteps);
    }
  }

  private Picture bySteps() throws IOException {
    // From step 0, of which nothing is known, so that the axis has round numbers.
    List<List<StepMetrics>> groups =
        new ArrayList<>(List.of(List.of(new StepMetrics(0, 0, Double.NaN, Double.NaN))));
    int each = (steps.size() + POINTS - 1) / POINTS;
    for (int first = 0; first + each <= steps.size(); first += each) {
      groups.add(steps.subList(first, first + each));
    }
    return Curves.draw(
        title + ", by step",
        List.of(
            panel("loss", "per " + words.one(), groups, StepMetrics::loss),
            panel(
                "training " + words.error(),
                words.wrong() + ", %",
                groups,
                StepMetrics::trainErrorPercent)));
  }

  private static CurvePanel panel(
      String name,
      String unit,
      List<List<StepMetrics>> groups,
      ToDoubleFunction<StepMetrics> value) {
    Curve curve =
        Curve.of(
            name,
            groups,
            group -> group.getLast().step(),
            group -> group.stream().mapToDouble(value).average().orElseThrow());
    return new CurvePanel(name, "step", unit, true, List.of(curve));
  }
}
