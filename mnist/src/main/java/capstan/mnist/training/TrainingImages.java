package capstan.mnist.training;

import capstan.mnist.data.Batches;
import capstan.mnist.data.Dataset;
import capstan.mnist.data.ImageSet;
import capstan.mnist.model.InvalidSettingException;
import java.util.Optional;

/**
 * The images of a training, each put to its use.
 *
 * @param summary of all of them, as a checkpoint remembers them
 * @param batches what is trained on
 * @param validation what was held out of the training images, if any
 * @param test what is tested on after each epoch
 */
record TrainingImages(
    DataSummary summary, Batches batches, Optional<ImageSet> validation, ImageSet test) {

  /**
   * Limits, holds out and cuts into batches.
   *
   * @param requested the model, the limit, the held-out images, the batch, the seed and the shift
   * @param data as it was read
   * @throws InvalidSettingException if the data does not fit the model, or too much is held out
   */
  static TrainingImages of(RunConfiguration requested, Dataset data) {
    TrainingConfiguration training = requested.training();
    DataFit.check(requested.model(), data.train());
    Dataset limited = training.limit() == 0 ? data : data.limitTrain(training.limit());
    ImageSet train = limited.train();
    if (training.validation() >= train.count()) {
      throw new InvalidSettingException(
          "validation: cannot hold out "
              + training.validation()
              + " of "
              + train.count()
              + " training images");
    }
    Optional<ImageSet> validation = Optional.empty();
    if (training.validation() > 0) {
      ImageSet.Split split = train.holdOutRandom(training.validation(), training.seed());
      train = split.kept();
      validation = Optional.of(split.heldOut());
    }
    return new TrainingImages(
        DataSummary.of(limited),
        Batches.training(train, training.batch(), training.seed(), training.shift()),
        validation,
        limited.test());
  }

  /** The configuration with the number of these images' steps known to its learning rate. */
  RunConfiguration lengthFilledIn(RunConfiguration requested) {
    TrainingConfiguration training = requested.training();
    long steps = (long) batches.batchesPerEpoch() * training.epochs();
    return requested.withTraining(training.withDecay(training.decay().resolved(steps)));
  }

  /** Bytes that all of them take. */
  long bytes() {
    return ((long) summary.trainImages() + summary.testImages()) * test.imageSize();
  }
}
