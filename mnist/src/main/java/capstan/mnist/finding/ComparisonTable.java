package capstan.mnist.finding;

import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.run.Score;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.RunTitle;
import capstan.mnist.text.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Several runs for other programs: a row a run, numbers without units. */
public final class ComparisonTable {
  private static final List<String> FIGURES =
      List.of(
          "run",
          "checkpoint",
          "data",
          "parameters",
          "epochs",
          "epochs_planned",
          "test_total",
          "test_wrong",
          "test_error_percent",
          "low_percent",
          "high_percent",
          "train_seconds",
          "train_per_second",
          "evaluation_seconds");

  private ComparisonTable() {}

  /**
   * The whole table.
   *
   * @param runs what to compare
   * @param names a name a run
   * @param settings those that differ: a cell a run under each name
   */
  public static String csv(
      List<RunHistory> runs, List<String> names, Map<String, List<String>> settings) {
    List<String> columns = new ArrayList<>(FIGURES);
    settings.keySet().forEach(name -> columns.add(name.replace(' ', '_')));
    CsvTable table = new CsvTable(columns);
    for (int run = 0; run < runs.size(); run++) {
      List<Object> cells = new ArrayList<>(figures(names.get(run), runs.get(run)));
      for (List<String> setting : settings.values()) {
        String cell = setting.get(run);
        cells.add(cell.equals(Settings.NONE) ? null : cell);
      }
      table.row(cells);
    }
    return table.text();
  }

  private static List<Object> figures(String name, RunHistory run) {
    List<Object> cells = new ArrayList<>();
    cells.add(name);
    cells.add(RunTitle.file(run.file()));
    cells.add(run.data().origin());
    cells.add(run.configuration().model().newModel().parameterCount());
    cells.add(run.epochs().size());
    cells.add(run.configuration().training().epochs());
    Score last = run.test();
    if (!last.exists()) {
      cells.addAll(Arrays.asList(null, null, null, null, null));
    } else {
      cells.add(last.images());
      cells.add(last.wrong());
      cells.add(last.errorPercent());
      cells.add(last.errorIntervalPercent().low());
      cells.add(last.errorIntervalPercent().high());
    }
    cells.add(run.trainSeconds());
    cells.add(run.epochs().isEmpty() ? null : run.imagesPerSecond());
    cells.add(run.evaluationSeconds());
    return cells;
  }
}
