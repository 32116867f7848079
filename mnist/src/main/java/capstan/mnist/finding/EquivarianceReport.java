package capstan.mnist.finding;

import capstan.capsnet.inspect.FeatureEncoder;
import capstan.core.kernel.Backend;
import capstan.mnist.experiment.Equivariance;
import capstan.mnist.experiment.TestedNetwork;
import capstan.mnist.experiment.Transformation;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/**
 * Whether what networks find in images moves with them.
 *
 * @param data name of the data
 * @param networks at least one, tested on the same images
 * @param backend computes what networks draw
 */
public record EquivarianceReport(String data, List<Tested> networks, Backend backend)
    implements ExperimentReport {

  /**
   * A network under every transformation.
   *
   * @param network with capsules or a hidden layer
   * @param found one a transformation
   */
  public record Tested(TestedNetwork network, List<Equivariance> found) {
    String name() {
      return network.name();
    }

    private boolean isOfCapsules() {
      return network.model().capsuleDimensions().isPresent();
    }

    /** What is looked at, in words. */
    String features() {
      int numbers = FeatureEncoder.numbersOf(network.model()).orElseThrow();
      return (isOfCapsules() ? "the true class's capsule, " : "the last hidden layer, ")
          + Figures.count(numbers, "number");
    }

    /** What its scores are, in words. */
    String score() {
      return isOfCapsules() ? "its length" : "the true class's probability";
    }

    /** The steps of one transformation. */
    List<Equivariance.Point> points(Transformation transformation) {
      return found.stream()
          .filter(each -> each.transformation() == transformation)
          .findFirst()
          .orElseThrow()
          .points();
    }
  }

  @Override
  public List<String> lines() {
    return EquivarianceText.of(networks);
  }

  @Override
  public Record found() {
    return EquivarianceTables.found(networks);
  }

  @Override
  public void write(OutputFolder folder, PrintWriter err) throws IOException {
    folder.write("steps.csv", EquivarianceTables.steps(networks));
    folder.write("readouts.csv", EquivarianceTables.readouts(networks));
    int count = networks.getFirst().network().test().count();
    String images = "%s test images of %s".formatted(Figures.count(count), data);
    String readouts = "R² of the step by linear maps, held-out half of " + images;
    OutputFolder.draw(
        err,
        () -> {
          folder.write(
              "equivariance.png", EquivariancePictures.curves(images + ", transformed", networks));
          folder.write("readouts.png", EquivariancePictures.readouts(readouts, networks));
          folder.write("digits.png", EquivariancePictures.digits(networks, backend));
        });
  }
}
