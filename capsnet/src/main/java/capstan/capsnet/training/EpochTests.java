package capstan.capsnet.training;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.Selection;
import java.util.List;
import java.util.Optional;

/**
 * The tests of a training: of the latest weights after each epoch, on test images and on those held
 * out; where the best epoch is kept, on those held out alone, and of the best on the test images
 * once all epochs are done.
 *
 * @param material what it is tested on
 * @param examination what a test needs
 * @param weights of the network
 * @param selection which of them are its own
 */
record EpochTests(
    TrainingMaterial material,
    TrainingMaterial.Examination examination,
    TrainedWeights weights,
    Selection selection) {

  /**
   * How well a network does after an epoch.
   *
   * @param test on the test images, if they are tested then
   * @param validation on those held out, if any
   */
  record Scores(Score test, Score validation) {}

  /** Tests the latest weights; empty if it was stopped. */
  Optional<Scores> latest() {
    weights.showLatest();
    Optional<Score> test =
        selection.keepsBest() ? Optional.of(Score.NONE) : material.test(examination);
    return test.flatMap(
        onTest -> material.validate(examination).map(held -> new Scores(onTest, held)));
  }

  /** Remembers the weights just tested if they are the best of all epochs. */
  void keepIfBest(List<EpochMetrics> history) {
    if (selection.of(history).filter(history.getLast()::equals).isPresent()) {
      weights.latestAreBest();
    }
  }

  /** Tests the selected weights on the test images; empty if it was stopped. */
  Optional<Score> selected() {
    weights.showSelected();
    return material.test(examination);
  }
}
