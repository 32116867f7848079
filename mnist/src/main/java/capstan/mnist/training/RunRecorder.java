package capstan.mnist.training;

import capstan.mnist.checkpoint.Checkpoint;
import capstan.mnist.checkpoint.MetricsFile;
import capstan.mnist.checkpoint.RunFolder;
import java.io.IOException;
import java.util.List;

/** Writes what a training leaves in its run folder: the configuration, metrics and checkpoints. */
final class RunRecorder implements AutoCloseable {
  /** Columns of {@code metrics.csv} after the step; empty where a row has no such figure. */
  static final List<String> COLUMNS =
      List.of(
          "epoch",
          "learning_rate",
          "loss",
          "classification_loss",
          "reconstruction_loss",
          "train_error_percent",
          "test_error_percent",
          "test_loss",
          "validation_error_percent",
          "images_per_second",
          "evaluation_seconds");

  /** Places in a row, where the step is the first; only rows of epochs have a test error. */
  private static final int EPOCH = 1 + COLUMNS.indexOf("epoch");

  private static final int TEST_ERROR = 1 + COLUMNS.indexOf("test_error_percent");

  private final RunFolder folder;
  private final MetricsFile metrics;

  private RunRecorder(RunFolder folder, MetricsFile metrics) {
    this.folder = folder;
    this.metrics = metrics;
  }

  static RunRecorder create(RunFolder folder, RunConfiguration configuration) throws IOException {
    folder.writeConfiguration(configuration);
    return new RunRecorder(folder, folder.openMetrics(COLUMNS, row -> false));
  }

  /**
   * Goes on after a checkpoint.
   *
   * @param step that it was saved after
   * @param epochs that were done. A checkpoint of an epoch's last step may have been saved before
   *     that epoch was tested: the epoch's row is of the same step, and will come again
   */
  static RunRecorder resume(RunFolder folder, long step, int epochs) throws IOException {
    return new RunRecorder(
        folder,
        folder.openMetrics(
            COLUMNS,
            row -> row[0] <= step && (Double.isNaN(row[TEST_ERROR]) || row[EPOCH] <= epochs)));
  }

  RunFolder folder() {
    return folder;
  }

  /** A row of training figures between the ends of epochs. */
  void append(TrainingProgress at, EpochSums row) throws IOException {
    metrics.append(
        at.step(),
        at.epoch() + (double) at.epochImages() / at.imagesPerEpoch(),
        at.learningRate(),
        row.mean(row.loss()),
        row.mean(row.classification()),
        row.mean(row.reconstruction()),
        100 * row.mean(row.wrong()),
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN);
  }

  /** The row of a whole epoch. */
  void append(EpochMetrics epoch) throws IOException {
    metrics.append(
        epoch.step(),
        epoch.epoch(),
        epoch.learningRate(),
        epoch.loss(),
        epoch.classification(),
        epoch.reconstruction(),
        epoch.trainErrorPercent(),
        epoch.test().errorPercent(),
        epoch.test().meanLoss(),
        epoch.validation().errorPercent(),
        epoch.imagesPerSecond(),
        epoch.evaluationSeconds());
  }

  void save(Checkpoint checkpoint) throws IOException {
    folder.save(checkpoint);
  }

  @Override
  public void close() throws IOException {
    metrics.close();
  }
}
