package capstan.capsnet.run;

import capstan.capsnet.model.InvalidSettingException;
import capstan.core.kernel.AdamSettings;

/**
 * How a network is trained.
 *
 * @param batch images a step; the last batch of an epoch may have fewer
 * @param epochs passes over the training images
 * @param learningRate Adam's rate at the first step
 * @param decay how it falls
 * @param adam Adam's other coefficients
 * @param shift training images move by up to this many pixels in each direction, zeros coming in
 * @param seed decides initial values, order, shifts and dropout
 * @param limit only the first so many training images are used; 0 for all. Of overlapping pairs an
 *     epoch has so many, drawn from all images; 0 for one for each image
 * @param validation so many of them are held out, drawn by the seed, and evaluated after each epoch
 */
public record TrainingConfiguration(
    int batch,
    int epochs,
    double learningRate,
    RateDecay decay,
    AdamSettings adam,
    int shift,
    long seed,
    int limit,
    int validation) {

  /** Beyond any image's size: all that could come of more is an overflow. */
  private static final int LARGEST_SHIFT = 1 << 15;

  /** The default seed. */
  public static final long DEFAULT_SEED = 1;

  /**
   * Checks the ranges.
   *
   * @throws InvalidSettingException if a number is out of range
   */
  public TrainingConfiguration {
    atLeast("batch", batch, 1);
    atLeast("epochs", epochs, 0);
    atLeast("shift", shift, 0);
    atLeast("limit", limit, 0);
    atLeast("validation", validation, 0);
    if (shift > LARGEST_SHIFT) {
      throw new InvalidSettingException(
          "shift must be at most " + LARGEST_SHIFT + ", found " + shift);
    }
    if (!(learningRate > 0 && Double.isFinite(learningRate))) {
      throw new InvalidSettingException("learning rate must be above 0, found " + learningRate);
    }
  }

  private static void atLeast(String setting, int value, int least) {
    if (value < least) {
      throw new InvalidSettingException(
          setting + " must be at least " + least + ", found " + value);
    }
  }

  /**
   * With another batch size.
   *
   * @param value images a step
   */
  public TrainingConfiguration withBatch(int value) {
    return new TrainingConfiguration(
        value, epochs, learningRate, decay, adam, shift, seed, limit, validation);
  }

  /**
   * With another length.
   *
   * @param value passes over the training images
   */
  public TrainingConfiguration withEpochs(int value) {
    return new TrainingConfiguration(
        batch, value, learningRate, decay, adam, shift, seed, limit, validation);
  }

  /**
   * With another first learning rate.
   *
   * @param value Adam's rate at the first step
   */
  public TrainingConfiguration withLearningRate(double value) {
    return new TrainingConfiguration(
        batch, epochs, value, decay, adam, shift, seed, limit, validation);
  }

  /**
   * With another decay.
   *
   * @param value how the learning rate falls
   */
  public TrainingConfiguration withDecay(RateDecay value) {
    return new TrainingConfiguration(
        batch, epochs, learningRate, value, adam, shift, seed, limit, validation);
  }

  /**
   * With other coefficients of Adam.
   *
   * @param value the coefficients
   */
  public TrainingConfiguration withAdam(AdamSettings value) {
    return new TrainingConfiguration(
        batch, epochs, learningRate, decay, value, shift, seed, limit, validation);
  }

  /**
   * With other shifts.
   *
   * @param value pixels in each direction
   */
  public TrainingConfiguration withShift(int value) {
    return new TrainingConfiguration(
        batch, epochs, learningRate, decay, adam, value, seed, limit, validation);
  }

  /**
   * With another seed.
   *
   * @param value any number
   */
  public TrainingConfiguration withSeed(long value) {
    return new TrainingConfiguration(
        batch, epochs, learningRate, decay, adam, shift, value, limit, validation);
  }

  /**
   * With fewer training images.
   *
   * @param value how many; 0 for all
   */
  public TrainingConfiguration withLimit(int value) {
    return new TrainingConfiguration(
        batch, epochs, learningRate, decay, adam, shift, seed, value, validation);
  }

  /**
   * With another number of images held out.
   *
   * @param value how many
   */
  public TrainingConfiguration withValidation(int value) {
    return new TrainingConfiguration(
        batch, epochs, learningRate, decay, adam, shift, seed, limit, value);
  }
}
