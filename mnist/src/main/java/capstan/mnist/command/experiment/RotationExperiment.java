package capstan.mnist.command.experiment;

import capstan.capsnet.inference.EvaluationListener;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.UsageException;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.experiment.NetworkTest;
import capstan.mnist.experiment.RotationCurve;
import capstan.mnist.experiment.TestedNetwork;
import capstan.mnist.experiment.UnfinishedTest;
import capstan.mnist.finding.RotationReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code capstan experiment rotation}: error against rotation of the test images. */
@Command(
    name = "rotation",
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
final class RotationExperiment extends TransformedTest {
  private static final double LARGEST = 90;

  @Range(least = 1, most = 90)
  @Option(
      names = "--step",
      order = 7,
      paramLabel = "DEGREES",
      defaultValue = "15",
      description =
          "From one angle to the next; it must divide 90 (default: ${DEFAULT-VALUE}; protocol of"
              + " the papers: 5).")
  private double step;

  @Override
  public Integer call() throws IOException, CommandFailure {
    double steps = LARGEST / step;
    if (Math.abs(steps - Math.rint(steps)) > 1e-9) {
      throw new UsageException(spec, "--step must divide 90, found " + step);
    }
    return super.call();
  }

  @Override
  String transformed() {
    return ", turned counter-clockwise about their centre";
  }

  @Override
  RotationReport test(
      String data,
      List<TestedNetwork> networks,
      Backend backend,
      UnfinishedTest unfinished,
      EvaluationListener listener)
      throws IOException {
    int most = (int) Math.rint(LARGEST / step);
    List<Double> angles = IntStream.rangeClosed(-most, most).mapToObj(i -> i * step).toList();
    List<RotationCurve> curves = new ArrayList<>();
    for (TestedNetwork network : networks) {
      NetworkTest test = new NetworkTest(network.model(), backend, unfinished);
      curves.add(RotationCurve.measure(network.name(), test, network.test(), angles, listener));
    }
    return new RotationReport(data, networks, curves);
  }
}
