package capstan.mnist.training;

import capstan.autograd.Tape;
import capstan.core.Tensor;
import capstan.mnist.data.Dataset;
import capstan.mnist.data.OverlappingBatches;
import capstan.mnist.data.OverlappingPairs;
import capstan.mnist.model.CapsNet;
import capstan.mnist.model.CapsNetConfiguration;
import capstan.mnist.model.DecoderMask;
import capstan.mnist.model.ImageExtents;
import capstan.mnist.model.InvalidSettingException;
import capstan.mnist.model.Model;
import capstan.mnist.model.TrainingGraph;
import java.util.Optional;

/**
 * Overlapping pairs as the material of a training. An epoch has one pair for each training image,
 * new ones every time; the test has one for each test image, always the same.
 *
 * @param summary of the images that are paired
 * @param batches pairs to train on
 * @param test pairs to test on
 */
record TrainingPairs(DataSummary summary, OverlappingBatches batches, OverlappingPairs test)
    implements TrainingMaterial {

  /**
   * Limits the images, pairs them and cuts into batches.
   *
   * @param requested the model, the limit, the batch, the seed and the shift
   * @param data images of one thing each
   * @throws InvalidSettingException if pairs do not fit the model, or it is none for pairs
   */
  static TrainingPairs of(RunConfiguration requested, Dataset data) {
    TrainingConfiguration training = requested.training();
    if (!(requested.model() instanceof CapsNetConfiguration model)) {
      throw new InvalidSettingException("overlapping pairs need a capsule network, found a CNN");
    }
    if (model.decoder().enabled() && model.decoder().trainingMask() != DecoderMask.TRUE_LABEL) {
      throw new InvalidSettingException(
          "decoder: overlapping images are drawn from the capsules of their labels, found a mask by"
              + " the longest capsule");
    }
    if (training.validation() > 0) {
      throw new InvalidSettingException(
          "validation: no pairs can be held out, found " + training.validation());
    }
    Dataset limited = training.limit() == 0 ? data : data.limitTrain(training.limit());
    OverlappingPairs train =
        new OverlappingPairs(limited.train(), training.shift(), training.seed());
    OverlappingPairs test = PairEvaluation.testPairs(limited.test(), training.shift());
    ImageExtents extents =
        new ImageExtents(train.height(), train.width(), limited.train().channels());
    if (!extents.equals(model.image()) || limited.train().classes() != model.classes()) {
      throw new InvalidSettingException(
          "the network takes images of %s in %d classes, pairs of %s are of %s in %d"
              .formatted(
                  model.image(),
                  model.classes(),
                  data.origin(),
                  extents,
                  limited.train().classes()));
    }
    return new TrainingPairs(
        DataSummary.of(limited),
        OverlappingBatches.training(train, training.batch(), training.seed()),
        test);
  }

  @Override
  public long bytes() {
    return ((long) summary.trainImages() + summary.testImages()) * test.images().imageSize();
  }

  @Override
  public TrainingGraph record(Model model, Tape tape, Tensor pixels, Tensor targets, long seed) {
    return ((CapsNet) model).recordOverlapTraining(tape, pixels, targets);
  }

  @Override
  public Optional<Score> test(Examination examination) {
    return new PairEvaluation(
            (CapsNet) examination.model(),
            examination.backend(),
            examination.batch(),
            examination.workspace())
        .evaluate(test, examination.listener(), examination.stop());
  }

  @Override
  public Optional<Score> validate(Examination examination) {
    return Optional.of(Score.NONE);
  }
}
