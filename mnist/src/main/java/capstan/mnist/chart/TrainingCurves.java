package capstan.mnist.chart;

import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The course of a training: the loss and its parts at the left, the errors at the right. */
public final class TrainingCurves {
  private TrainingCurves() {}

  /**
   * Draws the course so far.
   *
   * @param title a line over everything
   * @param epochs in order; may be empty
   * @throws NoFontException if the machine has no font
   */
  public static Picture draw(String title, List<EpochFigures> epochs) throws NoFontException {
    return draw(title, "image", "error", "misread", epochs);
  }

  /**
   * Draws the course so far of a training on other things than images of one class each.
   *
   * @param title a line over everything
   * @param example what one example is called
   * @param error what the error is called
   * @param wrong what the examples are that count as one
   * @param epochs in order; may be empty
   * @throws NoFontException if the machine has no font
   */
  public static Picture draw(
      String title, String example, String error, String wrong, List<EpochFigures> epochs)
      throws NoFontException {
    return Curves.draw(
        title,
        List.of(
            new CurvePanel(
                "loss",
                "epoch",
                "per " + example,
                true,
                List.of(
                    curve("loss", epochs, EpochFigures::loss),
                    curve("margin", epochs, EpochFigures::margin),
                    curve("reconstruction", epochs, EpochFigures::reconstruction))),
            new CurvePanel(
                error,
                "epoch",
                wrong + ", %",
                true,
                List.of(
                    curve("training", epochs, epoch -> 100 * (1 - epoch.trainAccuracy())),
                    curve("test", epochs, epoch -> 100 * epoch.testError())))));
  }

  private static Curve curve(
      String name, List<EpochFigures> epochs, ToDoubleFunction<EpochFigures> value) {
    return Curve.of(
        name,
        epochs.stream().mapToDouble(EpochFigures::epoch).toArray(),
        epochs.stream().mapToDouble(value).toArray());
  }
}
