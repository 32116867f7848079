package capstan.mnist.command;

import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.Score;
import capstan.capsnet.text.ShownName;
import capstan.mnist.argument.RunEntry;
import capstan.mnist.argument.RunPath;
import capstan.mnist.argument.RunTable;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.text.Json;
import capstan.mnist.text.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code capstan runs}: what is in a folder of runs. */
@Command(
    name = "runs",
    description = {
      "Lists the runs in a folder, the newest first.",
      "",
      "When each last saved, its preset, its data, how many of its epochs are done, the test error"
          + " after the last of them or of the best that is kept, and its state: running, complete,"
          + " stopped, experiment (which has runs of its own) or damaged. Reads no weights.",
      ""
    },
    footer = {"", "Examples:", "  capstan runs", "  capstan runs runs/ablation --json"})
public final class Runs implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      defaultValue = RunPath.USUAL,
      description = "Folder of runs (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(names = "--json", order = 1, description = "Print one JSON array instead of text.")
  private boolean json;

  private record Found(
      Path run,
      String saved,
      String state,
      String fault,
      String data,
      String preset,
      Integer epochs,
      Integer epochsPlanned,
      Double testErrorPercent) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<RunEntry> runs = RunEntry.in(folder);
    if (json) {
      out.println(Json.of(runs.stream().map(Runs::found).toList()));
    } else if (runs.isEmpty()) {
      out.println("no runs in " + ShownName.of(folder));
    } else {
      print(out, runs);
    }
    out.flush();
    return ExitStatus.DONE;
  }

  private static void print(PrintWriter out, List<RunEntry> runs) {
    List<List<String>> rows = new ArrayList<>(List.of(RunTable.COLUMNS));
    runs.forEach(run -> rows.add(RunTable.row(run)));
    TextTable.lines(rows).forEach(out::println);
  }

  private static Found found(RunEntry run) {
    Optional<RunConfiguration> configuration = run.configuration();
    return new Found(
        run.folder(),
        run.changed().toString(),
        run.state().name().toLowerCase(Locale.ROOT),
        run.fault().orElse(null),
        run.history().map(history -> history.data().origin()).orElse(null),
        configuration.map(RunConfiguration::preset).orElse(null),
        configuration.map(_ -> run.epochs().size()).orElse(null),
        configuration.map(each -> each.training().epochs()).orElse(null),
        run.history()
            .map(RunHistory::test)
            .filter(Score::exists)
            .map(Score::errorPercent)
            .orElse(null));
  }
}
