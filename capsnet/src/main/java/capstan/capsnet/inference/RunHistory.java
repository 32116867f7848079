package capstan.capsnet.inference;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.LoadedCheckpoint;
import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.TensorChoice;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.idx.MnistFolder;
import capstan.capsnet.run.DataFit;
import capstan.capsnet.run.DataSummary;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.run.TrainingState;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.text.ShownName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a network came about, as its checkpoint tells.
 *
 * @param file the checkpoint
 * @param configuration of the run
 * @param step steps done
 * @param epochs the completed epochs
 * @param data what it was trained on
 * @param classNames what its classes are called; empty if the file does not say
 * @param notice one line the user should see, if any
 */
public record RunHistory(
    Path file,
    RunConfiguration configuration,
    long step,
    List<EpochMetrics> epochs,
    DataSummary data,
    Optional<List<String>> classNames,
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
    return of(RunFiles.checkpointOf(runOrFile, TensorChoice.NONE));
  }

  /**
   * Reads the history of a run without reading its weights, whose damage is not seen.
   *
   * @param folder of the run
   * @throws InvalidCheckpointException if its checkpoints are damaged or tell nothing
   * @throws IOException if they cannot be read; the message is one line
   */
  public static RunHistory glance(Path folder) throws IOException {
    return of(RunFiles.textsOf(folder));
  }

  /** The history that a checkpoint tells. */
  static RunHistory of(LoadedCheckpoint loaded) throws IOException {
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
        SavedModel.classNames(checkpoint),
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
    if (!configuration.onPairs()) {
      DataFit.check(configuration.model(), found.train());
    }
    data.require(DataSummary.of(configuration.limited(found)), file.toString());
    requireClasses(classNames, found.test().classNames(), found.origin(), file.toString());
  }

  /**
   * Checks that images which were turned upright are not those that this network learned as they
   * are stored, lying on their side.
   *
   * @param found the data, before any limit
   * @throws InvalidCheckpointException if they are; names the switch
   */
  public void requireNotLearnedLying(Dataset found) throws InvalidCheckpointException {
    if (!MnistFolder.isTurned(found.origin()) || MnistFolder.isTurned(data.origin())) {
      return;
    }
    ImageSet used = configuration.limited(found).train();
    DataSummary stored =
        DataSummary.of(new Dataset(data.origin(), used.transposed(), found.test().transposed()));
    if (stored.equals(data)) {
      throw new InvalidCheckpointException(
          file.toString(),
          "trained on these images as they are stored, lying on their side; --no-transposed reads"
              + " them so");
    }
  }

  /**
   * Checks that the classes of data are those that were trained, in the same order.
   *
   * @param trained what they were called, if the checkpoint says it
   * @param found what they are called now
   * @param origin of the data that calls them so
   * @param checkpoint whose training it was
   * @throws InvalidCheckpointException if they are others
   */
  public static void requireClasses(
      Optional<List<String>> trained, List<String> found, String origin, String checkpoint)
      throws InvalidCheckpointException {
    if (trained.isPresent()
        && !trained.get().equals(found)
        && !ClassMatch.areNumbersOf(trained.get(), found, origin)) {
      throw new InvalidCheckpointException(
          checkpoint,
          "trained on %s; found %s"
              .formatted(ClassMatch.words(trained.get()), ClassMatch.words(found)));
    }
  }

  /**
   * The epoch whose weights the network has, as far as its test is known; empty before the first.
   */
  public Optional<EpochMetrics> selected() {
    return configuration.training().selection().of(epochs);
  }

  /** What the network comes to on the test images; {@link Score#NONE} if they are still to come. */
  public Score test() {
    return selected().map(EpochMetrics::test).orElse(Score.NONE);
  }

  /** Whether all that its configuration asks for is done. */
  public boolean isComplete() {
    TrainingConfiguration training = configuration.training();
    return training.selection().isComplete(epochs, training.epochs());
  }

  /** Which epoch's weights are the network's, in one line; empty if simply the last's. */
  Optional<String> choice() {
    return configuration.training().selection().keepsBest()
        ? selected()
            .map(
                epoch ->
                    String.format(
                        Locale.ROOT,
                        "%s: the weights of epoch %d of %d, the best by validation (%.2f %% wrong)",
                        ShownName.of(file),
                        epoch.epoch(),
                        epochs.size(),
                        epoch.validation().errorPercent()))
        : Optional.empty();
  }

  /** Time spent in the steps of the completed epochs, in seconds. */
  public double trainSeconds() {
    return epochs.stream().mapToDouble(EpochMetrics::trainSeconds).sum();
  }

  /** Time spent testing after them, in seconds. */
  public double evaluationSeconds() {
    return epochs.stream().mapToDouble(EpochMetrics::evaluationSeconds).sum();
  }

  /** Training images per second, over all completed epochs; NaN if there is none. */
  public double imagesPerSecond() {
    return epochs.stream().mapToDouble(EpochMetrics::images).sum() / trainSeconds();
  }
}
