package capstan.capsnet.training;

import capstan.capsnet.data.ImageSet;
import org.eclipse.collections.api.list.primitive.ImmutableBooleanList;
import org.eclipse.collections.api.list.primitive.ImmutableIntList;
import org.eclipse.collections.impl.list.mutable.primitive.BooleanArrayList;

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
    ImmutableIntList predictions,
    double seconds) {

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

  /**
   * Whether each image was misread, in order.
   *
   * @param evaluated the images that this report is of
   */
  public ImmutableBooleanList misread(ImageSet evaluated) {
    BooleanArrayList misread = new BooleanArrayList(evaluated.count());
    for (int image = 0; image < evaluated.count(); image++) {
      misread.add(predictions.get(image) != evaluated.label(image));
    }
    return misread.toImmutable();
  }

  /** Images a second. */
  public double imagesPerSecond() {
    return confusion.images() / seconds;
  }

  /** The figures that a training keeps. */
  public Score score() {
    return new Score(confusion.images(), confusion.wrong(), meanLoss);
  }
}
