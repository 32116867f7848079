package capstan.mnist.command.experiment;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.Model;
import capstan.capsnet.run.DataFit;
import capstan.core.kernel.Backend;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.experiment.Equivariance;
import capstan.mnist.experiment.FeatureTest;
import capstan.mnist.experiment.Readout;
import capstan.mnist.experiment.TestedNetwork;
import capstan.mnist.experiment.UnfinishedTest;
import capstan.mnist.finding.EquivarianceReport;
import capstan.mnist.illustration.Requirements;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code capstan experiment equivariance}: whether capsules move with their images. */
@Command(
    name = "equivariance",
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
final class EquivarianceExperiment extends TransformedTest {
  @Override
  String transformed() {
    return "";
  }

  @Override
  void require(SavedModel network) throws CommandFailure {
    Requirements.features(network);
  }

  @Override
  void require(Model network, ImageSet test) throws CommandFailure {
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

  @Override
  EquivarianceReport test(
      String data,
      List<TestedNetwork> networks,
      Backend backend,
      UnfinishedTest unfinished,
      EvaluationListener listener)
      throws IOException {
    List<EquivarianceReport.Tested> tested = new ArrayList<>();
    for (TestedNetwork network : networks) {
      FeatureTest test = new FeatureTest(network.model(), backend, unfinished);
      tested.add(
          new EquivarianceReport.Tested(
              network, Equivariance.measure(test, network.test(), listener)));
    }
    return new EquivarianceReport(data, tested, backend);
  }
}
