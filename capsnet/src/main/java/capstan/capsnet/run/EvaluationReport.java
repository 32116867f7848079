package capstan.capsnet.run;

import capstan.capsnet.data.ImageSet;
import java.util.List;

/**
 * What an evaluation found.
 *
 * @param origin where the images come from
 * @param confusion how often each class was taken for each
 * @param meanLoss the classification loss, averaged over the images
 * @param predictions the class that each image was taken for, in the images' order
 * @param seconds time it took
 */
public record EvaluationReport(
    String origin,
    ConfusionMatrix confusion,
    double meanLoss,
    List<Integer> predictions,
    double seconds) {

  /**
   * Of images whose classes are known.
   *
   * @param images all of them
   * @param predictions the class that each was taken for
   * @param meanLoss the classification loss, averaged over the images
   * @param start when it began, by {@link System#nanoTime}
   */
  public static EvaluationReport of(
      ImageSet images, List<Integer> predictions, double meanLoss, long start) {
    ConfusionMatrix confusion = new ConfusionMatrix(images.classes());
    for (int image = 0; image < images.count(); image++) {
      confusion.add(images.label(image), predictions.get(image));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new EvaluationReport(
        images.origin(), confusion, meanLoss, List.copyOf(predictions), seconds);
  }

  /** Number of images. */
  public int images() {
    return confusion.images();
  }

  /** Wrong predictions in percent. */
  public double errorPercent() {
    return 100.0 * confusion.wrong() / confusion.images();
  }

  /** The 95 % interval of the error, in percent. */
  public WilsonInterval errorIntervalPercent() {
    return WilsonInterval.of(confusion.wrong(), confusion.images()).percent();
  }

  /** Images per second. */
  public double imagesPerSecond() {
    return confusion.images() / seconds;
  }

  /** The figures that a training keeps. */
  public Score score() {
    return new Score(confusion.images(), confusion.wrong(), meanLoss);
  }
}
