package capstan.mnist.illustration;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inspect.CapsuleDecoder;
import capstan.capsnet.inspect.EncodedImages;
import capstan.capsnet.model.Model;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.Selection;
import capstan.capsnet.training.TrainingListener;
import capstan.core.kernel.Backend;
import capstan.mnist.chart.TrainingCurves;
import capstan.mnist.picture.ConfusionMap;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Draws the pictures of a run into its folder.
 *
 * @param folder where to
 * @param title what is trained on what
 * @param model the network
 * @param backend what computes
 * @param test the test images
 * @param selection which epoch's weights the network has; without a test of that, its answers to
 *     test images are not drawn
 */
public record RunPictures(
    Path folder, String title, Model model, Backend backend, ImageSet test, Selection selection)
    implements EpochPictures {
  /** Test images shown over their reconstructions: the first so many. */
  private static final int SHOWN = 32;

  @Override
  public void draw(List<EpochMetrics> epochs, Optional<EvaluationReport> report)
      throws IOException {
    TrainingCurves.draw(title, ExampleWords.IMAGES, epochs).write(folder.resolve("curves.png"));
    Optional<EpochMetrics> selected = selection.of(epochs);
    if (selected.filter(epoch -> epoch.test().exists()).isEmpty()) {
      return;
    }
    String after = title + ", after " + Figures.count(selected.get().epoch(), "epoch");
    EvaluationReport tested =
        report.orElseGet(() -> new Evaluation(model, backend, SHOWN).evaluate(test));
    ConfusionMap.draw(after + ": test", tested.confusion(), test.classNames())
        .write(folder.resolve("confusion.png"));
    if (model.drawing().isPresent()) {
      drawReconstructions(after);
    }
  }

  @Override
  public List<Path> files() {
    return files(folder, model);
  }

  /** The files of a run on images. */
  public static List<Path> files(Path folder, Model model) {
    return Stream.of("curves.png", "confusion.png", "reconstructions.png")
        .filter(name -> model.drawing().isPresent() || !name.equals("reconstructions.png"))
        .map(folder::resolve)
        .toList();
  }

  private void drawReconstructions(String title) throws IOException {
    EncodedImages encoded =
        EncodedImages.encode(model, backend, test.first(SHOWN), TrainingListener.SILENT);
    new ReconstructionPictures(encoded, new CapsuleDecoder(model, backend, SHOWN))
        .first(title + ": test images and their reconstructions", SHOWN)
        .write(folder.resolve("reconstructions.png"));
  }
}
