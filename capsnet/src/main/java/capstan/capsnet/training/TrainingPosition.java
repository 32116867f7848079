package capstan.capsnet.training;

import capstan.capsnet.run.DataSummary;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EpochSums;
import capstan.capsnet.run.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far a training has come: its steps, its epochs, and the sums of what is under way. */
final class TrainingPosition {
  private final TrainingProgress progress;
  private final EpochSums row = new EpochSums();
  private final List<EpochMetrics> history = new ArrayList<>();
  private long epochNanoseconds;

  /**
   * The beginning of a training.
   *
   * @param progress what its listener is shown, kept up to date from here
   */
  TrainingPosition(TrainingProgress progress) {
    this.progress = progress;
  }

  /** Goes where a checkpoint was saved. */
  void restore(TrainingState state) {
    progress.restore(state);
    epochNanoseconds = (long) (state.trainSeconds() * 1e9);
    history.addAll(state.history());
    row.restore(state.row());
  }

  /**
   * What a checkpoint keeps.
   *
   * @param batchPosition images of the current epoch already trained on
   * @param data what it trains on
   */
  TrainingState state(int batchPosition, DataSummary data) {
    return new TrainingState(
        steps(),
        epoch(),
        batchPosition,
        progress.learningRate(),
        progress.sums().snapshot(),
        row.snapshot(),
        epochNanoseconds / 1e9,
        history(),
        data);
  }

  /**
   * Counts a step.
   *
   * @param sums what it came to
   * @param rate its learning rate
   * @param nanoseconds that it took
   */
  void stepDone(EpochSums sums, double rate, long nanoseconds) {
    epochNanoseconds += nanoseconds;
    progress.place(steps() + 1, epoch());
    progress.record(sums, rate, nanoseconds / 1e9);
    row.add(sums);
  }

  /**
   * Closes an epoch.
   *
   * @param scores its errors
   * @param evaluationNanoseconds that the tests took
   */
  EpochMetrics epochDone(EpochTests.Scores scores, long evaluationNanoseconds) {
    EpochSums sums = progress.sums();
    EpochMetrics metrics =
        new EpochMetrics(
            epoch() + 1,
            steps(),
            progress.learningRate(),
            sums.images(),
            sums.wrong(),
            sums.mean(sums.loss()),
            sums.mean(sums.classification()),
            sums.mean(sums.reconstruction()),
            scores.test(),
            scores.validation(),
            epochNanoseconds / 1e9,
            evaluationNanoseconds / 1e9);
    history.add(metrics);
    progress.recordTest(metrics.evaluationSeconds());
    epochNanoseconds = 0;
    sums.clear();
    progress.place(steps(), epoch() + 1);
    return metrics;
  }

  /** An epoch that is done has been tested later. */
  void tested(EpochMetrics metrics) {
    history.set(metrics.epoch() - 1, metrics);
  }

  /** Steps done. */
  long steps() {
    return progress.step();
  }

  /** Epochs completed. */
  int epoch() {
    return progress.epoch();
  }

  /** Sums since the latest row of metrics, to be cleared after it. */
  EpochSums row() {
    return row;
  }

  /** As the listener is shown it. */
  TrainingProgress progress() {
    return progress;
  }

  /** The completed epochs, those before a checkpoint included. */
  List<EpochMetrics> history() {
    return List.copyOf(history);
  }

  /** The latest completed epoch. */
  Optional<EpochMetrics> latest() {
    return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
  }
}
