package capstan.mnist.command.experiment;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.text.ShownName;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.RunPath;
import capstan.mnist.argument.UsageException;
import capstan.mnist.display.Terminal;
import capstan.mnist.display.TestingProgress;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.experiment.NetworkTest;
import capstan.mnist.experiment.RotationComparison;
import capstan.mnist.experiment.RotationCurve;
import capstan.mnist.experiment.UnfinishedTest;
import capstan.mnist.finding.RotationFindings;
import capstan.mnist.finding.RotationPictures;
import capstan.mnist.finding.RotationTables;
import capstan.mnist.illustration.OutputFolder;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code capstan experiment rotation}: error against rotation of the test images. */
@Command(
    name = "rotation",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Tests trained networks on turned images.",
      "",
      "Turns the test images about their centre from -90 to 90 degrees (bilinear, zero filled) and"
          + " gives each network's error with its 95 %% interval at each angle. Two networks are"
          + " compared image by image, with the 95 %% interval of the difference; says in words"
          + " where that tells them apart. Writes rotation.png, digits.png, rotation.csv and"
          + " differences.csv. Trains nothing. Stopped or killed, the same command goes on with"
          + " the angles that are left.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  capstan experiment rotation runs/capsnet runs/cnn --step 5 --data data/mnist"
    })
final class RotationExperiment implements Callable<Integer> {
  private static final double LARGEST = 90;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      converter = RunPath.class,
      description = "Run folders or checkpoint files, such as of a capsule network and a CNN.")
  private List<Path> places;

  @Mixin private OutputOptions output;

  @Range(least = 1, most = 90)
  @Option(
      names = "--step",
      order = 4,
      paramLabel = "DEGREES",
      defaultValue = "15",
      description =
          "From one angle to the next; it must divide 90 (default: ${DEFAULT-VALUE}; protocol of"
              + " the papers: 5).")
  private double step;

  @Mixin private SampleOptions sample;
  @Mixin private ImageOptions data;
  @Mixin private MachineOptions machine;

  private record Found(
      String data,
      int images,
      List<Network> networks,
      List<RotationTables.Compared> comparisons,
      List<String> findings) {}

  private record Network(String name, Path checkpoint, List<RotationTables.Point> points) {}

  /** Made by picocli. */
  RotationExperiment() {}

  @Override
  public Integer call() throws IOException, CommandFailure {
    List<Double> angles = angles();
    PrintWriter err = spec.commandLine().getErr();
    List<SavedModel> networks = new ArrayList<>();
    for (Path place : places) {
      SavedModel saved = SavedModel.load(place);
      saved.notice().ifPresent(notice -> Terminal.complain(err, notice));
      networks.add(saved);
    }
    try (Backend backend = machine.start(err).backend()) {
      List<Dataset> datasets = data.load(networks, machine.threads(), output.shown());
      List<ImageSet> tests = datasets.stream().map(each -> sample.of(each.test())).toList();
      ImageSet test = tests.getFirst();
      OutputFolder folder = output.folder(networks.getFirst().file(), "rotation");
      UnfinishedTest unfinished = TestingProgress.unfinished(folder.path(), output.shown());
      List<RotationCurve> curves = measure(networks, backend, tests, angles, unfinished);
      List<RotationComparison> comparisons = RotationComparison.of(curves);
      String title =
          "%s turned test images of %s, with 95 %% intervals"
              .formatted(Figures.count(test.count()), datasets.getFirst().name());
      List<Path> files = new ArrayList<>();
      files.add(folder.write("rotation.csv", RotationTables.errors(curves)));
      if (!comparisons.isEmpty()) {
        files.add(folder.write("differences.csv", RotationTables.differences(comparisons)));
      }
      files.addAll(
          OutputFolder.pictures(
              err,
              written -> {
                written.add(
                    folder.write(
                        "rotation.png", RotationPictures.curves(title, curves, comparisons)));
                written.add(folder.write("digits.png", RotationPictures.digits(test, angles)));
              }));
      unfinished.finished();
      output.print(
          found(test, networks, curves, comparisons),
          files,
          to -> print(to, test, curves, comparisons, files));
    }
    return ExitStatus.DONE;
  }

  private List<Double> angles() {
    double steps = LARGEST / step;
    if (Math.abs(steps - Math.rint(steps)) > 1e-9) {
      throw new UsageException(spec, "--step must divide 90, found " + step);
    }
    List<Double> angles = new ArrayList<>();
    int most = (int) Math.rint(steps);
    for (int i = -most; i <= most; i++) {
      angles.add(i * step);
    }
    return angles;
  }

  private List<RotationCurve> measure(
      List<SavedModel> networks,
      Backend backend,
      List<ImageSet> tests,
      List<Double> angles,
      UnfinishedTest unfinished)
      throws IOException {
    List<String> names = RunTitle.ofAll(networks.stream().map(SavedModel::file).toList());
    List<RotationCurve> curves = new ArrayList<>();
    try (TestingProgress progress = new TestingProgress(output.shown(), networks.size())) {
      for (int i = 0; i < networks.size(); i++) {
        SavedModel network = networks.get(i);
        curves.add(
            RotationCurve.measure(
                names.get(i) + " (" + kind(network) + ")",
                new NetworkTest(network.model(), backend, unfinished),
                tests.get(i),
                angles,
                progress));
      }
    }
    return curves;
  }

  private static String kind(SavedModel network) {
    return ModelFamily.of(network.model().configuration()).name();
  }

  private static void print(
      PrintWriter out,
      ImageSet test,
      List<RotationCurve> curves,
      List<RotationComparison> comparisons,
      List<Path> files) {
    out.printf("data      %s%n", test.origin());
    out.printf(
        "images    %s, turned counter-clockwise about their centre%n", Figures.count(test.count()));
    files.forEach(file -> out.printf("written   %s%n", ShownName.of(file)));
    out.println();
    StringBuilder heading = new StringBuilder("  angle");
    curves.forEach(curve -> heading.append("  %-27s".formatted(curve.name())));
    out.println(heading.toString().stripTrailing());
    for (int i = 0; i < curves.getFirst().points().size(); i++) {
      double degrees = curves.getFirst().points().get(i).degrees();
      StringBuilder line = new StringBuilder("%7s".formatted(RotationFindings.degrees(degrees)));
      for (RotationCurve curve : curves) {
        int width = Math.max(27, curve.name().length());
        line.append("  ").append(("%-" + width + "s").formatted(cell(curve.points().get(i))));
      }
      out.println(line.toString().stripTrailing());
    }
    out.println();
    RotationFindings.of(comparisons).forEach(out::println);
  }

  private static String cell(RotationCurve.Point point) {
    return "%7s (%s)"
        .formatted(
            Figures.percent(point.errorPercent(), 2), Figures.interval(point.intervalPercent()));
  }

  private static Found found(
      ImageSet test,
      List<SavedModel> networks,
      List<RotationCurve> curves,
      List<RotationComparison> comparisons) {
    List<Network> tested = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      RotationCurve curve = curves.get(i);
      List<RotationTables.Point> points =
          curve.points().stream().map(RotationTables.Point::of).toList();
      tested.add(new Network(curve.name(), networks.get(i).file(), points));
    }
    return new Found(
        test.origin(),
        test.count(),
        tested,
        comparisons.stream().map(RotationTables.Compared::of).toList(),
        RotationFindings.of(comparisons));
  }
}
