package capstan.capsnet.training;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.MetricsFile;
import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.inference.StepMetrics;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EpochSums;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.Score;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Writes what a training leaves in its run folder: the configuration, checkpoints, and two tables
 * of metrics. The tables are {@link SideWork}: that of the epochs is written anew from what the
 * training knows whenever it grows, and of the steps those rows stay that can be read.
 */
final class RunRecorder {
  private static final String TABLES = "the tables of metrics";

  /** Columns of {@code metrics.csv} after the step; empty where an epoch has no such figure. */
  private static final List<String> OF_EPOCHS =
      Stream.concat(
              StepMetrics.COLUMNS.stream(),
              Stream.of(
                  "test_error_percent",
                  "test_loss",
                  "validation_error_percent",
                  "validation_loss",
                  "images_per_second",
                  "evaluation_seconds"))
          .toList();

  private final RunFolder folder;
  private final GuardedListener listener;
  private final MetricsFile steps;
  private final MetricsFile epochs;
  private final SideWork tables;
  private CheckpointSaving saving;

  /**
   * A recorder, to be told when to save and then to begin.
   *
   * @param folder the run's, whose configuration is written
   * @param listener receives notices, and what is saved
   */
  RunRecorder(RunFolder folder, GuardedListener listener) {
    this.folder = folder;
    this.listener = listener;
    steps = folder.metrics(RunFiles.STEPS, StepMetrics.COLUMNS);
    epochs = folder.metrics(RunFiles.METRICS, OF_EPOCHS);
    tables = new SideWork(listener::notice);
  }

  /** Sets when to save between the ends of epochs, from now on. */
  void saveBy(CheckpointSaving.Clock clock, SaveInterval interval) {
    saving = new CheckpointSaving(folder::save, interval, listener, clock);
  }

  /**
   * Begins, or goes on after a checkpoint.
   *
   * @param step that it was saved after
   * @param history the epochs that were done
   */
  void begin(long step, List<EpochMetrics> history) {
    tables.run(
        TABLES,
        () -> {
          // Once both kinds of rows were in one table.
          steps.keepUpTo(step, folder.file(RunFiles.METRICS));
          write(history);
        });
  }

  /** A row of training figures between the ends of epochs. */
  void append(TrainingProgress at, EpochSums row) {
    tables.run(
        TABLES,
        () ->
            steps.append(
                (double) at.step(),
                at.epoch() + (double) at.epochImages() / at.imagesPerEpoch(),
                at.learningRate(),
                row.mean(row.loss()),
                row.mean(row.classification()),
                row.mean(row.reconstruction()),
                100 * row.mean(row.wrong())));
  }

  /** The rows of all epochs. */
  void record(List<EpochMetrics> history) {
    tables.run(TABLES, () -> write(history));
  }

  private void write(List<EpochMetrics> history) throws IOException {
    epochs.replace(
        history.stream()
            .map(
                epoch ->
                    new double[] {
                      epoch.step(),
                      epoch.epoch(),
                      epoch.learningRate(),
                      epoch.loss(),
                      epoch.classification(),
                      epoch.reconstruction(),
                      epoch.trainErrorPercent(),
                      epoch.test().errorPercent(),
                      loss(epoch.test()),
                      epoch.validation().errorPercent(),
                      loss(epoch.validation()),
                      epoch.imagesPerSecond(),
                      epoch.evaluationSeconds()
                    })
            .toList());
  }

  private static double loss(Score score) {
    return score.exists() ? score.meanLoss() : Double.NaN;
  }

  /** Whether to save between the ends of epochs, after so many steps. */
  boolean isDue(long step) {
    return saving.isDue(step);
  }

  /** Saves; if that fails, it is tried again later. */
  void save(long step, Supplier<Checkpoint> checkpoint) {
    if (saving.attempt(step, checkpoint)) {
      listener.checkpointSaved(folder.path(), step);
    }
  }

  /** Saves what nothing comes after. */
  void saveAtLast(long step, Supplier<Checkpoint> checkpoint) throws UnsavedTrainingException {
    saving.last(step, checkpoint);
    listener.checkpointSaved(folder.path(), step);
  }

  /**
   * Checks that saves will find room.
   *
   * @param checkpoint one like those to come
   * @throws IOException if they will not; the message is one line
   */
  void requireRoom(Checkpoint checkpoint) throws IOException {
    folder.requireRoom(checkpoint);
  }
}
