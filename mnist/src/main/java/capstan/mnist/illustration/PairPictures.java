package capstan.mnist.illustration;

import capstan.capsnet.data.OverlappingPairs;
import capstan.capsnet.inspect.SeparatedPairs;
import capstan.capsnet.model.Model;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.run.ExampleWords;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import capstan.mnist.chart.Curve;
import capstan.mnist.chart.CurvePanel;
import capstan.mnist.chart.Curves;
import capstan.mnist.chart.TrainingCurves;
import capstan.mnist.picture.ImageGrid;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.picture.PixelImage;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pictures of a training on overlapping pairs: its course, and both images of test pairs.
 *
 * @param folder where to
 * @param title what is trained on what
 * @param network the network
 * @param backend what computes
 * @param test pairs to test on
 */
public record PairPictures(
    Path folder, String title, Model network, Backend backend, OverlappingPairs test)
    implements EpochPictures {
  /** Test pairs that are drawn: the first so many. */
  public static final int SHOWN = 12;

  private static final int SCALE = 2;

  /** Letters of two names that fit under one image. */
  private static final int LONG = 8;

  /** Together they are white; apart they are an orange and a blue. */
  private static final float[][] COLOURS = {{1, 0.5f, 0.05f}, {0, 0.5f, 0.95f}};

  @Override
  public void draw(List<EpochMetrics> epochs, Optional<EvaluationReport> report)
      throws IOException {
    // First, as it needs no fonts.
    OutputFolder.writeText(folder.resolve("errors.csv"), CsvTable.of(PairError.of(epochs)));
    TrainingCurves.draw(title, ExampleWords.PAIRS, epochs).write(folder.resolve("curves.png"));
    errors(title, epochs).write(folder.resolve("errors.png"));
    if (network.drawing().isPresent()) {
      pairs(
              title + ", after " + Figures.count(epochs.size(), "epoch"),
              SeparatedPairs.first(network, backend, test, SHOWN),
              test.images().classNames())
          .write(folder.resolve("pairs.png"));
    }
  }

  @Override
  public List<Path> files() {
    return Stream.of("errors.csv", "curves.png", "errors.png", "pairs.png")
        .filter(name -> network.drawing().isPresent() || !name.equals("pairs.png"))
        .map(folder::resolve)
        .toList();
  }

  /** Exact-match error by pairs seen, with intervals. */
  public static Picture errors(String title, List<EpochMetrics> epochs) throws NoFontException {
    List<PairError> errors = PairError.of(epochs);
    Curve curve =
        Curve.of("test", errors, PairError::pairsSeen, PairError::exactMatchErrorPercent)
            .withIntervals(errors.stream().map(PairError::interval).toList());
    return Curves.draw(
        title,
        List.of(
            new CurvePanel(
                ExampleWords.PAIRS.error() + ", with 95 % intervals",
                "pairs seen",
                ExampleWords.PAIRS.wrong() + ", %",
                true,
                List.of(curve))));
  }

  /** A column a pair: what the network sees, both images, and both drawn again, in two colours. */
  public static Picture pairs(String title, SeparatedPairs separated, List<String> classNames)
      throws NoFontException {
    List<SeparatedPairs.Pair> pairs = separated.pairs();
    ImageGrid grid =
        new ImageGrid(4, pairs.size(), separated.height(), separated.width())
            .title(title)
            .scale(SCALE)
            .rowName(0, "input")
            .rowName(1, "its two images")
            .rowName(2, "drawn by label")
            .rowName(3, "drawn by prediction");
    for (int column = 0; column < pairs.size(); column++) {
      SeparatedPairs.Pair pair = pairs.get(column);
      grid.cell(
          0,
          column,
          PixelImage.of(
              separated.height(),
              separated.width(),
              separated.channels(),
              pair.merged().toArray()));
      grid.cell(1, column, coloured(separated, pair.sources()));
      grid.cell(2, column, coloured(separated, pair.byLabel()));
      grid.cell(3, column, coloured(separated, pair.byPrediction()));
      grid.caption(1, column, classes(pair.sources(), classNames));
      grid.caption(3, column, classes(pair.byPrediction(), classNames));
      if (!pair.right()) {
        grid.mark(3, column);
      }
    }
    return grid.draw();
  }

  private static String classes(List<SeparatedPairs.Part> parts, List<String> names) {
    String first = names.get(parts.get(0).label());
    String second = names.get(parts.get(1).label());
    // On two lines where one would be cut, and with it the second.
    return first + (first.length() + second.length() > LONG ? "\nand " : " and ") + second;
  }

  /** Each part in its colour, one laid over the other as light. */
  private static PixelImage coloured(SeparatedPairs separated, List<SeparatedPairs.Part> parts) {
    int places = separated.height() * separated.width();
    int channels = separated.channels();
    float[] light = new float[3 * places];
    for (int part = 0; part < parts.size(); part++) {
      Tensor pixels = parts.get(part).pixels();
      for (int place = 0; place < places; place++) {
        float grey = 0;
        for (int channel = 0; channel < channels; channel++) {
          grey += pixels.get(place * channels + channel) / channels;
        }
        for (int colour = 0; colour < 3; colour++) {
          light[3 * place + colour] += grey * COLOURS[part][colour];
        }
      }
    }
    return PixelImage.of(separated.height(), separated.width(), 3, light);
  }
}
