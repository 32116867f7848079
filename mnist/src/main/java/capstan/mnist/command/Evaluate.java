package capstan.mnist.command;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.text.ShownName;
import capstan.core.backend.BackendChoice;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.Range;
import capstan.mnist.display.KernelLine;
import capstan.mnist.display.LineDisplay;
import capstan.mnist.display.TrainingDisplay;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.finding.EvaluationFiles;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.option.ImageOptions;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.SavedModelOptions;
import capstan.mnist.text.EvaluationText;
import capstan.mnist.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan evaluate}: measures a trained network on the test images. */
@Command(
    name = "evaluate",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Tests a trained network.",
      "",
      "Prints the test error with its 95 %% interval, the loss, the confusion matrix, the error of"
          + " each class, and images per second. With --out also writes evaluation.json,"
          + " predictions.csv with a row an image, confusion.csv and confusion.png.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  capstan evaluate runs/2026-01-31_12-00-00",
      "  capstan evaluate latest --data data/mnist",
      "  capstan evaluate runs/2026-01-31_12-00-00 --data data/mnist --out tested",
      "  capstan evaluate capsnet.safetensors --routing-rounds 2 --json"
    })
final class Evaluate implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SavedModelOptions model;
  @Mixin private ImageOptions data;
  @Mixin private MachineOptions machine;

  @Range(least = 1, most = Range.MOST_AT_A_TIME)
  @Option(
      names = "--batch",
      order = 1,
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Images at a time; another number may sum in another order, which changes the last digits"
              + " of what the network says (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--out",
      order = 2,
      paramLabel = "DIR",
      description =
          "Folder for tables and the picture; files of the same name are replaced (default: none"
              + " are written).")
  private Path folder;

  @Option(names = "--json", order = 3, description = "Print one JSON object instead of text.")
  private boolean json;

  /** Made by picocli. */
  Evaluate() {}

  @Override
  public Integer call() throws IOException, CommandFailure {
    CommandLine command = spec.commandLine();
    PrintWriter out = command.getOut();
    PrintWriter err = command.getErr();
    SavedModel saved = model.load(err);
    OutputFolder tables = folder == null ? null : OutputFolder.make(folder);
    BackendChoice choice = machine.start(err);
    try (Backend backend = choice.backend()) {
      // With --json only the object goes to standard output.
      Dataset dataset = data.load(saved, machine.threads(), json ? err : out);
      EvaluationReport report;
      try (TrainingDisplay display = json ? new LineDisplay(out) : TrainingDisplay.of(out)) {
        report =
            new Evaluation(saved.model(), backend, batch)
                .evaluate(dataset.test(), display, () -> false)
                .orElseThrow();
      }
      List<Path> files =
          tables == null
              ? List.of()
              : new EvaluationFiles(saved.file(), report, dataset.test()).write(tables, err);
      if (json) {
        out.println(
            Json.of(
                EvaluationText.found(saved.file(), report, dataset.test().classNames()), files));
      } else {
        EvaluationText.print(out, saved.file(), report, dataset.test().classNames());
        if (!files.isEmpty()) {
          out.println();
          files.forEach(file -> out.printf("written     %s%n", ShownName.of(file)));
        }
      }
      out.flush();
      KernelLine.warn(err, saved.model().configuration(), backend, report.seconds());
    }
    return ExitStatus.DONE;
  }
}
