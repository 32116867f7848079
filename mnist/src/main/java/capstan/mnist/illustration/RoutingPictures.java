package capstan.mnist.illustration;

import capstan.capsnet.inspect.RoutingTrace;
import capstan.capsnet.layer.CapsuleGrid;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.RoutedModel;
import capstan.capsnet.model.ScoreKind;
import capstan.mnist.chart.Curve;
import capstan.mnist.chart.CurvePanel;
import capstan.mnist.chart.Curves;
import capstan.mnist.picture.CapsuleMaps;
import capstan.mnist.picture.ColourScale;
import capstan.mnist.picture.ImageGrid;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.picture.PictureSheet;
import capstan.mnist.picture.PixelImage;
import capstan.mnist.text.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Draws how the routing of one image settles.
 *
 * @param network the network
 * @param trace how the image was routed
 * @param classNames of the output capsules, in order
 */
public record RoutingPictures(Model network, RoutingTrace trace, List<String> classNames) {
  private static final int INPUT_SIDE = 168;
  private static final int MOST_CURVES = 10;
  private static final ColourScale LENGTHS = ColourScale.upTo(1);

  /** The image, the maps of each round, the lengths and the entropy on one sheet. */
  public Picture sheet(String title, float... pixels) throws NoFontException {
    return PictureSheet.arrange(title, 1, List.of(maps(pixels), legend(), curves()));
  }

  private Picture maps(float[] pixels) throws NoFontException {
    List<Picture> parts = new ArrayList<>();
    ImageExtents image = network.configuration().image();
    parts.add(
        new ImageGrid(1, 1, image.height(), image.width())
            .title("input")
            .scale(Math.max(1, INPUT_SIDE / Math.max(image.height(), image.width())))
            .cell(0, 0, PixelImage.of(image.height(), image.width(), image.channels(), pixels))
            .draw());
    parts.add(map(lengths(), trace.primaryLengths().toArray(), LENGTHS));
    int winner = trace.winner();
    double factor = factor();
    for (int round = 0; round < trace.rounds().size(); round++) {
      parts.add(
          map(
              "round " + (round + 1) + ": coupling to " + classNames.get(winner),
              trace.rounds().get(round).coefficientsOf(winner),
              ColourScale.around(undecided(), factor)));
    }
    return PictureSheet.arrange("", Math.min(5, parts.size()), parts);
  }

  private Picture map(String title, float[] values, ColourScale scale) throws NoFontException {
    CapsuleGrid grid = trace.grid();
    return CapsuleMaps.draw(title, values, grid.height(), grid.width(), grid.types(), scale);
  }

  private String lengths() {
    if (active()) {
      return "capsules' activations";
    }
    return network instanceof RoutedModel routed && !routed.hiddenCapsules().isEmpty()
        ? "last hidden capsules' lengths"
        : "primary capsules' lengths";
  }

  private boolean active() {
    return network.scoreKind() == ScoreKind.ACTIVATIONS;
  }

  private String words() {
    return network.scoreKind().words();
  }

  private double undecided() {
    return 1.0 / network.configuration().classes();
  }

  /**
   * By how much the darkest coefficient differs from an undecided one: as 98 of 100 after the last
   * round do at most, so that a few decided capsules do not make the rest pale; and no more than 1
   * does.
   */
  private double factor() {
    double[] ratios =
        DoubleStream.of(toDoubles(trace.rounds().getLast().coefficientsOf(trace.winner())))
            .map(coefficient -> Math.abs(Math.log(coefficient / undecided())))
            .sorted()
            .toArray();
    double factor = Math.exp(ratios[(int) (0.98 * (ratios.length - 1))]);
    return Math.clamp(factor, 1.05, 1 / undecided());
  }

  private static double[] toDoubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private Picture legend() throws NoFontException {
    return PictureSheet.arrange(
        "",
        2,
        List.of(
            LENGTHS.bar(words(), "0", "1"),
            ColourScale.around(undecided(), factor())
                .bar(
                    "coupling coefficients; white is 1/"
                        + network.configuration().classes()
                        + ", undecided",
                    "≤ " + Figures.decimal(undecided() / factor(), 3),
                    "≥ " + Figures.decimal(undecided() * factor(), 3))));
  }

  private Picture curves() throws NoFontException {
    double[] rounds = IntStream.rangeClosed(1, trace.rounds().size()).asDoubleStream().toArray();
    List<Curve> lengths =
        longest().stream()
            .map(label -> Curve.of("class " + classNames.get(label), rounds, lengths(label)))
            .toList();
    return Curves.draw(
        "",
        List.of(
            new CurvePanel(
                words() + " of the output capsules",
                "round",
                active() ? "activation" : "length",
                false,
                lengths),
            new CurvePanel(
                "entropy of the coupling coefficients",
                "round",
                "bits",
                false,
                List.of(
                    entropy("all capsules, mean", rounds, RoutingTrace.Round::meanEntropy),
                    entropy(
                        "mean weighted by " + (active() ? "activation" : "length"),
                        rounds,
                        trace::weightedEntropy),
                    entropy("most decided capsule", rounds, RoutingTrace.Round::leastEntropy)))));
  }

  private Curve entropy(String name, double[] rounds, ToDoubleFunction<RoutingTrace.Round> value) {
    return Curve.of(name, rounds, trace.rounds().stream().mapToDouble(value).toArray());
  }

  /** The classes whose capsules are longest at the end, in the order of the classes. */
  private List<Integer> longest() {
    return IntStream.range(0, network.configuration().classes())
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                (Integer label) -> -trace.rounds().getLast().lengths().get(label)))
        .limit(MOST_CURVES)
        .sorted()
        .toList();
  }

  private double[] lengths(int label) {
    return trace.rounds().stream()
        .flatMapToDouble(round -> DoubleStream.of(round.lengths().get(label)))
        .toArray();
  }
}
