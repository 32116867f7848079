package capstan.mnist.command.experiment;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.inspect.FeatureEncoder;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.run.DataFit;
import capstan.capsnet.text.ShownName;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.RunPath;
import capstan.mnist.display.Terminal;
import capstan.mnist.display.TestingProgress;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.experiment.Equivariance;
import capstan.mnist.experiment.FeatureTest;
import capstan.mnist.experiment.Readout;
import capstan.mnist.experiment.UnfinishedTest;
import capstan.mnist.finding.EquivariancePictures;
import capstan.mnist.finding.EquivarianceTables;
import capstan.mnist.finding.EquivarianceText;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.illustration.Requirements;
import capstan.mnist.option.ImageOptions;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.OutputOptions;
import capstan.mnist.option.SampleOptions;
import capstan.mnist.text.Figures;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code capstan experiment equivariance}: whether capsules move with their images. */
@Command(
    name = "equivariance",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Tells whether capsules move with their images while their lengths stay.",
      "",
      "Shifts, turns, scales and thickens the test images step by step. Gives each network's error,"
          + " the mean length of the true class's capsule (of a CNN: its probability) and how far"
          + " that capsule (of a CNN: the last hidden layer) has moved, and how well a linear map"
          + " reads the step from it on digits that the map was not fitted on. Writes"
          + " equivariance.png, readouts.png, digits.png, steps.csv and readouts.csv. Trains"
          + " nothing. Stopped or killed, the same command goes on with the steps that are left.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  capstan experiment equivariance runs/capsnet runs/cnn --images 1000 --data data/mnist"
    })
final class EquivarianceExperiment implements Callable<Integer> {
  @Spec private CommandSpec spec;

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

  private record Found(String data, int images, List<Network> networks) {}

  private record Network(
      String name,
      Path checkpoint,
      String features,
      String score,
      List<EquivarianceTables.Found> transformations) {}

  /** Made by picocli. */
  EquivarianceExperiment() {}

  @Override
  public Integer call() throws IOException, CommandFailure {
    PrintWriter err = spec.commandLine().getErr();
    List<SavedModel> networks = new ArrayList<>();
    for (Path place : places) {
      SavedModel saved = SavedModel.load(place);
      saved.notice().ifPresent(notice -> Terminal.complain(err, notice));
      Requirements.features(saved);
      networks.add(saved);
    }
    try (Backend backend = machine.start(err).backend()) {
      List<Dataset> datasets = data.load(networks, machine.threads(), output.shown());
      List<ImageSet> tests = datasets.stream().map(each -> sample.of(each.test())).toList();
      for (int i = 0; i < networks.size(); i++) {
        require(networks.get(i).model(), tests.get(i));
      }
      ImageSet test = tests.getFirst();
      OutputFolder folder = output.folder(networks.getFirst().file(), "equivariance");
      UnfinishedTest unfinished = TestingProgress.unfinished(folder.path(), output.shown());
      List<EquivarianceTables.Tested> found = measure(networks, backend, tests, unfinished);
      List<Path> files = new ArrayList<>();
      files.add(folder.write("steps.csv", EquivarianceTables.steps(found)));
      files.add(folder.write("readouts.csv", EquivarianceTables.readouts(found)));
      String images =
          "%s test images of %s".formatted(Figures.count(test.count()), datasets.getFirst().name());
      files.addAll(
          OutputFolder.pictures(
              err,
              written -> {
                written.add(
                    folder.write(
                        "equivariance.png",
                        EquivariancePictures.curves(images + ", transformed", found)));
                written.add(
                    folder.write(
                        "readouts.png",
                        EquivariancePictures.readouts(
                            "R² of the step by linear maps, held-out half of " + images, found)));
                written.add(
                    folder.write(
                        "digits.png",
                        EquivariancePictures.digits(test, drawing(networks, found), backend)));
              }));
      unfinished.finished();
      output.print(found(test, networks, found), files, to -> print(to, test, found, files));
    }
    return ExitStatus.DONE;
  }

  private static void require(Model network, ImageSet test) throws CommandFailure {
    DataFit.check(network.configuration(), test);
    if (test.channels() != 1) {
      throw new CommandFailure(
          "%s has images of %d channels, expected 1: grey strokes on black"
              .formatted(test.origin(), test.channels()),
          null);
    }
    if (!Readout.possible(test)) {
      throw new CommandFailure(
          "%s of %s: no class has %d of them, two to fit a map and two to measure it"
              .formatted(Figures.count(test.count(), "test image"), test.origin(), Readout.FEWEST),
          null);
    }
  }

  private List<EquivarianceTables.Tested> measure(
      List<SavedModel> networks, Backend backend, List<ImageSet> tests, UnfinishedTest unfinished)
      throws IOException {
    List<String> names = RunTitle.ofAll(networks.stream().map(SavedModel::file).toList());
    List<EquivarianceTables.Tested> found = new ArrayList<>();
    try (TestingProgress progress = new TestingProgress(output.shown(), networks.size())) {
      for (int i = 0; i < networks.size(); i++) {
        Model network = networks.get(i).model();
        boolean capsules = network.capsuleDimensions().isPresent();
        String features = capsules ? "the true class's capsule" : "the last hidden layer";
        found.add(
            new EquivarianceTables.Tested(
                "%s (%s)".formatted(names.get(i), ModelFamily.of(network.configuration()).name()),
                "%s, %s"
                    .formatted(
                        features,
                        Figures.count(FeatureEncoder.numbersOf(network).orElseThrow(), "number")),
                capsules ? "its length" : "the true class's probability",
                tests.get(i),
                Equivariance.measure(
                    new FeatureTest(network, backend, unfinished), tests.get(i), progress)));
      }
    }
    return found;
  }

  private static List<EquivariancePictures.Drawing> drawing(
      List<SavedModel> networks, List<EquivarianceTables.Tested> found) {
    List<EquivariancePictures.Drawing> drawing = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Model network = networks.get(i).model();
      if (network.drawing().isPresent()) {
        EquivarianceTables.Tested tested = found.get(i);
        drawing.add(new EquivariancePictures.Drawing(tested.name(), network, tested.test()));
      }
    }
    return drawing;
  }

  private static void print(
      PrintWriter out, ImageSet test, List<EquivarianceTables.Tested> found, List<Path> files) {
    out.printf("data      %s%n", test.origin());
    out.printf("images    %s%n", Figures.count(test.count()));
    files.forEach(file -> out.printf("written   %s%n", ShownName.of(file)));
    out.println();
    EquivarianceText.of(found).forEach(out::println);
  }

  private static Found found(
      ImageSet test, List<SavedModel> networks, List<EquivarianceTables.Tested> found) {
    List<Network> tested = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      EquivarianceTables.Tested network = found.get(i);
      tested.add(
          new Network(
              network.name(),
              networks.get(i).file(),
              network.features(),
              network.score(),
              network.found().stream().map(EquivarianceTables.Found::of).toList()));
    }
    return new Found(test.origin(), test.count(), tested);
  }
}
