package capstan.mnist.finding;

import capstan.capsnet.data.ImageSet;
import capstan.mnist.experiment.Equivariance;
import capstan.mnist.experiment.Readout;
import capstan.mnist.experiment.Transformation;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.ErrorRate;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;

/** The figures of networks that were tested on transformed images, as tables and for programs. */
public final class EquivarianceTables {
  private EquivarianceTables() {}

  /**
   * A network under every transformation.
   *
   * @param name of the network
   * @param features what is looked at, in words
   * @param score what its scores are, in words
   * @param test the images as they are, under its own labels
   * @param found one a transformation
   */
  public record Tested(
      String name, String features, String score, ImageSet test, List<Equivariance> found) {
    /** Copies the list. */
    public Tested {
      found = List.copyOf(found);
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

  private record StepRow(
      String network, String transformation, int images, @JsonUnwrapped Point point) {}

  private record ReadoutRow(
      String network,
      String transformation,
      String label,
      int numbers,
      int components,
      @JsonUnwrapped Share share) {}

  /**
   * A network under a transformation, for programs.
   *
   * @param transformation what was done
   * @param unit what its parameter counts
   * @param points one a step
   * @param readouts how well the parameter is read from the features
   */
  public record Found(String transformation, String unit, List<Point> points, List<Read> readouts) {
    /** Of what was measured. */
    public static Found of(Equivariance found) {
      return new Found(
          found.transformation().toString(),
          found.transformation().unit(),
          found.points().stream().map(Point::of).toList(),
          found.readouts().stream().map(Read::of).toList());
    }
  }

  /**
   * A step, for programs.
   *
   * @param value of the parameter
   * @param error how many images were misread
   * @param score mean length of the true capsule, or mean probability of the true class
   * @param distance mean distance of the features from those at the identity, relative; null if
   *     there are none
   */
  public record Point(double value, @JsonUnwrapped ErrorRate error, double score, Double distance) {
    private static Point of(Equivariance.Point point) {
      return new Point(
          point.value(),
          ErrorRate.of(point.images(), point.wrong(), point.intervalPercent()),
          point.score(),
          finite(point.distance()));
    }
  }

  /**
   * How well a parameter is read from features, for programs.
   *
   * @param numbers features of an image
   * @param components principal components that the maps see of them
   * @param share over all classes
   * @param classes of each class, by label
   */
  public record Read(int numbers, int components, @JsonUnwrapped Share share, List<Share> classes) {
    private static Read of(Readout readout) {
      return new Read(
          readout.numbers(),
          readout.components(),
          Share.of(readout.all()),
          readout.classes().stream().map(Share::of).toList());
    }
  }

  /**
   * R² on held-out digits, for programs.
   *
   * @param digits how many
   * @param r2 the share; null without digits
   * @param low lower end of its 95 % interval; null with fewer than two
   * @param high its upper end
   */
  public record Share(int digits, Double r2, Double low, Double high) {
    private static Share of(Readout.Share share) {
      return new Share(
          share.digits(), finite(share.r2()), finite(share.low()), finite(share.high()));
    }
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** A row for each network, transformation and step. */
  public static String steps(List<Tested> networks) {
    List<StepRow> rows = new ArrayList<>();
    for (Tested network : networks) {
      for (Equivariance found : network.found()) {
        String transformation = found.transformation().toString();
        for (Equivariance.Point point : found.points()) {
          rows.add(new StepRow(network.name(), transformation, point.images(), Point.of(point)));
        }
      }
    }
    return CsvTable.of(rows);
  }

  /**
   * A row for each network, transformation and kind of maps over all classes, and one for each
   * class.
   */
  public static String readouts(List<Tested> networks) {
    List<ReadoutRow> rows = new ArrayList<>();
    for (Tested network : networks) {
      List<String> classNames = network.test().classNames();
      for (Equivariance found : network.found()) {
        for (Readout readout : found.readouts()) {
          rows.add(row(network, found, readout, "all", readout.all()));
          for (int label = 0; label < classNames.size(); label++) {
            rows.add(
                row(network, found, readout, classNames.get(label), readout.classes().get(label)));
          }
        }
      }
    }
    return CsvTable.of(rows);
  }

  private static ReadoutRow row(
      Tested network, Equivariance found, Readout readout, String label, Readout.Share share) {
    return new ReadoutRow(
        network.name(),
        found.transformation().toString(),
        label,
        readout.numbers(),
        readout.components(),
        Share.of(share));
  }
}
