package capstan.capsnet.training;

import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EvaluationReport;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Receives what happens in a training, on the training thread: a progress bar, a log, a plot. Every
 * method does nothing unless overridden. What a method throws, be it an error, reaches {@link
 * #notice} as one line, once, and the training goes on.
 */
public interface TrainingListener extends EvaluationListener {

  /** Ignores everything. */
  TrainingListener SILENT = new TrainingListener() {};

  @Override
  default void evaluated(int images, int of) {}

  /**
   * The first step is about to be done.
   *
   * @param plan what is going to happen
   */
  default void started(TrainingPlan plan) {}

  /**
   * A step is done. Called often: it should return soon.
   *
   * @param progress where the training is; the same object every time, to be read at once
   */
  default void stepCompleted(TrainingProgress progress) {}

  /**
   * The test images are evaluated: at the end of an epoch, before {@link #epochCompleted}, or once
   * all are done, before {@link #selectedTested}.
   *
   * @param report what was found, with the confusion matrix
   */
  default void tested(EvaluationReport report) {}

  /**
   * An epoch is done and evaluated.
   *
   * @param metrics its figures
   */
  default void epochCompleted(EpochMetrics metrics) {}

  /**
   * All epochs are done, and the weights of the best are tested; only where those are kept.
   *
   * @param metrics of that epoch, with its test
   */
  default void selectedTested(EpochMetrics metrics) {}

  /**
   * A checkpoint is on disk.
   *
   * @param folder the run folder
   * @param step steps done until there
   * @throws IOException if what is made of it, such as a picture, cannot be written; the message is
   *     one line
   */
  default void checkpointSaved(Path folder, long step) throws IOException {}

  /**
   * Something the user should know.
   *
   * @param line one line
   */
  default void notice(String line) {}
}
