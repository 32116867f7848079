package capstan.mnist.finding;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.inspect.CapsuleDecoder;
import capstan.capsnet.inspect.EncodedFeatures;
import capstan.capsnet.inspect.FeatureEncoder;
import capstan.capsnet.model.Model;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import capstan.mnist.chart.Bars;
import capstan.mnist.chart.Curve;
import capstan.mnist.chart.CurvePanel;
import capstan.mnist.chart.Curves;
import capstan.mnist.experiment.Equivariance;
import capstan.mnist.experiment.Readout;
import capstan.mnist.experiment.TestedNetwork;
import capstan.mnist.experiment.Transformation;
import capstan.mnist.finding.EquivarianceReport.Tested;
import capstan.mnist.picture.ImageGrid;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.picture.PictureSheet;
import capstan.mnist.picture.PixelImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Pictures of networks that are shown transformed images. */
final class EquivariancePictures {
  private EquivariancePictures() {}

  /** For each transformation error, score and distance by step, a curve a network. */
  static Picture curves(String title, List<Tested> networks) throws NoFontException {
    List<Picture> rows = new ArrayList<>();
    for (Transformation transformation : Transformation.values()) {
      List<CurvePanel> panels =
          List.of(
              panel(transformation, "error", "misread, %", errors(networks, transformation)),
              panel(
                  transformation,
                  "length of the true capsule, or probability of the true class",
                  "mean over images",
                  curves(networks, transformation, Equivariance.Point::score)),
              panel(
                  transformation,
                  "how far the features have moved",
                  "mean distance, relative",
                  curves(networks, transformation, Equivariance.Point::distance)));
      rows.add(Curves.draw(transformation.toString(), panels));
    }
    return PictureSheet.arrange(title, 1, rows);
  }

  private static CurvePanel panel(
      Transformation transformation, String title, String vertical, List<Curve> curves) {
    return new CurvePanel(title, transformation.unit(), vertical, false, curves);
  }

  private static List<Curve> curves(
      List<Tested> networks,
      Transformation transformation,
      ToDoubleFunction<Equivariance.Point> figure) {
    return networks.stream()
        .map(
            network ->
                Curve.of(
                    network.name(),
                    network.points(transformation),
                    Equivariance.Point::value,
                    figure))
        .toList();
  }

  private static List<Curve> errors(List<Tested> networks, Transformation transformation) {
    List<Curve> curves = new ArrayList<>();
    for (Tested network : networks) {
      List<Equivariance.Point> points = network.points(transformation);
      curves.add(
          Curve.of(
                  network.name(),
                  points,
                  Equivariance.Point::value,
                  Equivariance.Point::errorPercent)
              .withIntervals(points.stream().map(Equivariance.Point::intervalPercent).toList()));
    }
    return curves;
  }

  /** How well linear maps read each transformation's parameter, a bar for each kind of features. */
  static Picture readouts(String title, List<Tested> networks) throws NoFontException {
    List<Bars.Series> series = new ArrayList<>();
    for (Tested network : networks) {
      List<Readout> kinds = network.found().getFirst().readouts();
      for (int kind = 0; kind < kinds.size(); kind++) {
        List<Bars.Bar> bars = new ArrayList<>();
        for (Equivariance found : network.found()) {
          Readout.Share share = found.readouts().get(kind).all();
          bars.add(new Bars.Bar(share.r2(), share.low(), share.high()));
        }
        series.add(new Bars.Series(EquivarianceText.name(network.name(), kinds.get(kind)), bars));
      }
    }
    List<String> groups = Arrays.stream(Transformation.values()).map(Object::toString).toList();
    return Bars.draw(title, groups, series);
  }

  /**
   * One digit for each transformation, the first test images in order, at every step, and under it
   * what networks draw from its true class's capsule.
   *
   * @param tested networks, of which those with a decoder draw
   * @param backend what computes
   */
  static Picture digits(List<Tested> tested, Backend backend) throws NoFontException {
    ImageSet test = tested.getFirst().network().test();
    List<TestedNetwork> networks =
        tested.stream()
            .map(Tested::network)
            .filter(network -> network.model().drawing().isPresent())
            .toList();
    List<Picture> grids = new ArrayList<>();
    for (Transformation transformation : Transformation.values()) {
      grids.add(digit(test, transformation, networks, backend));
    }
    String title =
        networks.isEmpty()
            ? "test images, step by step"
            : "test images, and what is drawn from their true capsules, step by step";
    return PictureSheet.arrange(title, 1, grids);
  }

  private static Picture digit(
      ImageSet test, Transformation transformation, List<TestedNetwork> networks, Backend backend)
      throws NoFontException {
    List<Double> steps = transformation.steps();
    int height = test.height();
    int width = test.width();
    ImageGrid grid =
        new ImageGrid(1 + networks.size(), steps.size(), height, width)
            .title("%s, %s".formatted(transformation, transformation.unit()))
            .rowName(0, "image");
    List<ImageSet> shown = atEachStep(test, transformation);
    for (int step = 0; step < steps.size(); step++) {
      grid.columnName(step, EquivarianceText.value(steps.get(step)));
      grid.cell(0, step, PixelImage.of(shown.get(step), 0));
    }
    for (int row = 1; row <= networks.size(); row++) {
      TestedNetwork network = networks.get(row - 1);
      grid.rowName(row, network.name());
      Tensor drawn = drawn(network.model(), atEachStep(network.test(), transformation), backend);
      for (int step = 0; step < steps.size(); step++) {
        grid.cell(row, step, PixelImage.of(drawn, step, height, width, test.channels()));
      }
    }
    return grid.draw();
  }

  /** One image a step, each in a set of its own. */
  private static List<ImageSet> atEachStep(ImageSet test, Transformation transformation) {
    ImageSet digit =
        test.range(List.of(Transformation.values()).indexOf(transformation) % test.count(), 1);
    return transformation.steps().stream()
        .map(value -> transformation.apply(digit, value))
        .toList();
  }

  /** What a network draws of each image, one to a set: [images, height, width, channels]. */
  private static Tensor drawn(Model network, List<ImageSet> images, Backend backend) {
    FeatureEncoder encoder = new FeatureEncoder(network, backend, 1);
    int dimensions = network.capsuleDimensions().orElseThrow();
    Tensor capsules =
        Tensor.zeros(Shape.of(images.size(), network.configuration().classes(), dimensions));
    int[] labels = images.stream().mapToInt(image -> image.label(0)).toArray();
    for (int i = 0; i < labels.length; i++) {
      EncodedFeatures encoded = encoder.encode(images.get(i), EvaluationListener.SILENT);
      for (int number = 0; number < dimensions; number++) {
        capsules.set(encoded.feature(0, number), i, labels[i], number);
      }
    }
    return new CapsuleDecoder(network, backend, labels.length).decode(capsules, labels);
  }
}
