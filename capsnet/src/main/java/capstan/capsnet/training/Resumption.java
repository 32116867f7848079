package capstan.capsnet.training;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.LoadedCheckpoint;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.inference.TrainingCheckpoint;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.run.TrainingState;
import java.io.IOException;
import java.util.HashSet;
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
   * @param listener gets a notice if the newest checkpoint was damaged
   * @throws IOException if there is no usable checkpoint; the message is one line
   */
  static Resumption from(RunFolder folder, TrainingListener listener) throws IOException {
    LoadedCheckpoint loaded = folder.restore();
    loaded.notice().ifPresent(listener::notice);
    Checkpoint checkpoint = loaded.checkpoint();
    return new Resumption(checkpoint, SavedModel.configuration(checkpoint));
  }

  /**
   * The saved configuration with the epochs asked for. Of a run that is made longer under a rate
   * that changes over the run, the length of the new curve is still to be filled in.
   */
  RunConfiguration configuration(Optional<RunConfiguration> requested) throws IOException {
    if (requested.isEmpty() || !mayHave(requested.get().training().epochs())) {
      return saved;
    }
    TrainingConfiguration training = saved.training();
    int epochs = requested.get().training().epochs();
    RateDecay decay =
        epochs > training.epochs()
            ? training.decay().lengthenedAt(SavedModel.state(checkpoint).step())
            : training.decay();
    return saved.withTraining(training.with("epochs", epochs).with("decay", decay));
  }

  /** A curve that ends with the run cannot end before it got where it is. */
  private boolean mayHave(int epochs) {
    return !changesOverRun() || epochs >= saved.training().epochs();
  }

  private boolean changesOverRun() {
    return saved.training().decay().kind().isOverRun();
  }

  /**
   * Compares what is asked for with what was trained.
   *
   * @param requested with its length filled in
   * @throws InvalidCheckpointException at the first setting that differs
   */
  void requireSame(RunConfiguration requested) throws InvalidCheckpointException {
    Set<String> mayDiffer = new HashSet<>(Set.of("preset", "startedFrom"));
    if (mayHave(requested.training().epochs())) {
      mayDiffer.add("epochs");
      if (changesOverRun()) {
        // They follow from the epochs.
        mayDiffer.addAll(Set.of("steps", "formerCurves"));
      }
    }
    ConfigurationJson.requireSame(checkpoint.origin(), saved, requested, mayDiffer);
  }

  /**
   * Puts the saved numbers where they came from.
   *
   * @param training its model, its optimizer and further copies of its weights
   * @param images what it is trained on
   * @return where the training was
   * @throws InvalidCheckpointException if it was trained on other images or classes, or stands at a
   *     place that these do not have
   */
  TrainingState restore(TrainingCheckpoint training, TrainingMaterial images) throws IOException {
    TrainingState state = training.restore(checkpoint);
    state.data().require(images.summary(), checkpoint.origin());
    RunHistory.requireClasses(
        SavedModel.classNames(checkpoint),
        images.testImages().classNames(),
        images.summary().origin(),
        checkpoint.origin());
    int count = images.batches().count();
    if (state.position() < 0 || state.position() > count || state.epoch() < 0) {
      throw new InvalidCheckpointException(
          checkpoint.origin(),
          "no such place: epoch " + state.epoch() + ", image " + state.position());
    }
    return state;
  }
}
