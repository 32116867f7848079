package capstan.mnist.training;

import capstan.autograd.optim.LearningRateSchedule;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import capstan.mnist.checkpoint.InvalidCheckpointException;
import capstan.mnist.checkpoint.RunFolder;
import capstan.mnist.data.Dataset;
import capstan.mnist.data.TrainingBatches;
import capstan.mnist.model.InvalidSettingException;
import capstan.mnist.model.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
  /** Steps between rows of metrics. */
  private static final int ROW = 50;

  private final RunConfiguration configuration;
  private final TrainingMaterial images;
  private final Backend backend;
  private final SaveInterval interval;
  private final TrainingListener listener;
  private final Model model;
  private final TrainingBatches batches;
  private final Workspace workspace = new Workspace();
  private final TrainingStep step;
  private final LearningRateSchedule schedule;
  private final TrainingProgress progress;
  private final EpochSums row = new EpochSums();
  private final List<EpochMetrics> history = new ArrayList<>();

  /** Null for a training that leaves nothing on disk. */
  private RunRecorder recorder;

  private long stepsDone;
  private int epoch;
  private double learningRate;
  private long epochNanoseconds;
  private long lastSave;
  private volatile boolean stopRequested;
  private Predicate<EpochMetrics> enough = metrics -> false;

  private Trainer(
      RunConfiguration requested,
      TrainingMaterial material,
      Backend backend,
      SaveInterval interval,
      TrainingListener listener) {
    TrainingConfiguration training = requested.training();
    images = material;
    batches = images.batches();
    this.backend = backend;
    this.interval = interval;
    this.listener = listener;
    configuration = images.lengthFilledIn(requested);
    model = configuration.model().newModel(training.seed());
    memory().require(Runtime.getRuntime().maxMemory(), training.batch());
    step = new TrainingStep(model, material, backend, workspace, configuration.training());
    schedule = configuration.training().decay().schedule(training.learningRate());
    progress = new TrainingProgress(totalSteps(), training.epochs(), batches.count());
  }

  /**
   * A new training that leaves nothing on disk.
   *
   * @param configuration what to train, and how
   * @param data what to train and test on
   * @param backend what computes; not closed by the trainer
   * @param listener hears what happens
   * @throws InvalidSettingException if the configuration does not fit the data
   * @throws NotEnoughMemoryException if it does not fit the memory
   */
  public static Trainer start(
      RunConfiguration configuration, Dataset data, Backend backend, TrainingListener listener) {
    return new Trainer(
        configuration,
        TrainingImages.of(configuration, data),
        backend,
        SaveInterval.EPOCH,
        listener);
  }

  /**
   * A new training.
   *
   * @param configuration what to train, and how
   * @param data what to train and test on
   * @param backend what computes; not closed by the trainer
   * @param folder a new run folder; not closed by the trainer
   * @param interval when to save between the ends of epochs
   * @param listener hears what happens
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
    return start(
        configuration, TrainingImages.of(configuration, data), backend, folder, interval, listener);
  }

  /**
   * A new training on overlapping pairs of images ({@link capstan.mnist.data.OverlappingPairs}),
   * moved by the configuration's shift.
   *
   * @param configuration what to train, and how; its images are those of pairs
   * @param data images to pair, of one thing each
   * @param backend what computes; not closed by the trainer
   * @param folder a new run folder; not closed by the trainer
   * @param interval when to save between the ends of epochs
   * @param listener hears what happens
   * @throws InvalidSettingException if the configuration does not fit the pairs
   * @throws NotEnoughMemoryException if it does not fit the memory
   * @throws IOException if the run folder cannot be written; the message is one line
   */
  public static Trainer startPairs(
      RunConfiguration configuration,
      Dataset data,
      Backend backend,
      RunFolder folder,
      SaveInterval interval,
      TrainingListener listener)
      throws IOException {
    return start(
        configuration, TrainingPairs.of(configuration, data), backend, folder, interval, listener);
  }

  private static Trainer start(
      RunConfiguration configuration,
      TrainingMaterial material,
      Backend backend,
      RunFolder folder,
      SaveInterval interval,
      TrainingListener listener)
      throws IOException {
    Trainer trainer = new Trainer(configuration, material, backend, interval, listener);
    trainer.recorder = RunRecorder.create(folder, trainer.configuration);
    return trainer;
  }

  /**
   * Goes on with a training.
   *
   * @param folder the run folder; not closed by the trainer
   * @param requested the configuration the user asks for, which must be the checkpoint's; empty to
   *     take that. More epochs may be asked for, unless the learning rate decays over the run
   * @param data the data it was trained on
   * @param backend what computes; not closed by the trainer
   * @param interval when to save between the ends of epochs
   * @param listener hears what happens
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
    return resume(
        folder,
        requested,
        configuration -> TrainingImages.of(configuration, data),
        backend,
        interval,
        listener);
  }

  /**
   * Goes on with a training on overlapping pairs.
   *
   * @param folder the run folder; not closed by the trainer
   * @param data the images it paired
   * @param backend what computes; not closed by the trainer
   * @param interval when to save between the ends of epochs
   * @param listener hears what happens
   * @throws InvalidSettingException if it is no training on pairs
   * @throws InvalidCheckpointException if there is no usable checkpoint, or it is of other data;
   *     the message is one line
   * @throws NotEnoughMemoryException if it does not fit the memory
   * @throws IOException if the run folder cannot be read or written; the message is one line
   */
  public static Trainer resumePairs(
      RunFolder folder,
      Dataset data,
      Backend backend,
      SaveInterval interval,
      TrainingListener listener)
      throws IOException {
    return resume(
        folder,
        Optional.empty(),
        configuration -> TrainingPairs.of(configuration, data),
        backend,
        interval,
        listener);
  }

  private static Trainer resume(
      RunFolder folder,
      Optional<RunConfiguration> requested,
      Function<RunConfiguration, TrainingMaterial> material,
      Backend backend,
      SaveInterval interval,
      TrainingListener listener)
      throws IOException {
    Resumption resumption = Resumption.from(folder, listener);
    RunConfiguration configuration = resumption.configuration(requested);
    Trainer trainer =
        new Trainer(configuration, material.apply(configuration), backend, interval, listener);
    trainer.restore(resumption, requested);
    if (!trainer.configuration.equals(resumption.saved())) {
      folder.writeConfiguration(trainer.configuration);
    }
    trainer.recorder = RunRecorder.resume(folder, trainer.stepsDone);
    return trainer;
  }

  private void restore(Resumption resumption, Optional<RunConfiguration> requested)
      throws IOException {
    if (requested.isPresent()) {
      resumption.requireSame(images.lengthFilledIn(requested.get()));
    }
    TrainingState state = resumption.restore(model, step.adam(), images);
    stepsDone = state.step();
    epoch = state.epoch();
    learningRate = state.learningRate();
    epochNanoseconds = (long) (state.trainSeconds() * 1e9);
    history.addAll(state.history());
    progress.sums().restore(state.sums());
    row.restore(state.row());
    batches.moveTo(epoch, state.position());
    progress.place(stepsDone, epoch);
  }

  /** The network, whose weights change while training runs. */
  public Model model() {
    return model;
  }

  /** The full configuration, with the length of the run filled in. */
  public RunConfiguration configuration() {
    return configuration;
  }

  /** The completed epochs, those before a resumed run's checkpoint included. */
  public List<EpochMetrics> history() {
    return List.copyOf(history);
  }

  /** What is going to happen, for people to read before it does. */
  public TrainingPlan plan() {
    return new TrainingPlan(
        configuration,
        images.summary(),
        images.words(),
        batches.count(),
        model,
        backend.name() + ": " + backend.description(),
        memory(),
        batches.batchesPerEpoch(),
        totalSteps(),
        stepsDone);
  }

  private MemoryEstimate memory() {
    return MemoryEstimate.of(model, backend, configuration.training().batch(), images.bytes());
  }

  private long totalSteps() {
    return (long) batches.batchesPerEpoch() * configuration.training().epochs();
  }

  /**
   * Lets the training be complete before its last epoch, after the first whose figures are enough.
   * Not kept in the checkpoint: a resumed training must be told again.
   *
   * @param figures asked of each completed epoch, that before a resumed run's checkpoint included
   */
  public void until(Predicate<EpochMetrics> figures) {
    enough = figures;
  }

  private boolean moreToDo() {
    return epoch < configuration.training().epochs()
        && (history.isEmpty() || !enough.test(history.getLast()));
  }

  /** Asks the training to finish its step, save and return; from any thread, at any time. */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Trains until all epochs are done, or {@link #until enough} of them, or {@link #requestStop} is
   * called.
   *
   * @throws TrainingDivergedException if a number is no longer finite; the last checkpoint stays
   * @throws NotEnoughMemoryException if Java has less memory than was estimated
   * @throws IOException if a checkpoint cannot be written; the message is one line, and the old one
   *     stays
   */
  public TrainingResult run() throws IOException {
    try {
      return train();
    } catch (OutOfMemoryError tooSmall) {
      throw new NotEnoughMemoryException(
          memory().total(), Runtime.getRuntime().maxMemory(), configuration.training().batch());
    }
  }

  private TrainingResult train() throws IOException {
    listener.started(plan());
    lastSave = System.nanoTime();
    while (moreToDo()) {
      while (batches.nextSize() > 0 && !stopRequested) {
        oneStep();
      }
      if (stopRequested || !finishEpoch()) {
        save();
        return new TrainingResult(false, stepsDone, List.copyOf(history));
      }
      save();
    }
    if (configuration.training().epochs() == 0) {
      // Of a run without epochs the untrained network is all there is.
      save();
    }
    return new TrainingResult(true, stepsDone, List.copyOf(history));
  }

  private void oneStep() throws IOException {
    long start = System.nanoTime();
    learningRate = schedule.rate(stepsDone, epoch);
    int count = step.run(batches, learningRate, stepsDone);
    stepsDone++;
    epochNanoseconds += System.nanoTime() - start;
    progress.place(stepsDone, epoch);
    progress.record(
        count,
        step.wrong(),
        learningRate,
        step.loss(),
        step.classification(),
        step.reconstruction());
    row.add(count, step.wrong(), step.loss(), step.classification(), step.reconstruction());
    if (stepsDone % ROW == 0) {
      if (recorder != null) {
        recorder.append(progress, row);
      }
      row.clear();
    }
    listener.stepCompleted(progress);
    // The end of an epoch saves in any case, after its evaluation.
    if (batches.nextSize() > 0 && interval.isDue(stepsDone, System.nanoTime() - lastSave)) {
      save();
    }
  }

  /** Evaluates and closes the epoch; false if asked to stop before that is done. */
  private boolean finishEpoch() throws IOException {
    long start = System.nanoTime();
    step.forget();
    TrainingMaterial.Examination examination =
        new TrainingMaterial.Examination(
            model,
            backend,
            workspace,
            configuration.training().batch(),
            listener,
            () -> stopRequested);
    Optional<Score> onTest = images.test(examination);
    if (onTest.isEmpty()) {
      return false;
    }
    Optional<Score> onValidation = images.validate(examination);
    if (onValidation.isEmpty()) {
      return false;
    }
    EpochSums sums = progress.sums();
    EpochMetrics metrics =
        new EpochMetrics(
            epoch + 1,
            stepsDone,
            learningRate,
            sums.images(),
            sums.wrong(),
            sums.mean(sums.loss()),
            sums.mean(sums.classification()),
            sums.mean(sums.reconstruction()),
            onTest.get(),
            onValidation.get(),
            epochNanoseconds / 1e9,
            (System.nanoTime() - start) / 1e9);
    history.add(metrics);
    if (recorder != null) {
      recorder.append(metrics);
    }
    epoch++;
    epochNanoseconds = 0;
    sums.clear();
    batches.moveTo(epoch, 0);
    progress.place(stepsDone, epoch);
    listener.epochCompleted(metrics);
    return true;
  }

  /** Saves, if there is a run folder, unless the weights are no longer numbers. */
  private void save() throws IOException {
    if (recorder == null) {
      return;
    }
    step.requireFinite(stepsDone);
    TrainingState state =
        new TrainingState(
            stepsDone,
            epoch,
            batches.position(),
            learningRate,
            progress.sums().snapshot(),
            row.snapshot(),
            epochNanoseconds / 1e9,
            List.copyOf(history),
            images.summary());
    recorder.save(SavedModel.save(configuration, state, model, step.adam()));
    lastSave = System.nanoTime();
    listener.checkpointSaved(recorder.folder().path(), stepsDone);
  }

  /**
   * Closes the metrics; the backend and the run folder stay open.
   *
   * @throws IOException if the disk fails
   */
  @Override
  public void close() throws IOException {
    if (recorder != null) {
      recorder.close();
    }
  }
}
