package capstan.capsnet.training;

import capstan.autograd.Tape;
import capstan.capsnet.augmentation.Augmentation;
import capstan.capsnet.data.BatchShare;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.OverlappingBatches;
import capstan.capsnet.data.OverlappingPairs;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.inference.PairEvaluation;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.OverlapModel;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.run.DataSummary;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import java.util.Optional;

/**
 * Overlapping pairs as the material of a training. An epoch has one pair for each training image,
 * or as many as the configuration's limit says, and no two epochs have the same; the test has one
 * for each test image, always the same.
 *
 * @param summary of the images that are paired
 * @param batches pairs to train on
 * @param test pairs to test on
 * @param bytes of the images that are paired
 */
record TrainingPairs(
    DataSummary summary, OverlappingBatches batches, OverlappingPairs test, long bytes)
    implements TrainingMaterial {

  /**
   * Pairs the images and cuts into batches. A limit is one of the pairs per epoch: they are drawn
   * from all images.
   *
   * @param requested the model, the limit, the batch, the seed and the shift
   * @param data images of one thing each
   * @throws InvalidSettingException if pairs do not fit the model, or it is none for pairs
   */
  static TrainingPairs of(RunConfiguration requested, Dataset data) {
    TrainingConfiguration training = requested.training();
    ModelConfiguration model = requested.model();
    model.requireOverlap();
    if (training.validation() > 0) {
      throw new InvalidSettingException(
          "validation: no pairs can be held out, found " + training.validation());
    }
    if (!training.augmentation().equals(Augmentation.NONE)) {
      throw new InvalidSettingException(
          "augmentation: overlapping pairs are shifted and nothing else, found "
              + training.augmentation().inWords());
    }
    int shift = training.wholeShift();
    training.selection().requireValidation(false);
    PairEvaluation.requireTwoClasses(data.train());
    PairEvaluation.requireTwoClasses(data.test());
    PairEvaluation.requireFit(model, data.train(), shift);
    PairEvaluation.requireFit(model, data.test(), shift);
    OverlappingPairs train = new OverlappingPairs(data.train(), shift, training.seed());
    OverlappingPairs test = PairEvaluation.testPairs(data.test(), shift);
    int anEpoch = training.limit() == 0 ? data.train().count() : training.limit();
    return new TrainingPairs(
        DataSummary.of(data),
        OverlappingBatches.training(train, anEpoch, training.batch(), training.seed()),
        test,
        data.train().bytes() + data.test().bytes());
  }

  @Override
  public ImageSet testImages() {
    return test.images();
  }

  @Override
  public ExampleWords words() {
    return ExampleWords.PAIRS;
  }

  @Override
  public TrainingGraph record(Model model, Tape tape, Tensor pixels, Tensor targets, long seed) {
    return ((OverlapModel) model).recordOverlapTraining(tape, pixels, targets);
  }

  @Override
  public Optional<Score> test(Examination examination) {
    BatchShare share = examination.share();
    Optional<Score> own =
        new PairEvaluation(
                (OverlapModel) examination.model(),
                examination.backend(),
                examination.batch(),
                examination.workspace())
            .evaluate(test, share, examination.listener(), examination.stop());
    return own.map(score -> ofAll(score, examination.group()));
  }

  private static Score ofAll(Score own, AllReduce group) {
    if (group.ranks() == 1) {
      return own;
    }
    double[] numbers = {own.images(), own.wrong(), own.images() * own.meanLoss()};
    group.sum(numbers);
    return new Score((int) numbers[0], (int) numbers[1], numbers[2] / numbers[0]);
  }

  @Override
  public Optional<Score> validate(Examination examination) {
    return Optional.of(Score.NONE);
  }
}
