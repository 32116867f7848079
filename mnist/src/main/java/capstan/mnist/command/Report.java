package capstan.mnist.command;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.file.AtomicFile;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.inspect.EncodedImages;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.OverlapModel;
import capstan.capsnet.model.ScoreKind;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.Score;
import capstan.capsnet.text.ShownName;
import capstan.core.backend.BackendChoice;
import capstan.core.kernel.Backend;
import capstan.mnist.display.TrainingDisplay;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.option.ImageOptions;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.PrintOptions;
import capstan.mnist.option.SampleOptions;
import capstan.mnist.option.SavedModelOptions;
import capstan.mnist.report.CapsuleSections;
import capstan.mnist.report.PairReport;
import capstan.mnist.report.ReportPage;
import capstan.mnist.text.Figures;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan report}: everything about a run on one page. */
@Command(
    name = "report",
    description = {
      "Writes everything about a run on one HTML page.",
      "",
      "Curves, confusion matrix, errors, reconstructions, what the dimensions draw, routing, times,"
          + " configuration and environment, pictures included: one file, which needs neither a"
          + " network nor scripts. Tests the network anew.",
      ""
    },
    footer = {"", "Example:", "  capstan report runs/2026-01-31_12-00-00 --data data/mnist"})
final class Report implements Callable<Integer> {
  private static final int BATCH = 100;

  @Spec private CommandSpec spec;

  @Mixin private SavedModelOptions model;

  @Option(
      names = "--out",
      order = 1,
      paramLabel = "PATH",
      description =
          "The page if it ends in .html, else a folder for report.html; replaced if it exists"
              + " (default: report.html beside the checkpoint).")
  private Path out;

  @Mixin private PrintOptions printed;
  @Mixin private SampleOptions sample;
  @Mixin private ImageOptions data;
  @Mixin private MachineOptions machine;

  private record Found(
      Path network,
      String data,
      Integer images,
      Integer pairs,
      int wrong,
      double errorPercent,
      Path file,
      long bytes) {}

  @Override
  public Integer call() throws IOException, CommandFailure {
    PrintWriter err = spec.commandLine().getErr();
    SavedModel saved = model.load(err);
    Path file = file(saved.file());
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": a folder, expected a file for the page");
    }
    AtomicFile.requireWritable(file);
    Optional<RunHistory> history = saved.history();
    BackendChoice choice = machine.start(err);
    try (Backend _ = choice.backend()) {
      ImageSet test = sample.of(data.load(saved, machine.threads(), printed.shown()).test());
      if (history.isPresent() && PairReport.isOf(history.get())) {
        ofPairs(saved, history.get(), test, choice, file);
      } else {
        ofImages(saved, history, test, choice, file);
      }
    }
    return ExitStatus.DONE;
  }

  private void ofPairs(
      SavedModel saved, RunHistory history, ImageSet test, BackendChoice choice, Path file)
      throws IOException {
    OverlapModel network = (OverlapModel) saved.model();
    PairReport report;
    try (TrainingDisplay display = printed.display()) {
      report = PairReport.measure(history, network, choice.backend(), test, BATCH, display);
    }
    String name = RunTitle.of(saved.file());
    OutputFolder.writeText(file, report.page(name, history, network, choice).html());
    print(saved, ExampleWords.PAIRS, report.origin(), report.score(), file);
  }

  private void ofImages(
      SavedModel saved,
      Optional<RunHistory> history,
      ImageSet test,
      BackendChoice choice,
      Path file)
      throws IOException {
    Backend backend = choice.backend();
    EvaluationReport report;
    try (TrainingDisplay display = printed.display()) {
      report =
          new Evaluation(saved.model(), backend, Math.min(BATCH, test.count()))
              .evaluate(test, display, () -> false)
              .orElseThrow();
    }
    ReportPage page = new ReportPage(RunTitle.of(saved.file()), ExampleWords.IMAGES);
    page.results(history, report.origin(), report.score(), saved.model().parameterCount());
    if (history.isPresent()) {
      page.curves(history.get().epochs());
    }
    page.confusion(report.confusion(), test.classNames());
    Model network = saved.model();
    if (network.capsuleDimensions().isPresent()) {
      EncodedImages encoded = printed.encode(network, backend, test);
      new CapsuleSections(page, network, backend, test).append(encoded);
    } else {
      page.without(
          "Capsules",
          network.scoreKind() == ScoreKind.ACTIVATIONS
              ? "The network has none whose lengths are scores."
              : "The network has none.");
    }
    if (history.isPresent()) {
      page.timing(report.seconds(), report.imagesPerSecond(), history.get());
      page.configuration(history.get());
    } else {
      page.without("Time", "The file holds bare weights, which tell nothing of their training.");
      page.testing(report.seconds(), report.imagesPerSecond());
    }
    page.environment(choice);
    OutputFolder.writeText(file, page.html());
    print(saved, ExampleWords.IMAGES, report.origin(), report.score(), file);
  }

  /** Where the page goes; its folder is made if it is not there. */
  private Path file(Path checkpoint) throws IOException {
    if (out == null) {
      return checkpoint.resolveSibling("report.html");
    }
    boolean isPage = out.toString().toLowerCase(Locale.ROOT).endsWith(".html");
    Path page = isPage ? out : out.resolve("report.html");
    if (page.getParent() != null) {
      OutputFolder.make(page.getParent());
    }
    return page;
  }

  private void print(SavedModel saved, ExampleWords words, String origin, Score score, Path file)
      throws IOException {
    Integer count = score.images();
    printed.print(
        new Found(
            saved.file(),
            origin,
            words.equals(ExampleWords.IMAGES) ? count : null,
            words.equals(ExampleWords.PAIRS) ? count : null,
            score.wrong(),
            score.errorPercent(),
            file,
            Files.size(file)),
        to -> {
          to.printf("network     %s%n", ShownName.of(saved.file()));
          to.printf("data        %s%n", origin);
          to.printf("test %s  %s%n", words.error(), Figures.percent(score.errorPercent(), 2));
          to.printf("written     %s%n", ShownName.of(file));
        });
  }
}
