package capstan.capsnet.training;

import capstan.autograd.Tape;
import capstan.capsnet.augmentation.Augmentation;
import capstan.capsnet.data.Batches;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.model.DrawingModel;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.run.DataFit;
import capstan.capsnet.run.DataSummary;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The images of a training, each put to its use.
 *
 * @param summary of all of them, as a checkpoint remembers them
 * @param batches what is trained on
 * @param heldOut what was held out of the training images, if any
 * @param test what is tested on after each epoch
 * @param bytes of all images: as they were read, which whoever read them keeps, and the copies of
 *     those that are used
 */
record TrainingImages(
    DataSummary summary, Batches batches, Optional<ImageSet> heldOut, ImageSet test, long bytes)
    implements TrainingMaterial {

  /**
   * Limits, holds out and cuts into batches.
   *
   * @param requested the model, the limit, the held-out images, the batch, the seed, the shift and
   *     the augmentation
   * @param data as it was read
   * @throws InvalidSettingException if the data does not fit the model, too much is held out, or
   *     nothing although the selection needs it, or a setting has no effect
   */
  static TrainingImages of(RunConfiguration requested, Dataset data) {
    TrainingConfiguration training = requested.training();
    DataFit.check(requested.model(), data.train());
    requested.requireEffect();
    Augmentation augmentation = training.augmentation();
    boolean drawsOthers = augmentation.corrupts() || !augmentation.warpedTarget();
    Dataset limited = requested.limited(data);
    Dataset used = requested.heldOut(limited);
    ImageSet train = used.train();
    Optional<ImageSet> validation = used.validation();
    requested.requireValidation(data);
    return new TrainingImages(
        DataSummary.of(limited),
        Batches.training(
            train,
            training.batch(),
            training.seed(),
            training.imageChanges(),
            drawsOthers && requested.draws()),
        validation,
        limited.test(),
        Stream.concat(
                Stream.of(data.train(), limited.train(), train, data.test()),
                Stream.of(data.validation(), validation).flatMap(Optional::stream))
            .distinct()
            .mapToLong(ImageSet::bytes)
            .sum());
  }

  @Override
  public ImageSet testImages() {
    return test;
  }

  @Override
  public ExampleWords words() {
    return ExampleWords.IMAGES;
  }

  @Override
  public TrainingGraph record(Model model, Tape tape, Tensor pixels, Tensor targets, long seed) {
    int batch = targets.shape().extent(0);
    return pixels.shape().extent(0) == batch
        ? model.recordTraining(tape, pixels, targets, seed)
        : ((DrawingModel) model)
            .recordTraining(
                tape, pixels.slice(0, batch), pixels.slice(batch, batch), targets, seed);
  }

  @Override
  public Optional<Score> test(Examination examination) {
    Optional<EvaluationReport> report = evaluate(examination, test);
    report.ifPresent(examination.listener()::tested);
    return report.map(EvaluationReport::score);
  }

  @Override
  public Optional<Score> validate(Examination examination) {
    return heldOut.isEmpty()
        ? Optional.of(Score.NONE)
        : evaluate(examination, heldOut.get()).map(EvaluationReport::score);
  }

  private static Optional<EvaluationReport> evaluate(Examination examination, ImageSet images) {
    Evaluation evaluation =
        new Evaluation(
            examination.model(),
            examination.backend(),
            examination.batch(),
            examination.workspace());
    return examination.group().ranks() == 1
        ? evaluation.evaluate(images, examination.listener(), examination.stop())
        : Optional.of(share(evaluation, examination, images));
  }

  /** Each rank has consecutive images, so that its batches are full. */
  private static EvaluationReport share(
      Evaluation evaluation, Examination examination, ImageSet images) {
    long start = System.nanoTime();
    int all = images.count();
    int first = examination.share().first(all);
    int count = examination.share().count(all);
    double[] numbers = new double[all + 1];
    if (count > 0) {
      EvaluationReport own =
          evaluation
              .evaluate(images.range(first, count), examination.listener(), () -> false)
              .orElseThrow();
      for (int image = 0; image < count; image++) {
        numbers[first + image] = own.predictions().get(image);
      }
      numbers[all] = count * own.meanLoss();
    }
    examination.group().sum(numbers);
    List<Integer> predictions =
        Arrays.stream(numbers, 0, all).mapToObj(number -> (int) number).toList();
    return EvaluationReport.of(images, predictions, numbers[all] / all, start);
  }
}
