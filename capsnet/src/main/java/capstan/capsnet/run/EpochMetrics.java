package capstan.capsnet.run;

/**
 * The figures of one epoch. Training figures are taken while training, before each step, so they
 * lag behind the network at the epoch's end.
 *
 * @param epoch counted from 1
 * @param step steps done at its end
 * @param learningRate of its last step
 * @param images training images seen
 * @param wrong those predicted wrong
 * @param loss mean total loss
 * @param classification its part from the classes
 * @param reconstruction its part from the reconstructions, weighted
 * @param test the test images after it; {@link Score#NONE} if they are tested once alone, at the
 *     end of the run, and not with its weights
 * @param validation the images held out, after it; {@link Score#NONE} if none are
 * @param trainSeconds time spent in steps
 * @param evaluationSeconds time spent in evaluation
 */
public record EpochMetrics(
    int epoch,
    long step,
    double learningRate,
    int images,
    int wrong,
    double loss,
    double classification,
    double reconstruction,
    Score test,
    Score validation,
    double trainSeconds,
    double evaluationSeconds) {

  /**
   * The same epoch, its weights tested later.
   *
   * @param score on the test images
   */
  public EpochMetrics withTest(Score score) {
    return new EpochMetrics(
        epoch,
        step,
        learningRate,
        images,
        wrong,
        loss,
        classification,
        reconstruction,
        score,
        validation,
        trainSeconds,
        evaluationSeconds);
  }

  /** Training images predicted wrong, in percent. */
  public double trainErrorPercent() {
    return 100.0 * wrong / images;
  }

  /** Training images per second. */
  public double imagesPerSecond() {
    return images / trainSeconds;
  }
}
