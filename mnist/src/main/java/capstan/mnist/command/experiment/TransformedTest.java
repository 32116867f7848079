package capstan.mnist.command.experiment;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.text.ShownName;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.RunPath;
import capstan.mnist.display.TestingProgress;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.experiment.TestedNetwork;
import capstan.mnist.experiment.UnfinishedTest;
import capstan.mnist.finding.ExperimentReport;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.option.ImageOptions;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.OutputOptions;
import capstan.mnist.option.SampleOptions;
import capstan.mnist.option.WeightsOptions;
import capstan.mnist.text.Figures;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * An experiment that tests trained networks on transformed test images. Stopped or killed, the same
 * command goes on with the parts that are left.
 */
abstract class TransformedTest implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      converter = RunPath.class,
      description = "Run folders or checkpoint files, such as of a capsule network and a CNN.")
  private List<Path> places;

  @Mixin private OutputOptions output;
  @Mixin private SampleOptions sample;
  @Mixin private ImageOptions data;
  @Mixin private MachineOptions machine;

  /** What is done to the images, said after their number; may be empty. */
  abstract String transformed();

  /** Refuses a network that cannot be tested, before its images are read. */
  void require(SavedModel network) throws CommandFailure {}

  /** Refuses images that a network cannot be tested on. */
  void require(Model network, ImageSet test) throws CommandFailure {}

  /**
   * Tests all networks.
   *
   * @param data what the images are called
   * @param networks at least one
   * @param backend what computes
   * @param unfinished keeps the parts that are done
   * @param listener receives the images done
   */
  abstract ExperimentReport test(
      String data,
      List<TestedNetwork> networks,
      Backend backend,
      UnfinishedTest unfinished,
      EvaluationListener listener)
      throws IOException;

  @Override
  public Integer call() throws IOException, CommandFailure {
    PrintWriter err = spec.commandLine().getErr();
    List<SavedModel> saved = new ArrayList<>();
    for (Path place : places) {
      SavedModel network = WeightsOptions.read(place, err);
      require(network);
      saved.add(network);
    }
    try (Backend backend = machine.start(err).backend()) {
      List<Dataset> datasets = data.load(saved, machine.threads(), output.shown());
      List<TestedNetwork> networks = networks(saved, datasets);
      for (TestedNetwork network : networks) {
        require(network.model(), network.test());
      }
      OutputFolder folder = output.folder(saved.getFirst().file(), spec.name());
      UnfinishedTest unfinished = TestingProgress.unfinished(folder.path(), output.shown());
      ExperimentReport report;
      try (TestingProgress progress = new TestingProgress(output.shown(), networks.size())) {
        report = test(datasets.getFirst().name(), networks, backend, unfinished, progress);
      }
      report.write(folder, err);
      unfinished.finished();
      ImageSet test = networks.getFirst().test();
      List<Path> files = folder.files();
      output.print(report.found(), files, to -> print(to, test, files, report.lines()));
    }
    return ExitStatus.DONE;
  }

  private List<TestedNetwork> networks(List<SavedModel> saved, List<Dataset> datasets) {
    List<String> names = RunTitle.ofAll(saved.stream().map(SavedModel::file).toList());
    List<TestedNetwork> networks = new ArrayList<>();
    for (int i = 0; i < saved.size(); i++) {
      Model model = saved.get(i).model();
      String name = names.get(i) + " (" + ModelFamily.of(model.configuration()).name() + ")";
      ImageSet test = sample.of(datasets.get(i).test());
      networks.add(new TestedNetwork(name, saved.get(i).file(), model, test));
    }
    return networks;
  }

  private void print(PrintWriter out, ImageSet test, List<Path> files, List<String> lines) {
    out.printf("data      %s%n", test.origin());
    out.printf("images    %s%s%n", Figures.count(test.count()), transformed());
    files.forEach(file -> out.printf("written   %s%n", ShownName.of(file)));
    out.println();
    lines.forEach(out::println);
  }
}
