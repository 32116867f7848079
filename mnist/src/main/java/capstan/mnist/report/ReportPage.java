package capstan.mnist.report;

import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.ConfusionMatrix;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.Score;
import capstan.core.backend.BackendChoice;
import capstan.core.backend.RuntimeFacts;
import capstan.mnist.chart.TrainingCurves;
import capstan.mnist.illustration.Drawing;
import capstan.mnist.picture.ConfusionMap;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.text.ConfigurationReport;
import capstan.mnist.text.Figures;
import capstan.mnist.text.ManifestVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The sections of a report, in the order they are called.
 *
 * @param name of the run
 * @param words what its examples and errors are called
 * @param page that they are written on, which need not be empty
 */
public record ReportPage(String name, ExampleWords words, Page page) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss z", Locale.ROOT);

  /**
   * A page with nothing on it.
   *
   * @param name of the run
   * @param words what its examples and errors are called
   */
  public ReportPage(String name, ExampleWords words) {
    this(name, words, new Page("Capstan: " + name));
  }

  /** The page so far, complete in itself. */
  public String html() {
    return page.html();
  }

  /**
   * What stands at the top.
   *
   * @param history of the run; empty for bare weights
   */
  public void results(Optional<RunHistory> history, String origin, Score score, long parameters)
      throws IOException {
    List<List<String>> rows = new ArrayList<>();
    if (history.isPresent()) {
      rows.addAll(training(history.get()));
    }
    rows.addAll(
        List.of(
            List.of("test " + words.many(), origin),
            List.of(
                "test " + words.error(),
                "%s (%s of %s %s; 95 %% interval %s)"
                    .formatted(
                        Figures.percent(score.errorPercent(), 2),
                        Figures.count(score.wrong()),
                        Figures.count(score.images()),
                        words.wrong(),
                        Figures.interval(score.errorIntervalPercent()))),
            List.of("parameters", Figures.count(parameters)),
            List.of("report made", TIME.format(ZonedDateTime.now(ZoneId.systemDefault())))));
    page.table(List.of(), rows);
  }

  /** Names and values of what was trained how far. */
  static List<List<String>> training(RunHistory history) throws IOException {
    RunConfiguration configuration = history.configuration();
    ZonedDateTime saved =
        Files.getLastModifiedTime(history.file()).toInstant().atZone(ZoneId.systemDefault());
    return List.of(
        List.of("network", ConfigurationReport.title(configuration)),
        List.of("seed", "" + configuration.training().seed()),
        List.of(
            "training",
            "%s of %s, %s; %s of training, %s of testing"
                .formatted(
                    Figures.count(history.epochs().size()),
                    Figures.count(configuration.training().epochs(), "epoch"),
                    Figures.count(history.step(), "step"),
                    Figures.duration(history.trainSeconds()),
                    Figures.duration(history.evaluationSeconds()))),
        List.of("last saved", TIME.format(saved)));
  }

  /**
   * Draws how training went.
   *
   * @param epochs that are done
   * @throws IOException if a picture cannot be drawn
   */
  public void curves(List<EpochMetrics> epochs) throws IOException {
    page.section("Training");
    if (epochs.isEmpty()) {
      page.paragraph("No epoch is completed.");
      return;
    }
    picture("Loss and error by epoch", () -> TrainingCurves.draw(name, words, epochs));
  }

  /**
   * A picture in the section begun last; in its place a word of why, if the machine has no font.
   */
  void picture(String description, Drawing drawing) throws IOException {
    try {
      page.picture(drawing.draw(), description);
    } catch (NoFontException noFont) {
      page.paragraph(description + ": not drawn, " + noFont.getMessage() + ".");
    }
  }

  /**
   * Draws which classes were read as which.
   *
   * @param confusion of the test
   * @param classNames in order
   * @throws IOException if a picture cannot be drawn
   */
  public void confusion(ConfusionMatrix confusion, List<String> classNames) throws IOException {
    page.section("Errors");
    picture(
        "Confusion matrix: a row for each true class, a column for what it was read as",
        () -> ConfusionMap.draw("test", confusion, classNames));
  }

  /**
   * Times of this report's test and of the training.
   *
   * @param seconds of the test
   * @param perSecond its examples per second
   */
  public void timing(double seconds, double perSecond, RunHistory history) {
    page.section("Time");
    testing(seconds, perSecond);
    if (!history.epochs().isEmpty()) {
      times(history);
    }
  }

  /** Tells how long each epoch took. */
  void times(RunHistory history) {
    page.table(
        List.of("epoch", "training", words.many() + "/s", "testing", "test " + words.error()),
        history.epochs().stream().map(ReportPage::row).toList());
  }

  /**
   * Tells how long the test took.
   *
   * @param seconds in all
   * @param perSecond examples per second
   */
  public void testing(double seconds, double perSecond) {
    page.paragraph(
        "This report's test took %s, %s %s/s."
            .formatted(Figures.duration(seconds), Figures.decimal(perSecond, 0), words.many()));
  }

  private static List<String> row(EpochMetrics epoch) {
    return List.of(
        "" + epoch.epoch(),
        Figures.duration(epoch.trainSeconds()),
        Figures.decimal(epoch.imagesPerSecond(), 0),
        Figures.duration(epoch.evaluationSeconds()),
        Figures.percent(epoch.test().errorPercent(), 2));
  }

  /** Where the run differs from its preset, and folded away all that it was made with. */
  public void configuration(RunHistory history) {
    RunConfiguration configuration = history.configuration();
    page.section("Configuration")
        .table(
            List.of(),
            List.of(
                List.of("data", history.data().origin()),
                List.of("training images", Figures.count(history.data().trainImages()))));
    settings(configuration);
  }

  /** Where a run differs from its preset, and folded away all that it was made with. */
  void settings(RunConfiguration configuration) {
    Optional<Preset> preset = ConfigurationReport.preset(configuration);
    List<List<String>> changed =
        preset.stream()
            .flatMap(
                known ->
                    ConfigurationReport.differences(known.configuration(), configuration).stream())
            .map(
                each ->
                    List.of(
                        each.name(), each.value(), Objects.requireNonNullElse(each.original(), "")))
            .toList();
    if (!changed.isEmpty()) {
      page.table(List.of("setting", "this run", configuration.preset()), changed);
    } else if (preset.isPresent()) {
      page.paragraph("Everything is as in the preset " + configuration.preset() + ".");
    }
    List<List<String>> all = new ArrayList<>();
    ConfigurationReport.settings(configuration)
        .forEach((name, value) -> all.add(List.of(name, value)));
    page.foldedTable("all " + Figures.count(all.size(), "setting"), List.of(), all);
  }

  /** Of this report, which need not be that of the training. */
  public void environment(BackendChoice choice) {
    RuntimeFacts facts = RuntimeFacts.read();
    page.section("Environment of this report")
        .table(
            List.of(),
            List.of(
                List.of("version", "Capstan " + ManifestVersion.version()),
                List.of("java", facts.javaVersion() + ", " + facts.virtualMachine()),
                List.of(
                    "machine",
                    "%s %s, %s, %s"
                        .formatted(
                            System.getProperty("os.name"),
                            System.getProperty("os.version"),
                            System.getProperty("os.arch"),
                            Figures.count(facts.processors(), "processor"))),
                List.of(
                    "backend",
                    "%s: %s, %s"
                        .formatted(
                            choice.backend().name(),
                            choice.reason(),
                            Figures.count(choice.backend().workers().threads(), "thread"))),
                List.of("memory", Figures.mebibytes(Runtime.getRuntime().maxMemory()))));
  }

  /** Says why a section is missing. */
  public void without(String section, String why) {
    page.section(section).paragraph(why);
  }
}
