package capstan.capsnet.run;

/**
 * How well a network does on a set of images.
 *
 * @param images how many; 0 if there was nothing to evaluate
 * @param wrong how many were predicted wrong
 * @param meanLoss the classification loss, averaged
 */
public record Score(int images, int wrong, double meanLoss) {

  /** Of no images. */
  public static final Score NONE = new Score(0, 0, 0);

  /** Whether there were any images. */
  public boolean exists() {
    return images > 0;
  }

  /** Wrong predictions in percent; NaN without images. */
  public double errorPercent() {
    return images == 0 ? Double.NaN : 100.0 * wrong / images;
  }

  /** The 95 % interval of the error, in percent; both ends NaN without images. */
  public WilsonInterval errorIntervalPercent() {
    return images == 0
        ? new WilsonInterval(Double.NaN, Double.NaN)
        : WilsonInterval.of(wrong, images).percent();
  }
}
