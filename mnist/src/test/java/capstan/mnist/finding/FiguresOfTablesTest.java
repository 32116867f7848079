package capstan.mnist.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.inspect.DimensionEffect;
import capstan.capsnet.inspect.StrokeMeasure;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.DataSummary;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.Selection;
import capstan.capsnet.run.WilsonInterval;
import capstan.mnist.chart.Curve;
import capstan.mnist.command.CommandRun;
import capstan.mnist.command.DrawnFolder;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.experiment.AblationRow;
import capstan.mnist.experiment.AffineBins;
import capstan.mnist.experiment.AffineScore;
import capstan.mnist.experiment.PlannedRun;
import capstan.mnist.experiment.RotationComparison;
import capstan.mnist.experiment.RotationCurve;
import capstan.mnist.experiment.TransferConfiguration;
import capstan.mnist.illustration.PerturbationText;
import capstan.mnist.report.ReportPage;
import capstan.mnist.text.Figures;
import capstan.mnist.text.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.collections.impl.factory.primitive.BooleanLists;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every column of a table holds the figure that its name promises: no two figures are alike. */
class FiguresOfTablesTest {
  private static final EpochMetrics FIRST =
      new EpochMetrics(
          1, 10, 0.5, 200, 20, 3, 2, 1, new Score(50, 5, 0.25), new Score(40, 8, 0.75), 4, 2);
  private static final EpochMetrics LAST =
      new EpochMetrics(
          2, 20, 0.4, 200, 10, 2.5, 1.75, 0.75, new Score(50, 3, 0.2), new Score(40, 6, 0.5), 5, 3);

  private static RunHistory run() {
    return new RunHistory(
        Path.of("runs/one/checkpoint.safetensors"),
        Preset.PAPER.configuration(),
        20,
        List.of(FIRST, LAST),
        new DataSummary("MNIST", 200, 50, "00000000"),
        Optional.empty(),
        Optional.empty());
  }

  private static List<NamedCsvRecord> rows(String csv) {
    return CsvReader.builder().ofNamedCsvRecord(csv).stream().toList();
  }

  private static double number(NamedCsvRecord row, String column) {
    return Double.parseDouble(row.getField(column));
  }

  @Test
  void epochs() {
    assertThat(FIRST.imagesPerSecond()).isEqualTo(50);
    assertThat(FIRST.trainErrorPercent()).isEqualTo(10);
    // Wilson's interval of 5 among 50.
    assertThat(FIRST.test().errorIntervalPercent().low()).isCloseTo(4.35, within(0.01));
    assertThat(FIRST.test().errorIntervalPercent().high()).isCloseTo(21.36, within(0.01));
  }

  @Test
  void comparison() throws CommandFailure {
    NamedCsvRecord row =
        rows(ComparisonTable.csv(List.of(run()), List.of("one"), Map.of())).getFirst();
    assertThat(row.getField("epochs")).isEqualTo("2");
    assertThat(row.getField("epochs_planned")).isEqualTo("10");
    assertThat(row.getField("test_total")).isEqualTo("50");
    assertThat(row.getField("test_wrong")).isEqualTo("3");
    assertThat(number(row, "test_error_percent")).isEqualTo(6);
    assertThat(number(row, "low_percent")).isEqualTo(LAST.test().errorIntervalPercent().low());
    assertThat(number(row, "high_percent")).isEqualTo(LAST.test().errorIntervalPercent().high());
    assertThat(number(row, "train_seconds")).isEqualTo(9);
    assertThat(number(row, "train_per_second")).isCloseTo(400 / 9.0, within(1e-6));
    assertThat(number(row, "evaluation_seconds")).isEqualTo(5);
    Map<String, List<String>> shown = new Comparison(List.of(run())).results();
    assertThat(shown.get("training time")).containsExactly("9.0 s");
    assertThat(shown.get("testing time")).containsExactly("5.0 s");
    assertThat(shown.get("training images/s")).containsExactly("44");
    assertThat(shown.get("test images wrong")).containsExactly("3 of 50");
    assertThat(shown.get("epochs done")).containsExactly("2 of 10");
  }

  @Test
  void report() throws IOException {
    ReportPage page = new ReportPage("one", ExampleWords.IMAGES);
    page.timing(7, 11, run());
    assertThat(Jsoup.parse(page.html()).select("tbody tr").eachText())
        .containsExactly("1 4.0 s 50 2.0 s 10.00 %", "2 5.0 s 40 3.0 s 6.00 %");
  }

  @Test
  void topOfAReport(@TempDir Path temporary) throws IOException {
    Path file = Files.createFile(temporary.resolve("checkpoint.safetensors"));
    RunHistory run = run();
    ReportPage page = new ReportPage("one", ExampleWords.IMAGES);
    page.results(
        Optional.of(
            new RunHistory(
                file,
                run.configuration(),
                run.step(),
                run.epochs(),
                run.data(),
                run.classNames(),
                run.notice())),
        "here",
        LAST.test(),
        77);
    assertThat(Jsoup.parse(page.html()).select("tr").eachText())
        .contains(
            "network paper",
            "training 2 of 10 epochs, 20 steps; 9.0 s of training, 5.0 s of testing",
            "test images here",
            "test error 6.00 % (3 of 50 misread; 95 % interval 2.06 to 16.22 %)",
            "parameters 77");
  }

  @Test
  void meansOfAnAblation() {
    RunHistory run = run();
    RunHistory other =
        new RunHistory(
            run.file(),
            run.configuration(),
            20,
            List.of(LAST, FIRST),
            run.data(),
            run.classNames(),
            run.notice());
    List<RunHistory> runs = List.of(run, run, other);
    AblationRow.Kind kind = new AblationRow.Kind(3, true);
    Curve curve = AblationReport.curve(kind, runs, EpochMetrics::test);
    assertThat(curve.y().toArray())
        .containsExactly(new double[] {26 / 3.0, 22 / 3.0}, within(1e-9));
    assertThat(curve.low().toArray()).containsExactly(6, 6);
    assertThat(curve.high().toArray()).containsExactly(10, 10);
    assertThat(curve.x().toArray()).containsExactly(1, 2);
    Curve validation = AblationReport.curve(kind, runs, EpochMetrics::validation);
    assertThat(validation.high().toArray()).containsExactly(20, 20);
    assertThat(validation.low().toArray()).containsExactly(15, 15);
  }

  /** Where the best is kept, the last epoch has no test. */
  @Test
  void whatATransferKept(@TempDir Path folder) {
    RunConfiguration of = run().configuration();
    RunConfiguration best =
        of.withTraining(of.training().with("keep", Selection.Keep.BEST).with("validation", 5));
    TransferConfiguration transfer = new TransferConfiguration("digits", List.of(200), best);
    EpochMetrics worse =
        new EpochMetrics(2, 20, 0.4, 200, 10, 2, 1, 1, Score.NONE, new Score(40, 9, 0.5), 5, 3);
    PlannedRun first = transfer.members(folder).getFirst().run();
    RunHistory kept =
        new RunHistory(
            run().file(),
            first.configuration(),
            20,
            List.of(FIRST, worse),
            run().data(),
            run().classNames(),
            run().notice());
    TransferReport report =
        new TransferReport(transfer, folder, Map.of(first.folder(), kept), "digits");
    assertThat(report.found().rows())
        .extracting(row -> row.error().errorPercent())
        .containsExactly(FIRST.test().errorPercent());
  }

  /** Each start and number of images has an error of its own; one run is still to come. */
  @Test
  void transfer(@TempDir Path folder) {
    RunConfiguration of = run().configuration();
    TransferConfiguration transfer = new TransferConfiguration("digits", List.of(200, 500), of);
    Map<Path, RunHistory> finished = new HashMap<>();
    List<TransferConfiguration.Member> members = transfer.members(folder);
    for (int i = 0; i < 5; i++) {
      PlannedRun planned = members.get(i).run();
      assertThat(planned.configuration().training().limit()).isEqualTo(i < 3 ? 200 : 500);
      assertThat(planned.configuration().training().freeze())
          .isEqualTo(i == 2 ? List.of("conv1", "primary_caps") : List.of());
      assertThat(planned.weights().isEmpty()).isEqualTo(i % 3 == 0);
      EpochMetrics last =
          new EpochMetrics(
              1, 10, 0.5, 200, 20, 3, 2, 1, new Score(40, 2 * i + 1, 0.5), Score.NONE, 4 + i, 2);
      finished.put(
          planned.folder(),
          new RunHistory(
              run().file(),
              planned.configuration(),
              10,
              List.of(last),
              run().data(),
              run().classNames(),
              run().notice()));
    }
    TransferReport report = new TransferReport(transfer, folder, finished, "letters");
    assertThat(report.lines().stream().map(line -> line.strip().replaceAll("  +", "|")))
        .containsExactly(
            "test error on letters after 10 epochs, from the weights of digits",
            "images|from nothing|from the weights|convolutions frozen",
            "200|2.50 %|7.50 %|12.50 %",
            "500|17.50 %|22.50 %|not yet");
    NamedCsvRecord row = rows(report.csv()).get(4);
    WilsonInterval interval = WilsonInterval.of(9, 40).percent();
    assertThat(row.getFields())
        .containsExactly(
            "500", "weights", "9", "22.5", "" + interval.low(), "" + interval.high(), "8.0");
    assertThat(report.found().epochs()).isEqualTo(10);
    assertThat(report.found().source()).isEqualTo("digits");
  }

  @Test
  void timesOfATraining(@TempDir Path temporary) throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 30);
    Path folder = temporary.resolve("run");
    CommandRun trained = CommandRun.of(CommandRun.smallTraining(data, folder, 1), "--json");
    JsonNode epoch = new ObjectMapper().readTree(trained.out()).at("/epochs/0");
    EpochMetrics kept = RunHistory.read(folder).epochs().getFirst();
    assertThat(epoch.get("trainSeconds").doubleValue()).isEqualTo(kept.trainSeconds());
    assertThat(epoch.get("evaluationSeconds").doubleValue()).isEqualTo(kept.evaluationSeconds());
    assertThat(epoch.get("loss").doubleValue()).isEqualTo(kept.loss());
    assertThat(epoch.get("trainErrorPercent").doubleValue()).isEqualTo(kept.trainErrorPercent());
    assertThat(epoch.at("/test/wrong").intValue()).isEqualTo(kept.test().wrong());
  }

  @Test
  void summary() throws IOException {
    JsonNode json = new ObjectMapper().readTree(CommandRun.of("summary", "--json").out());
    double flops = 0;
    long parameters = 0;
    for (JsonNode layer : json.get("layers")) {
      flops += layer.get("flops").doubleValue();
      parameters += layer.get("parameters").longValue();
    }
    assertThat(json.get("flops").doubleValue()).isCloseTo(flops, within(1.0));
    assertThat(parameters).isEqualTo(8_215_568);
    String total =
        CommandRun.of("summary")
            .out()
            .lines()
            .filter(line -> line.startsWith("total"))
            .findFirst()
            .orElseThrow();
    assertThat(total).contains("8,215,568").endsWith(Figures.decimal(flops / 1e6, 1));
  }

  @Test
  void rotations() throws IOException {
    RotationCurve first = curve("first", true, true, false, false, false);
    RotationCurve second = curve("second", true, false, true, true, false);
    List<RotationComparison> comparisons = RotationComparison.of(List.of(first, second));
    RotationComparison.Point point = comparisons.getFirst().points().getFirst();
    assertThat(point.alone().low()).isNotEqualTo(point.together().low());
    NamedCsvRecord row = rows(RotationTables.differences(comparisons)).getFirst();
    String written = Json.of(RotationTables.Compared.of(comparisons.getFirst()));
    JsonNode json = new ObjectMapper().readTree(written).at("/points/0");
    Map<String, Double> expected =
        Map.of(
            "wrong_both", 1.0,
            "wrong_first_only", 1.0,
            "wrong_second_only", 2.0,
            "difference_points", point.difference().points(),
            "low_alone", point.alone().low(),
            "high_alone", point.alone().high(),
            "low_together", point.together().low(),
            "high_together", point.together().high());
    expected.forEach(
        (column, value) -> {
          assertThat(number(row, column)).as(column).isEqualTo(value);
          String name = camel(column);
          assertThat(json.get(name).doubleValue()).as(name).isEqualTo(value);
        });
    NamedCsvRecord error = rows(RotationTables.errors(List.of(first))).getFirst();
    WilsonInterval interval = WilsonInterval.of(2, 5).percent();
    assertThat(number(error, "wrong")).isEqualTo(2);
    assertThat(number(error, "error_percent")).isEqualTo(40);
    assertThat(number(error, "low_percent")).isEqualTo(interval.low());
    assertThat(number(error, "high_percent")).isEqualTo(interval.high());
  }

  private static String camel(String column) {
    StringBuilder name = new StringBuilder();
    for (String word : column.split("_")) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  private static RotationCurve curve(String name, boolean... misread) {
    return new RotationCurve(
        name,
        List.of(
            new RotationCurve.Point(-90, BooleanLists.immutable.of(misread)),
            new RotationCurve.Point(90, BooleanLists.immutable.of(misread))));
  }

  @Test
  void transformedDigits() throws IOException {
    BitSet misread = new BitSet();
    misread.set(0, 7);
    AffineScore score = new AffineScore("capsnet", 50, List.of(misread, misread), true);
    AffNistReport report =
        new AffNistReport(
            99,
            "MNIST",
            "shown",
            List.of(
                new AffNistReport.Tested(LAST, BooleanLists.immutable.of(new boolean[50]), score)),
            List.of(
                new AffineBins(
                    AffineBins.Measure.AREA,
                    "capsnet",
                    List.of(new AffineBins.Bin(-2, 3, 20, 5, new WilsonInterval(11, 47))))));
    List<NamedCsvRecord> rows = rows(report.csv());
    assertThat(number(rows.get(0), "wrong")).isEqualTo(3);
    assertThat(number(rows.get(0), "low_percent"))
        .isEqualTo(LAST.test().errorIntervalPercent().low());
    assertThat(number(rows.get(1), "wrong")).isEqualTo(14);
    assertThat(number(rows.get(1), "images")).isEqualTo(100);
    assertThat(number(rows.get(1), "low_percent")).isEqualTo(score.intervalPercent().low());
    assertThat(number(rows.get(1), "high_percent")).isEqualTo(score.intervalPercent().high());
    NamedCsvRecord bin = rows(report.binsCsv()).getFirst();
    assertThat(List.of(number(bin, "from"), number(bin, "to"))).containsExactly(-2.0, 3.0);
    assertThat(List.of(number(bin, "images"), number(bin, "wrong"))).containsExactly(20.0, 5.0);
    assertThat(List.of(number(bin, "low_percent"), number(bin, "high_percent")))
        .containsExactly(11.0, 47.0);
    JsonNode network = new ObjectMapper().readTree(Json.of(report.found())).at("/networks/0");
    assertThat(network.get("heldOutErrorPercent").doubleValue()).isEqualTo(15);
    assertThat(network.get("movedErrorPercent").doubleValue()).isEqualTo(6);
    assertThat(network.get("transformedErrorPercent").doubleValue()).isEqualTo(14);
    assertThat(network.get("lowPercent").doubleValue()).isEqualTo(score.intervalPercent().low());
  }

  @Test
  void dimensions() {
    int measures = StrokeMeasure.values().length;
    double[] means = new double[measures];
    double[] errors = new double[measures];
    for (int measure = 0; measure < measures; measure++) {
      means[measure] = 10 + measure;
      errors[measure] = 30 + measure;
    }
    DimensionEffect effect =
        new DimensionEffect(
            4,
            6,
            9,
            0.125,
            Arrays.stream(means).boxed().toList(),
            Arrays.stream(errors).boxed().toList(),
            Collections.nCopies(measures, 0.0));
    NamedCsvRecord row = rows(PerturbationText.csv(List.of(effect))).getFirst();
    assertThat(row.getFields().subList(0, 4)).containsExactly("4", "6", "9", "0.125");
    for (int measure = 0; measure < measures; measure++) {
      assertThat(Double.parseDouble(row.getField(4 + 2 * measure))).isEqualTo(10 + measure);
      assertThat(Double.parseDouble(row.getField(5 + 2 * measure))).isEqualTo(30 + measure);
    }
  }
}
