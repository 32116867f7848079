package capstan.capsnet.training;

import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.memory.NotEnoughMemoryException;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.util.Optional;

/**
 * Trainings on overlapping pairs of images ({@link capstan.capsnet.data.OverlappingPairs}), moved
 * by the configuration's shift.
 */
public final class PairTraining {
  private PairTraining() {}

  /**
   * A new training.
   *
   * @param configuration what to train, and how; its images are those of pairs
   * @param data images to pair, of one thing each
   * @param backend what computes; not closed by the trainer
   * @param folder a new run folder; not closed by the trainer
   * @param interval when to save between the ends of epochs
   * @param listener receives what happens
   * @throws InvalidSettingException if the configuration does not fit the pairs
   * @throws NotEnoughMemoryException if it does not fit the memory
   * @throws IOException if the run folder cannot be written; the message is one line
   */
  public static Trainer start(
      RunConfiguration configuration,
      Dataset data,
      Backend backend,
      RunFolder folder,
      SaveInterval interval,
      TrainingListener listener)
      throws IOException {
    return Trainer.start(
        configuration, TrainingPairs.of(configuration, data), backend, folder, interval, listener);
  }

  /**
   * Goes on with one.
   *
   * @param folder the run folder; not closed by the trainer
   * @param data the images it paired
   * @param backend what computes; not closed by the trainer
   * @param interval when to save between the ends of epochs
   * @param listener receives what happens
   * @throws InvalidSettingException if it is no training on pairs
   * @throws InvalidCheckpointException if there is no usable checkpoint, or it is of other data;
   *     the message is one line
   * @throws NotEnoughMemoryException if it does not fit the memory
   * @throws IOException if the run folder cannot be read or written; the message is one line
   */
  public static Trainer resume(
      RunFolder folder,
      Dataset data,
      Backend backend,
      SaveInterval interval,
      TrainingListener listener)
      throws IOException {
    return Trainer.resume(
        folder,
        Optional.empty(),
        configuration -> TrainingPairs.of(configuration, data),
        backend,
        interval,
        listener);
  }
}
