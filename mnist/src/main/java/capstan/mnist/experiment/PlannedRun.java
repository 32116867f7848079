package capstan.mnist.experiment;

import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.TrainingConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A training that is one of an experiment. Whether it is still to be done, begun or finished is not
 * kept anywhere but in its own run folder, so that an experiment can be killed at any moment.
 *
 * @param name what tells it from the others, in words
 * @param folder its run folder
 * @param configuration what is trained, and how
 * @param enough whether it may end after an epoch with these figures
 * @param weights the trained network that it starts from; empty for initial values
 */
public record PlannedRun(
    String name,
    Path folder,
    RunConfiguration configuration,
    Predicate<EpochMetrics> enough,
    Optional<Path> weights) {

  /** One that starts from initial values. */
  public PlannedRun(
      String name, Path folder, RunConfiguration configuration, Predicate<EpochMetrics> enough) {
    this(name, folder, configuration, enough, Optional.empty());
  }

  /** Whether there is a checkpoint to go on from, or of the finished run. */
  public boolean isBegun() {
    return RunFiles.hasCheckpoint(folder);
  }

  /**
   * What a finished run came to; empty if it is not.
   *
   * @throws IOException if its checkpoint is damaged or cannot be read; the message is one line
   */
  public Optional<RunHistory> finished() throws IOException {
    return isBegun() ? Optional.of(RunHistory.read(folder)).filter(this::isEnd) : Optional.empty();
  }

  private boolean isEnd(RunHistory history) {
    List<EpochMetrics> epochs = history.epochs();
    TrainingConfiguration training = configuration.training();
    return !epochs.isEmpty()
        && (training.selection().isComplete(epochs, training.epochs())
            || enough.test(epochs.getLast()));
  }
}
