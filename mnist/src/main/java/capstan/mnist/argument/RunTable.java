package capstan.mnist.argument;

import capstan.capsnet.text.ShownName;
import capstan.mnist.text.Figures;
import capstan.mnist.text.Settings;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** A table of runs as people read it. */
public final class RunTable {
  /** What stands over its columns. */
  public static final List<String> COLUMNS =
      List.of("run", "saved", "preset", "data", "epochs", "test error", "state");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  private RunTable() {}

  /** The row of a run, a cell a column. */
  public static List<String> row(RunEntry run) {
    String state = run.state().name().toLowerCase(Locale.ROOT);
    int done = run.epochs().size();
    return List.of(
        ShownName.of(run.folder().getFileName()),
        DATE.format(run.changed()),
        run.configuration().map(each -> each.preset()).map(ShownName::of).orElse(Settings.NONE),
        run.history().map(each -> each.data().origin()).map(ShownName::of).orElse(Settings.NONE),
        run.configuration()
            .map(each -> done + " of " + each.training().epochs())
            .orElse(Settings.NONE),
        run.history()
            .map(each -> Figures.percent(each.test().errorPercent(), 2))
            .orElse(Settings.NONE),
        run.fault().map(fault -> state + ": " + fault).orElse(state));
  }
}
