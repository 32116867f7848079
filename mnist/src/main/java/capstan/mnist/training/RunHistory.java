package capstan.mnist.training;

import capstan.mnist.checkpoint.Checkpoint;
import capstan.mnist.checkpoint.InvalidCheckpointException;
import capstan.mnist.checkpoint.LoadedCheckpoint;
import capstan.mnist.checkpoint.RunFolder;
import capstan.mnist.data.Dataset;
import capstan.mnist.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a network came about, as its checkpoint tells.
 *
 * @param file the checkpoint
 * @param configuration of the run
 * @param step steps done
 * @param epochs the completed epochs
 * @param data what it was trained on
 * @param notice one line the user should see, if any
 */
public record RunHistory(
    Path file,
    RunConfiguration configuration,
    long step,
    List<EpochMetrics> epochs,
    DataSummary data,
    Optional<String> notice) {

  /** Copies the list. */
  public RunHistory {
    epochs = List.copyOf(epochs);
  }

  /**
   * Reads the history of a run.
   *
   * @param runOrFile a run folder or a checkpoint file
   * @throws InvalidCheckpointException if it is none, or a file that tells nothing of its training
   * @throws IOException if it cannot be read; the message is one line
   */
  public static RunHistory read(Path runOrFile) throws IOException {
    LoadedCheckpoint loaded = RunFolder.checkpointOf(runOrFile);
    Checkpoint checkpoint = loaded.checkpoint();
    if (!checkpoint.metadata().containsKey(SavedModel.CONFIGURATION)
        || !checkpoint.metadata().containsKey(SavedModel.STATE)) {
      throw new InvalidCheckpointException(
          checkpoint.origin(), "bare weights, which tell nothing of their training");
    }
    TrainingState state = SavedModel.state(checkpoint);
    return new RunHistory(
        loaded.file(),
        SavedModel.configuration(checkpoint),
        state.step(),
        state.history(),
        state.data(),
        loaded.notice());
  }

  /**
   * Checks that this run was trained on given data; of its test images only their number is known.
   *
   * @param found the data, before any limit
   * @throws InvalidCheckpointException if on other images
   * @throws InvalidSettingException if it does not fit the network at all
   */
  public void requireTrainedOn(Dataset found) throws InvalidCheckpointException {
    data.require(TrainingImages.of(configuration, found).summary(), file.toString());
  }

  /** Time spent in the steps of the completed epochs, in seconds. */
  public double trainSeconds() {
    return epochs.stream().mapToDouble(EpochMetrics::trainSeconds).sum();
  }

  /** Time spent testing after them, in seconds. */
  public double evaluationSeconds() {
    return epochs.stream().mapToDouble(EpochMetrics::evaluationSeconds).sum();
  }

  /** Training images a second, over all completed epochs; NaN if there is none. */
  public double imagesPerSecond() {
    return epochs.stream().mapToDouble(EpochMetrics::images).sum() / trainSeconds();
  }
}
