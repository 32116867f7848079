package capstan.mnist.finding;

import capstan.mnist.experiment.Equivariance;
import capstan.mnist.experiment.Readout;
import capstan.mnist.experiment.Transformation;
import capstan.mnist.finding.EquivarianceReport.Tested;
import capstan.mnist.text.Figures;
import java.util.ArrayList;
import java.util.List;

/** What networks make of transformed images, in tables for people. */
final class EquivarianceText {
  private static final int WIDTH = 26;

  private EquivarianceText() {}

  /**
   * A table for each transformation, then one of what linear maps read from the features.
   *
   * @param networks at least one, all under the same transformations
   * @return lines
   */
  static List<String> of(List<Tested> networks) {
    List<String> lines = new ArrayList<>();
    for (Tested network : networks) {
      lines.add(
          "%s: %s; score is %s".formatted(network.name(), network.features(), network.score()));
    }
    for (Transformation transformation : Transformation.values()) {
      lines.add("");
      addSteps(networks, transformation, lines);
    }
    lines.add("");
    addReadouts(networks, lines);
    return lines;
  }

  private static void addSteps(
      List<Tested> networks, Transformation transformation, List<String> lines) {
    StringBuilder names = new StringBuilder(" ".repeat(9));
    StringBuilder heading = new StringBuilder("%9s".formatted("step"));
    for (Tested network : networks) {
      int width = width(network.name());
      names.append("  ").append(padded(network.name(), width));
      heading.append("  ").append(padded("  error %  score  distance", width));
    }
    lines.add("%s, %s".formatted(transformation, transformation.unit()));
    lines.add(names.toString().stripTrailing());
    lines.add(heading.toString().stripTrailing());
    for (int step = 0; step < transformation.steps().size(); step++) {
      StringBuilder line =
          new StringBuilder("%9s".formatted(value(transformation.steps().get(step))));
      for (Tested network : networks) {
        Equivariance.Point point = network.points(transformation).get(step);
        String cell =
            "%9s%7s%10s"
                .formatted(
                    Figures.decimal(point.errorPercent(), 2),
                    Figures.decimal(point.score(), 3),
                    Figures.decimal(point.distance(), 3));
        line.append("  ").append(padded(cell, width(network.name())));
      }
      lines.add(line.toString().stripTrailing());
    }
  }

  private static void addReadouts(List<Tested> networks, List<String> lines) {
    lines.add("R² of a linear map from the features to the step, on held-out digits");
    int width =
        networks.stream()
            .flatMap(
                network ->
                    network.found().getFirst().readouts().stream()
                        .map(readout -> name(network.name(), readout)))
            .mapToInt(String::length)
            .max()
            .orElseThrow();
    for (Tested network : networks) {
      for (int kind = 0; kind < network.found().getFirst().readouts().size(); kind++) {
        for (Equivariance found : network.found()) {
          Readout readout = found.readouts().get(kind);
          lines.add(
              "  %s  %-9s  %s"
                  .formatted(
                      padded(name(network.name(), readout), width),
                      found.transformation(),
                      share(readout.all())));
        }
      }
    }
    Readout any = networks.getFirst().found().getFirst().readouts().getFirst();
    long left = any.classes().stream().filter(share -> share.digits() == 0).count();
    if (left > 0) {
      lines.add(
          "%s left out, having fewer than %d digits"
              .formatted(left == 1 ? "1 class" : left + " classes", Readout.FEWEST));
    }
  }

  /** A network and what maps see of its features, such as "cnn, 16 components of 192". */
  static String name(String network, Readout readout) {
    return readout.components() < readout.numbers()
        ? "%s, %d components of %d".formatted(network, readout.components(), readout.numbers())
        : "%s, %d numbers".formatted(network, readout.numbers());
  }

  private static String share(Readout.Share share) {
    return "%s (%s to %s; %s)"
        .formatted(
            Figures.decimal(share.r2(), 3),
            Figures.decimal(share.low(), 3),
            Figures.decimal(share.high(), 3),
            Figures.count(share.digits(), "digit"));
  }

  /** A step, as in "−0.5" or "15". */
  static String value(double value) {
    return (value < 0 ? "−" : "") + Figures.plain(Math.abs(value));
  }

  private static int width(String name) {
    return Math.max(WIDTH, name.length());
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
