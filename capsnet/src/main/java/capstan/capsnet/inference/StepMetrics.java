package capstan.capsnet.inference;

import capstan.capsnet.checkpoint.MetricsFile;
import capstan.capsnet.checkpoint.RunFiles;
import java.nio.file.Path;
import java.util.List;

/**
 * Training figures between the ends of epochs: the means since those before.
 *
 * @param step steps done
 * @param epochs passes over the training images done, the last of them in part
 * @param loss mean total loss
 * @param trainErrorPercent training images predicted wrong, in percent
 */
public record StepMetrics(long step, double epochs, double loss, double trainErrorPercent) {
  /** Columns of {@code steps.csv} after the step. */
  public static final List<String> COLUMNS =
      List.of(
          "epoch",
          "learning_rate",
          "loss",
          "classification_loss",
          "reconstruction_loss",
          "train_error_percent");

  private static final int EPOCHS = COLUMNS.indexOf("epoch") + 1;
  private static final int LOSS = COLUMNS.indexOf("loss") + 1;
  private static final int ERROR = COLUMNS.indexOf("train_error_percent") + 1;

  /**
   * Those of a run, as far as its table can be read; it may be growing.
   *
   * @param folder of the run
   */
  public static List<StepMetrics> read(Path folder) {
    int width = COLUMNS.size() + 1;
    return MetricsFile.rows(folder.resolve(RunFiles.STEPS), width).stream()
        .map(row -> new StepMetrics((long) row[0], row[EPOCHS], row[LOSS], row[ERROR]))
        .toList();
  }
}
