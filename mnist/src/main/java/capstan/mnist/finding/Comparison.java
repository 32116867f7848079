package capstan.mnist.finding;

import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.Score;
import capstan.mnist.chart.Curve;
import capstan.mnist.chart.CurvePanel;
import capstan.mnist.chart.Curves;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.text.Figures;
import capstan.mnist.text.RunTitle;
import capstan.mnist.text.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Several runs side by side: what they came to, what was set differently, and their courses. */
public final class Comparison {
  private final List<RunHistory> runs;
  private final List<String> names;
  private final ExampleWords words;

  /**
   * Of several runs.
   *
   * @param runs at least one
   * @throws CommandFailure if some were trained on images and some on overlapping pairs, whose
   *     errors are not of one kind
   */
  public Comparison(List<RunHistory> runs) throws CommandFailure {
    this.runs = runs;
    this.names = RunTitle.ofAll(runs.stream().map(RunHistory::file).toList());
    this.words = ExampleWords.of(runs.getFirst().configuration());
    for (int run = 1; run < runs.size(); run++) {
      ExampleWords other = ExampleWords.of(runs.get(run).configuration());
      if (!other.equals(words)) {
        throw new CommandFailure(
            "%s was trained on %s, %s on %s: their errors cannot be compared"
                .formatted(names.getFirst(), words.many(), names.get(run), other.many()),
            null);
      }
    }
  }

  /** What the runs are called, in the order they were given. */
  public List<String> names() {
    return names;
  }

  /** What the runs came to: a cell a run under each heading. */
  public Map<String, List<String>> results() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    rows.put("data", each(run -> run.data().origin()));
    rows.put(
        "parameters",
        each(run -> Figures.count(run.configuration().model().newModel().parameterCount())));
    rows.put(
        "epochs done",
        each(run -> run.epochs().size() + " of " + run.configuration().training().epochs()));
    boolean best =
        runs.stream().anyMatch(run -> run.configuration().training().selection().keepsBest());
    rows.put(
        "test " + words.error() + (best ? ", epoch kept" : ", last epoch"),
        each(run -> ofTest(run, Comparison::error)));
    rows.put(
        "its 95 % interval",
        each(run -> ofTest(run, score -> Figures.interval(score.errorIntervalPercent()))));
    rows.put("test " + words.many() + " wrong", each(run -> ofTest(run, Comparison::misread)));
    rows.put("training time", each(run -> Figures.duration(run.trainSeconds())));
    rows.put(
        "training " + words.many() + "/s",
        each(run -> done(run) ? Figures.decimal(run.imagesPerSecond(), 0) : Settings.NONE));
    rows.put("testing time", each(run -> Figures.duration(run.evaluationSeconds())));
    return rows;
  }

  /** The settings that differ: a cell a run under each name. */
  public Map<String, List<String>> settings() {
    List<Map<String, String>> all =
        runs.stream().map(run -> Settings.of(run.configuration())).toList();
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String name : Settings.different(all)) {
      rows.put(name, all.stream().map(run -> run.getOrDefault(name, Settings.NONE)).toList());
    }
    return rows;
  }

  /** Such cells as rows of a table, the name of each first. */
  public static List<List<String>> rows(Map<String, List<String>> cells) {
    List<List<String>> rows = new ArrayList<>();
    cells.forEach(
        (name, values) -> {
          List<String> row = new ArrayList<>(List.of(name));
          row.addAll(values);
          rows.add(row);
        });
    return rows;
  }

  private List<String> each(Function<RunHistory, String> cell) {
    return runs.stream().map(cell).toList();
  }

  private static boolean done(RunHistory run) {
    return !run.epochs().isEmpty();
  }

  private static String ofTest(RunHistory run, Function<Score, String> cell) {
    return run.test().exists() ? cell.apply(run.test()) : Settings.NONE;
  }

  private static String error(Score score) {
    return Figures.percent(score.errorPercent(), 2);
  }

  private static String misread(Score score) {
    return Figures.count(score.wrong()) + " of " + Figures.count(score.images());
  }

  /** The courses of all runs over each other. */
  public Picture curves() throws NoFontException {
    return Curves.draw(
        "test " + words.error() + " and training loss by epoch",
        List.of(
            new CurvePanel(
                "test " + words.error(),
                "epoch",
                words.wrong() + ", %",
                true,
                curves(epoch -> epoch.test().errorPercent())),
            new CurvePanel(
                "training loss", "epoch", "per " + words.one(), true, curves(EpochMetrics::loss))));
  }

  private List<Curve> curves(ToDoubleFunction<EpochMetrics> value) {
    List<Curve> curves = new ArrayList<>();
    for (int run = 0; run < runs.size(); run++) {
      List<EpochMetrics> epochs = runs.get(run).epochs();
      curves.add(Curve.of(names.get(run), epochs, EpochMetrics::epoch, value));
    }
    return curves;
  }
}
