package capstan.capsnet.training;

import capstan.capsnet.run.EpochSums;
import capstan.capsnet.run.TrainingState;

/**
 * Where a training is, after its latest step. One object serves the whole training, so that a step
 * makes no garbage.
 */
public final class TrainingProgress {
  /** Weight of the past in the smoothed loss: the last hundred steps or so count. */
  private static final double SMOOTHING = 0.98;

  private final long totalSteps;
  private final int epochs;
  private final int imagesPerEpoch;
  private final EpochSums sums = new EpochSums();
  private final UsualTime perImage = new UsualTime();
  private final UsualTime perTest = new UsualTime();
  private long step;
  private int epoch;
  private double learningRate;
  private double loss;
  private double classification;
  private double reconstruction;
  private double smoothedLoss = Double.NaN;
  private double smoothedClassification;
  private double smoothedReconstruction;

  TrainingProgress(long totalSteps, int epochs, int imagesPerEpoch) {
    this.totalSteps = totalSteps;
    this.epochs = epochs;
    this.imagesPerEpoch = imagesPerEpoch;
  }

  /** Goes where a checkpoint was saved. */
  void restore(TrainingState state) {
    place(state.step(), state.epoch());
    learningRate = state.learningRate();
    sums.restore(state.sums());
  }

  void place(long newStep, int newEpoch) {
    step = newStep;
    epoch = newEpoch;
  }

  void record(EpochSums ofStep, double newRate, double seconds) {
    perImage.add(seconds / ofStep.images());
    learningRate = newRate;
    loss = ofStep.mean(ofStep.loss());
    classification = ofStep.mean(ofStep.classification());
    reconstruction = ofStep.mean(ofStep.reconstruction());
    double past = Double.isNaN(smoothedLoss) ? 0 : SMOOTHING;
    smoothedLoss = past == 0 ? loss : past * smoothedLoss + (1 - past) * loss;
    smoothedClassification = past * smoothedClassification + (1 - past) * classification;
    smoothedReconstruction = past * smoothedReconstruction + (1 - past) * reconstruction;
    sums.add(ofStep);
  }

  void recordTest(double seconds) {
    perTest.add(seconds);
  }

  EpochSums sums() {
    return sums;
  }

  /** Steps done in the whole run. */
  public long step() {
    return step;
  }

  /** Steps of the whole run. */
  public long totalSteps() {
    return totalSteps;
  }

  /** The current epoch, counted from 0. */
  public int epoch() {
    return epoch;
  }

  /** Epochs of the whole run. */
  public int epochs() {
    return epochs;
  }

  /** Images of the current epoch already trained on. */
  public int epochImages() {
    return sums.images();
  }

  /** Images of an epoch. */
  public int imagesPerEpoch() {
    return imagesPerEpoch;
  }

  /** Learning rate of the latest step. */
  public double learningRate() {
    return learningRate;
  }

  /** Loss of the latest step, averaged over its batch. */
  public double loss() {
    return loss;
  }

  /** Part of the classes in {@link #loss}. */
  public double classification() {
    return classification;
  }

  /** Part of the reconstructions in {@link #loss}, weighted; 0 without a decoder. */
  public double reconstruction() {
    return reconstruction;
  }

  /** An exponential moving average of {@link #loss} over about a hundred steps. */
  public double smoothedLoss() {
    return smoothedLoss;
  }

  /** Part of the classes in {@link #smoothedLoss}. */
  public double smoothedClassification() {
    return smoothedClassification;
  }

  /** Part of the reconstructions in {@link #smoothedLoss}; 0 without a decoder. */
  public double smoothedReconstruction() {
    return smoothedReconstruction;
  }

  /** Training images per second, as is usual of late; NaN before the first step. */
  public double imagesPerSecond() {
    return 1 / perImage.seconds();
  }

  /**
   * Seconds to the end of the run, tests included once one was done. Reckoned from the usual time
   * of a step, of which pauses are no part; NaN before the first step.
   */
  public double secondsToGo() {
    int epochsLeft = epochs - epoch;
    double tests = Double.isNaN(perTest.seconds()) ? 0 : epochsLeft * perTest.seconds();
    double imagesLeft = (double) epochsLeft * imagesPerEpoch - epochImages();
    return imagesLeft * perImage.seconds() + tests;
  }

  /** Part of the current epoch's training images that were predicted right, from 0 to 1. */
  public double epochAccuracy() {
    return 1 - sums.mean(sums.wrong());
  }
}
