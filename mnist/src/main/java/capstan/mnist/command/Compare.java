package capstan.mnist.command;

import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.WilsonInterval;
import capstan.capsnet.text.ShownName;
import capstan.mnist.argument.RunPath;
import capstan.mnist.argument.UsageException;
import capstan.mnist.display.Terminal;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.finding.Comparison;
import capstan.mnist.finding.ComparisonTable;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.option.OutputOptions;
import capstan.mnist.text.TextTable;
import com.fasterxml.jackson.annotation.JsonFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code capstan compare}: several runs side by side. */
@Command(
    name = "compare",
    description = {
      "Puts runs side by side.",
      "",
      "Prints what each came to and the settings in which they differ, and writes curves.png, the"
          + " courses of all over each other, and table.csv, a row a run. Reads what the"
          + " checkpoints tell of their training; needs no data.",
      ""
    },
    footer = {"", "Example:", "  capstan compare runs/first runs/second --out comparison"})
final class Compare implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "RUN",
      converter = RunPath.class,
      description = "Run folders or checkpoint files, at least two.")
  private List<Path> places;

  @Mixin private OutputOptions output;

  private record Found(List<Run> runs) {}

  /** Of the test after the last epoch there is nothing before the first. */
  private record Run(
      String name,
      Path checkpoint,
      long parameters,
      int epochs,
      double trainSeconds,
      double evaluationSeconds,
      String examples,
      Integer testImages,
      Integer testWrong,
      Double testErrorPercent,
      @JsonFormat(shape = JsonFormat.Shape.ARRAY) WilsonInterval errorInterval95Percent,
      Map<String, String> settings) {}

  @Override
  public Integer call() throws IOException, CommandFailure {
    if (places == null || places.size() < 2) {
      throw new UsageException(
          spec, "RUN: expected at least two runs, found " + (places == null ? 0 : places.size()));
    }
    PrintWriter err = spec.commandLine().getErr();
    List<RunHistory> runs = new ArrayList<>();
    for (Path place : places) {
      RunHistory run = RunHistory.read(place);
      run.notice().ifPresent(notice -> Terminal.complain(err, notice));
      runs.add(run);
    }
    Comparison comparison = new Comparison(runs);
    Map<String, List<String>> results = comparison.results();
    Map<String, List<String>> settings = comparison.settings();
    OutputFolder folder = output.folder(runs.getFirst().file(), "compare");
    folder.write("table.csv", ComparisonTable.csv(runs, comparison.names(), settings));
    OutputFolder.draw(err, () -> folder.write("curves.png", comparison.curves()));
    List<Path> files = folder.files();
    output.print(
        found(runs, comparison.names(), settings),
        files,
        to -> print(to, comparison.names(), results, settings, files));
    return ExitStatus.DONE;
  }

  private static void print(
      PrintWriter out,
      List<String> names,
      Map<String, List<String>> results,
      Map<String, List<String>> settings,
      List<Path> files) {
    List<List<String>> rows = new ArrayList<>(Comparison.rows(Map.of("", names)));
    rows.addAll(Comparison.rows(results));
    int headed = rows.size();
    rows.addAll(Comparison.rows(settings));
    List<String> lines = TextTable.lines(rows);
    lines.subList(0, headed).forEach(out::println);
    out.printf("%n%s%n", settings.isEmpty() ? "No setting differs." : "Settings that differ:");
    lines.subList(headed, lines.size()).forEach(out::println);
    out.println();
    files.forEach(file -> out.printf("written  %s%n", ShownName.of(file)));
  }

  private static Found found(
      List<RunHistory> runs, List<String> names, Map<String, List<String>> settings) {
    List<Run> all = new ArrayList<>();
    for (int run = 0; run < runs.size(); run++) {
      Map<String, String> different = new LinkedHashMap<>();
      int column = run;
      settings.forEach((name, cells) -> different.put(name, cells.get(column)));
      all.add(run(runs.get(run), names.get(run), different));
    }
    return new Found(all);
  }

  private static Run run(RunHistory run, String name, Map<String, String> settings) {
    Score test = run.test();
    boolean done = test.exists();
    return new Run(
        name,
        run.file(),
        run.configuration().model().newModel().parameterCount(),
        run.epochs().size(),
        run.trainSeconds(),
        run.evaluationSeconds(),
        done ? ExampleWords.of(run.configuration()).many() : null,
        done ? test.images() : null,
        done ? test.wrong() : null,
        done ? test.errorPercent() : null,
        done ? test.errorIntervalPercent() : null,
        settings);
  }
}
