package capstan.capsnet.training;

import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.memory.MemoryEstimate;
import capstan.capsnet.memory.NotEnoughMemoryException;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.Selection;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Trains a network: steps, an evaluation after each epoch, checkpoints, and going on from one to
 * the same bits as if it had never stopped.
 *
 * {@snippet :
 * Dataset data = MnistFolder.read(folder);
 * try (Backend backend = Backends.simd(2);
 *     RunFolder run = RunFolder.create(Path.of("runs/first"));
 *     Trainer trainer =
 *         Trainer.start(
 *             Preset.PAPER.configuration(), data, backend, run, SaveInterval.DEFAULT, listener)) {
 *   TrainingResult result = trainer.run();
 * }
 * }
 *
 * <p>A trainer belongs to one thread; only {@link #requestStop} may be called from another.
 */
public final class Trainer implements AutoCloseable {
  private final RunConfiguration configuration;
  private final TrainingMaterial images;
  private final Backend backend;
  private final GuardedListener listener;
  private final Model model;
  private final TrainingLoop loop;

  /** At the beginning, with initial values and nothing on disk. */
  Trainer(RunConfiguration requested, Dataset data, Backend backend, TrainingListener listener) {
    TrainingConfiguration training = requested.training();
    images =
        requested.onPairs()
            ? TrainingPairs.of(requested, data)
            : TrainingImages.of(requested, data);
    this.backend = backend;
    this.listener = new GuardedListener(listener);
    configuration = images.lengthFilledIn(requested);
    model = configuration.model().newModel(training.seed());
    memory().require(Runtime.getRuntime().maxMemory(), training.batch());
    model.requireBatch(training.batch());
    loop = new TrainingLoop(configuration, images, model, backend, this.listener);
  }

  /**
   * A new training that leaves nothing on disk.
   *
   * @param configuration what to train, and how
   * @param data what to train and test on
   * @param backend what computes; not closed by the trainer
   * @param listener receives what happens
   * @throws InvalidSettingException if the configuration does not fit the data
   * @throws NotEnoughMemoryException if it does not fit the memory
   */
  public static Trainer start(
      RunConfiguration configuration, Dataset data, Backend backend, TrainingListener listener) {
    requireInitialValues(configuration);
    return new Trainer(configuration, data, backend, listener);
  }

  /** Shares the training, which has not begun, among the ranks of a group. */
  void join(AllReduce group, long checkEvery) {
    loop.join(group, checkEvery);
  }

  /** Checks that every rank has images of a batch. */
  void requireBatchFor(AllReduce group) {
    if (group.ranks() > 1) {
      model.layers().stream().filter(Layer::mixesBatch).findFirst().ifPresent(Trainer::refuseRanks);
    }
    int batch = configuration.training().batch();
    if (batch < group.ranks()) {
      throw new InvalidSettingException(
          "batch: expected at least one image for each of %d ranks, found %d"
              .formatted(group.ranks(), batch));
    }
  }

  private static void refuseRanks(Layer layer) {
    throw new InvalidSettingException(
        "ranks: layer %s normalizes a batch as a whole and cannot share it, expected one rank"
            .formatted(layer.name()));
  }

  /** One that tells of weights which nobody gave would start from others. */
  private static void requireInitialValues(RunConfiguration configuration) {
    if (!configuration.startedFrom().isEmpty()) {
      throw new InvalidSettingException(
          "this training started from the weights of %s, without which it cannot begin"
              .formatted(configuration.startedFrom().getFirst().name()));
    }
  }

  /**
   * A new training that starts from trained weights; its first checkpoint, before the first step,
   * holds them.
   *
   * @param transfer what to train, how, and what from
   * @param data what to train and test on
   * @param backend what computes; not closed by the trainer
   * @param folder a new run folder; not closed by the trainer
   * @param interval when to save between the ends of epochs
   * @param listener receives what happens
   * @throws InvalidSettingException if the configuration does not fit the data
   * @throws NotEnoughMemoryException if it does not fit the memory
   * @throws IOException if the run folder cannot be written; the message is one line
   */
  public static Trainer start(
      Transfer transfer,
      Dataset data,
      Backend backend,
      RunFolder folder,
      SaveInterval interval,
      TrainingListener listener)
      throws IOException {
    RunConfiguration configuration = transfer.configuration();
    ModelFamily.of(configuration.model());
    Trainer trainer = new Trainer(configuration, data, backend, listener);
    trainer.loop.startFrom(transfer);
    folder.writeConfiguration(trainer.configuration);
    trainer.loop.recordTo(folder, interval);
    return trainer;
  }

  /**
   * A new training.
   *
   * @param configuration what to train, and how; whether on overlapping pairs of the images ({@link
   *     capstan.capsnet.data.OverlappingPairs}), moved by its shift
   * @param data what to train and test on
   * @param backend what computes; not closed by the trainer
   * @param folder a new run folder; not closed by the trainer
   * @param interval when to save between the ends of epochs
   * @param listener receives what happens
   * @throws InvalidSettingException if the configuration does not fit the data
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
    ModelFamily.of(configuration.model());
    requireInitialValues(configuration);
    Trainer trainer = new Trainer(configuration, data, backend, listener);
    folder.writeConfiguration(trainer.configuration);
    trainer.loop.recordTo(folder, interval);
    return trainer;
  }

  /**
   * Checks that a training fits the data and the memory, without beginning it.
   *
   * @param configuration what to train, and how
   * @param data what to train and test on
   * @param backend what computes
   * @throws InvalidSettingException if the configuration does not fit the data
   * @throws NotEnoughMemoryException if it does not fit the memory
   */
  public static void requirePossible(
      RunConfiguration configuration, Dataset data, Backend backend) {
    start(configuration, data, backend, TrainingListener.SILENT).close();
  }

  /**
   * Goes on with a training.
   *
   * @param folder the run folder; not closed by the trainer
   * @param requested the configuration the user asks for, which must be the checkpoint's; empty to
   *     take that. More epochs may be asked for; a learning rate that changes over the run then
   *     goes on along the curve of the longer run
   * @param data the data it was trained on
   * @param backend what computes; not closed by the trainer
   * @param interval when to save between the ends of epochs
   * @param listener receives what happens
   * @throws InvalidCheckpointException if there is no usable checkpoint, or it is of another
   *     configuration or other data; the message is one line
   * @throws NotEnoughMemoryException if it does not fit the memory
   * @throws IOException if the run folder cannot be read or written; the message is one line
   */
  public static Trainer resume(
      RunFolder folder,
      Optional<RunConfiguration> requested,
      Dataset data,
      Backend backend,
      SaveInterval interval,
      TrainingListener listener)
      throws IOException {
    Resumption resumption = Resumption.from(folder, new GuardedListener(listener));
    RunConfiguration configuration = resumption.configuration(requested);
    Trainer trainer = new Trainer(configuration, data, backend, listener);
    if (requested.isPresent()) {
      resumption.requireSame(trainer.images.lengthFilledIn(requested.get()));
    }
    trainer.loop.restore(resumption);
    if (!trainer.configuration.equals(resumption.saved())) {
      folder.writeConfiguration(trainer.configuration);
      trainer.tellOfCurve();
    }
    trainer.loop.recordTo(folder, interval);
    return trainer;
  }

  /** Sets when to save; in tests by another time. */
  void saveBy(CheckpointSaving.Clock clock, SaveInterval interval) {
    loop.saveBy(clock, interval);
  }

  private void tellOfCurve() {
    List<RateDecay.FormerCurve> former = configuration.training().decay().formerCurves();
    if (!former.isEmpty()) {
      listener.notice(
          "the learning rate goes on along the curve of %d steps; until step %d it went along one of %d"
              .formatted(
                  loop.totalSteps(), former.getLast().untilStep(), former.getLast().steps()));
    }
  }

  /**
   * The network, whose weights change while training runs. They are those that are trained until
   * the steps of an epoch are done, and where {@link TrainingListener#stepCompleted} is told of
   * one. While an epoch is tested, and where the listener is told of that, they are the latest:
   * their average, if the configuration's {@link Selection} asks for one. Where {@link
   * TrainingListener#checkpointSaved} is told of a save, and once {@link #run} returned, they are
   * the selected, which are in the checkpoint under the network's own names: the latest, or those
   * of the best epoch so far.
   */
  public Model model() {
    return model;
  }

  /** The full configuration, with the length of the run filled in. */
  public RunConfiguration configuration() {
    return configuration;
  }

  /** The completed epochs, those before a resumed run's checkpoint included. */
  public List<EpochMetrics> history() {
    return loop.history();
  }

  /** What is going to happen, for people to read before it does. */
  public TrainingPlan plan() {
    return new TrainingPlan(
        configuration,
        images.summary(),
        images.words(),
        images.batches().count(),
        model,
        backend.name() + ": " + backend.description(),
        memory(),
        loop.stepsPerEpoch(),
        loop.totalSteps(),
        loop.steps());
  }

  private MemoryEstimate memory() {
    TrainingConfiguration training = configuration.training();
    MemoryEstimate estimate =
        MemoryEstimate.of(
            model, backend, training.batch(), training.selection().copies(), images.bytes());
    return training.optimization().accumulate() > 1 ? estimate.accumulating() : estimate;
  }

  /**
   * Lets the training be complete before its last epoch, after the first whose figures are enough.
   * Not kept in the checkpoint: a resumed training must be given it again.
   *
   * @param figures asked of each completed epoch, that before a resumed run's checkpoint included
   */
  public void until(Predicate<EpochMetrics> figures) {
    loop.until(figures);
  }

  /** Asks the training to finish its step, save and return; from any thread, at any time. */
  public void requestStop() {
    loop.requestStop();
  }

  /**
   * Trains until all epochs are done, or {@link #until enough} of them, or the selection's patience
   * is at its end, or {@link #requestStop} is called. Where the best epoch's weights are kept, they
   * are then tested.
   *
   * @throws TrainingDivergedException if a number is no longer finite; the last checkpoint stays
   * @throws NotEnoughMemoryException if Java runs out of memory all the same; the last checkpoint
   *     stays
   * @throws UnsavedTrainingException if the last checkpoint cannot be written, though it was tried
   *     for a minute; the one before it stays
   * @throws IOException if there is no room for checkpoints before the first step; the message is
   *     one line
   */
  public TrainingResult run() throws IOException {
    return loop.run(this::plan);
  }

  /** The training is given up; the backend and the run folder stay open. */
  @Override
  public void close() {
    requestStop();
  }
}
