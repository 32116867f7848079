package capstan.mnist.finding;

import capstan.capsnet.data.ImageSet;
import capstan.mnist.experiment.Equivariance;
import capstan.mnist.experiment.Readout;
import capstan.mnist.finding.EquivarianceReport.Tested;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.ErrorRate;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The figures of networks that were tested on transformed images, as tables and for programs. */
final class EquivarianceTables {
  private EquivarianceTables() {}

  private record StepRow(
      String network, String transformation, int images, @JsonUnwrapped Point point) {}

  private record ReadoutRow(
      String network,
      String transformation,
      String label,
      int numbers,
      int components,
      @JsonUnwrapped Share share) {}

  private record Found(String data, int images, List<Network> networks) {}

  private record Network(
      String name,
      Path checkpoint,
      String features,
      String score,
      List<Transformed> transformations) {
    private static Network of(Tested tested) {
      return new Network(
          tested.name(),
          tested.network().checkpoint(),
          tested.features(),
          tested.score(),
          tested.found().stream().map(Transformed::of).toList());
    }
  }

  private record Transformed(
      String transformation, String unit, List<Point> points, List<Read> readouts) {
    private static Transformed of(Equivariance found) {
      return new Transformed(
          found.transformation().toString(),
          found.transformation().unit(),
          found.points().stream().map(Point::of).toList(),
          found.readouts().stream().map(Read::of).toList());
    }
  }

  private record Point(
      double value, @JsonUnwrapped ErrorRate error, double score, Double distance) {
    private static Point of(Equivariance.Point point) {
      return new Point(
          point.value(),
          ErrorRate.of(point.images(), point.wrong(), point.intervalPercent()),
          point.score(),
          finite(point.distance()));
    }
  }

  private record Read(
      int numbers, int components, @JsonUnwrapped Share share, List<Share> classes) {
    private static Read of(Readout readout) {
      return new Read(
          readout.numbers(),
          readout.components(),
          Share.of(readout.all()),
          readout.classes().stream().map(Share::of).toList());
    }
  }

  private record Share(int digits, Double r2, Double low, Double high) {
    private static Share of(Readout.Share share) {
      return new Share(
          share.digits(), finite(share.r2()), finite(share.low()), finite(share.high()));
    }
  }

  /** What is no number is left out. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** For programs. */
  static Record found(List<Tested> networks) {
    ImageSet test = networks.getFirst().network().test();
    return new Found(test.origin(), test.count(), networks.stream().map(Network::of).toList());
  }

  /** A row for each network, transformation and step. */
  static String steps(List<Tested> networks) {
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
  static String readouts(List<Tested> networks) {
    List<ReadoutRow> rows = new ArrayList<>();
    for (Tested network : networks) {
      List<String> classNames = network.network().test().classNames();
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
