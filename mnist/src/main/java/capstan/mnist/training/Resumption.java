package capstan.mnist.training;

import capstan.autograd.optim.Adam;
import capstan.mnist.checkpoint.Checkpoint;
import capstan.mnist.checkpoint.ConfigurationJson;
import capstan.mnist.checkpoint.InvalidCheckpointException;
import capstan.mnist.checkpoint.LoadedCheckpoint;
import capstan.mnist.checkpoint.RunFolder;
import capstan.mnist.model.Model;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * What is needed to go on with a training: its checkpoint, and what may be different from it.
 *
 * @param checkpoint the newest that is whole
 * @param saved its configuration
 */
record Resumption(Checkpoint checkpoint, RunConfiguration saved) {

  /**
   * Reads a run folder.
   *
   * @param listener is told if the newest checkpoint was damaged
   * @throws IOException if there is no usable checkpoint; the message is one line
   */
  static Resumption from(RunFolder folder, TrainingListener listener) throws IOException {
    LoadedCheckpoint loaded = folder.restore();
    loaded.notice().ifPresent(listener::notice);
    Checkpoint checkpoint = loaded.checkpoint();
    return new Resumption(checkpoint, SavedModel.configuration(checkpoint));
  }

  /** The saved configuration with the epochs asked for, where they may differ. */
  RunConfiguration configuration(Optional<RunConfiguration> requested) {
    if (requested.isEmpty() || !epochsMayDiffer()) {
      return saved;
    }
    return saved.withTraining(saved.training().withEpochs(requested.get().training().epochs()));
  }

  /** A rate that falls over the run has the number of epochs in all its steps. */
  private boolean epochsMayDiffer() {
    return saved.training().decay().kind() != RateDecay.Kind.OVER_RUN;
  }

  /**
   * Compares what is asked for with what was trained.
   *
   * @param requested with its length filled in
   * @throws InvalidCheckpointException at the first setting that differs
   */
  void requireSame(RunConfiguration requested) throws IOException {
    Optional<String> difference =
        ConfigurationJson.firstDifference(
            checkpoint.origin(),
            checkpoint.text(SavedModel.CONFIGURATION),
            ConfigurationJson.write(requested),
            epochsMayDiffer() ? Set.of("preset", "epochs") : Set.of("preset"));
    if (difference.isPresent()) {
      throw new InvalidCheckpointException(
          checkpoint.origin(), "another configuration: " + difference.get());
    }
  }

  /**
   * Puts the saved numbers into a model and its optimizer.
   *
   * @return where the training was
   * @throws InvalidCheckpointException if it was trained on other images or classes, or stands at a
   *     place that these do not have
   */
  TrainingState restore(Model model, Adam adam, TrainingMaterial images) throws IOException {
    TrainingState state = SavedModel.restore(checkpoint, model, adam);
    state.data().require(images.summary(), checkpoint.origin());
    RunHistory.requireClasses(
        SavedModel.classNames(checkpoint), images.classNames(), checkpoint.origin());
    int count = images.batches().count();
    if (state.position() < 0 || state.position() > count || state.epoch() < 0) {
      throw new InvalidCheckpointException(
          checkpoint.origin(),
          "no such place: epoch " + state.epoch() + ", image " + state.position());
    }
    return state;
  }
}
