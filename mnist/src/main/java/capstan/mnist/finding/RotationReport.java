package capstan.mnist.finding;

import capstan.capsnet.data.ImageSet;
import capstan.mnist.experiment.RotationComparison;
import capstan.mnist.experiment.RotationCurve;
import capstan.mnist.experiment.TestedNetwork;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * How often networks misread turned images.
 *
 * @param data name of the data
 * @param networks at least one, tested on the same images
 * @param curves one a network, all at the same angles
 */
public record RotationReport(String data, List<TestedNetwork> networks, List<RotationCurve> curves)
    implements ExperimentReport {

  private List<RotationComparison> comparisons() {
    return RotationComparison.of(curves);
  }

  private List<Double> angles() {
    return curves.getFirst().points().stream().map(RotationCurve.Point::degrees).toList();
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    StringBuilder heading = new StringBuilder("  angle");
    curves.forEach(curve -> heading.append("  %-27s".formatted(curve.name())));
    lines.add(heading.toString().stripTrailing());
    List<Double> angles = angles();
    for (int i = 0; i < angles.size(); i++) {
      StringBuilder line =
          new StringBuilder("%7s".formatted(RotationFindings.degrees(angles.get(i))));
      for (RotationCurve curve : curves) {
        int width = Math.max(27, curve.name().length());
        line.append("  ").append(("%-" + width + "s").formatted(cell(curve.points().get(i))));
      }
      lines.add(line.toString().stripTrailing());
    }
    lines.add("");
    lines.addAll(RotationFindings.of(comparisons()));
    return lines;
  }

  private static String cell(RotationCurve.Point point) {
    return "%7s (%s)"
        .formatted(
            Figures.percent(point.errorPercent(), 2), Figures.interval(point.intervalPercent()));
  }

  @Override
  public Record found() {
    return RotationTables.found(networks, curves, comparisons());
  }

  @Override
  public void write(OutputFolder folder, PrintWriter err) throws IOException {
    ImageSet test = networks.getFirst().test();
    List<RotationComparison> comparisons = comparisons();
    folder.write("rotation.csv", RotationTables.errors(curves));
    if (!comparisons.isEmpty()) {
      folder.write("differences.csv", RotationTables.differences(comparisons));
    }
    String title =
        "%s turned test images of %s, with 95 %% intervals"
            .formatted(Figures.count(test.count()), data);
    OutputFolder.draw(
        err,
        () -> {
          folder.write("rotation.png", RotationPictures.curves(title, curves, comparisons));
          folder.write("digits.png", RotationPictures.digits(test, angles()));
        });
  }
}
