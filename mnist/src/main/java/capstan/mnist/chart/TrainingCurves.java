package capstan.mnist.chart;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.ExampleWords;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The course of a training: the loss and its parts at the left, the errors at the right. */
public final class TrainingCurves {
  private TrainingCurves() {}

  /**
   * Draws the course so far.
   *
   * @param title a line over everything
   * @param words what examples and errors are called
   * @param epochs in order; may be empty
   * @throws NoFontException if the machine has no font
   */
  public static Picture draw(String title, ExampleWords words, List<EpochMetrics> epochs)
      throws NoFontException {
    return Curves.draw(
        title,
        List.of(
            new CurvePanel("loss", "epoch", "per " + words.one(), true, losses(epochs)),
            new CurvePanel(words.error(), "epoch", words.wrong() + ", %", true, errors(epochs))));
  }

  /** With its parts if it has any: nothing is reconstructed without a decoder. */
  private static List<Curve> losses(List<EpochMetrics> epochs) {
    List<Curve> losses = new ArrayList<>(List.of(curve("loss", epochs, EpochMetrics::loss)));
    if (epochs.stream().anyMatch(epoch -> epoch.reconstruction() > 0)) {
      losses.add(curve("margin", epochs, EpochMetrics::classification));
      losses.add(curve("reconstruction", epochs, EpochMetrics::reconstruction));
    }
    return losses;
  }

  private static List<Curve> errors(List<EpochMetrics> epochs) {
    boolean validated = epochs.stream().anyMatch(epoch -> epoch.validation().exists());
    List<Curve> errors = new ArrayList<>();
    errors.add(curve("training", epochs, EpochMetrics::trainErrorPercent));
    if (validated) {
      errors.add(curve("validation", epochs, epoch -> epoch.validation().errorPercent()));
    }
    errors.add(curve("test", epochs, epoch -> epoch.test().errorPercent()));
    return errors;
  }

  private static Curve curve(
      String name, List<EpochMetrics> epochs, ToDoubleFunction<EpochMetrics> value) {
    return Curve.of(name, epochs, EpochMetrics::epoch, value);
  }
}
