package capstan.mnist.command;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Ensemble;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.text.ShownName;
import capstan.core.backend.BackendChoice;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.Range;
import capstan.mnist.display.KernelLine;
import capstan.mnist.display.TestingProgress;
import capstan.mnist.display.TrainingDisplay;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.finding.EvaluationFiles;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.option.ImageOptions;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.PrintOptions;
import capstan.mnist.option.SavedModelsOptions;
import capstan.mnist.text.EnsembleText;
import capstan.mnist.text.EvaluationText;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan evaluate}: measures trained networks on the test images, alone and together. */
@Command(
    name = "evaluate",
    description = {
      "Tests a trained network, or several together.",
      "",
      "Prints the test error with its 95 %% interval, the loss, the confusion matrix, the error of"
          + " each class, and images per second. With --out also writes evaluation.json,"
          + " predictions.csv with a row an image, confusion.csv and confusion.png.",
      "",
      "Several networks answer together: what they say of each class is averaged, lengths of"
          + " capsules, activations of matrix capsules or a CNN's probabilities, which do not mix."
          + " Each one's error is printed beside that of all.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  capstan evaluate runs/2026-01-31_12-00-00",
      "  capstan evaluate latest --data data/mnist",
      "  capstan evaluate runs/2026-01-31_12-00-00 --data data/mnist --out tested",
      "  capstan evaluate runs/seed-1 runs/seed-2 runs/seed-3 --data data/mnist",
      "  capstan evaluate capsnet.safetensors --routing-rounds 2 --json"
    })
final class Evaluate implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SavedModelsOptions models;
  @Mixin private PrintOptions output;
  @Mixin private ImageOptions data;
  @Mixin private MachineOptions machine;

  @Range(least = 1, most = Range.MOST_AT_A_TIME)
  @Option(
      names = "--batch",
      order = 0,
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Images at a time; another number may sum in another order, which changes the last digits"
              + " of what the network says (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--out",
      order = 1,
      paramLabel = "DIR",
      description =
          "Folder for tables and the picture; files of the same name are replaced (default: none"
              + " are written).")
  private Path folder;

  @Override
  public Integer call() throws IOException, CommandFailure {
    PrintWriter err = spec.commandLine().getErr();
    List<SavedModel> saved = models.load(err);
    Ensemble ensemble = Ensemble.of(saved);
    OutputFolder tables = folder == null ? null : OutputFolder.make(folder);
    BackendChoice choice = machine.start(err);
    try (Backend backend = choice.backend()) {
      ImageSet test = data.load(saved, machine.threads(), output.shown()).getFirst().test();
      Ensemble.Report report =
          saved.size() == 1
              ? evaluate(saved.getFirst(), backend, test)
              : evaluate(ensemble, saved.size(), backend, test);
      List<Path> networks = saved.stream().map(SavedModel::file).toList();
      if (tables != null) {
        Record found =
            found(ensemble, networks.stream().map(RunTitle::file).toList(), report, test);
        new EvaluationFiles(networks, found, report, test).write(tables, err);
      }
      List<Path> files = tables == null ? List.of() : tables.files();
      output.print(
          found(ensemble, networks, report, test),
          files,
          to -> {
            print(to, ensemble, networks, report, test);
            if (!files.isEmpty()) {
              to.println();
              files.forEach(file -> to.printf("written     %s%n", ShownName.of(file)));
            }
          });
      KernelLine.warn(
          err,
          saved.getFirst().model().configuration(),
          backend,
          report.single().getFirst().seconds());
    }
    return ExitStatus.DONE;
  }

  private Ensemble.Report evaluate(SavedModel network, Backend backend, ImageSet test) {
    try (TrainingDisplay display = output.display()) {
      EvaluationReport report =
          new Evaluation(network.model(), backend, batch)
              .evaluate(test, display, () -> false)
              .orElseThrow();
      return new Ensemble.Report(report, List.of(report));
    }
  }

  private Ensemble.Report evaluate(
      Ensemble ensemble, int networks, Backend backend, ImageSet test) {
    try (TestingProgress progress = new TestingProgress(output.shown(), networks)) {
      return ensemble.evaluate(test, backend, batch, progress);
    }
  }

  private static Record found(
      Ensemble ensemble, List<Path> networks, Ensemble.Report report, ImageSet test) {
    return networks.size() == 1
        ? EvaluationText.found(networks.getFirst(), report.together(), test.classNames())
        : EnsembleText.found(ensemble, networks, report, test.classNames());
  }

  private static void print(
      PrintWriter out,
      Ensemble ensemble,
      List<Path> networks,
      Ensemble.Report report,
      ImageSet test) {
    if (networks.size() == 1) {
      EvaluationText.print(out, networks.getFirst(), report.together(), test.classNames());
    } else {
      EnsembleText.print(out, ensemble, networks, report, test.classNames());
    }
  }
}
