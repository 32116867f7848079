package capstan.capsnet.training;

import capstan.autograd.optim.LearningRateSchedule;
import capstan.autograd.optim.WeightCopy;
import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.BatchShare;
import capstan.capsnet.data.TrainingBatches;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.Broadcast;
import capstan.capsnet.group.StepExchange;
import capstan.capsnet.inference.TrainingCheckpoint;
import capstan.capsnet.memory.NotEnoughMemoryException;
import capstan.capsnet.model.Model;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EpochSums;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.Selection;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.run.TrainingState;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a training does: steps, tests, and saves between and after them, from wherever it stands to
 * its end.
 */
final class TrainingLoop {
  /** Steps between rows of metrics. */
  private static final int ROW = 50;

  private final RunConfiguration configuration;
  private final TrainingMaterial images;
  private final GuardedListener listener;
  private final Model model;
  private final TrainingBatches batches;
  private final TrainingStep step;
  private final TrainedWeights weights;
  private final Selection selection;
  private final TrainingMaterial.Examination alone;
  private final LearningRateSchedule schedule;
  private final TrainingPosition position;

  /** Empty for a training that leaves nothing on disk. */
  private Optional<RunRecorder> recorder = Optional.empty();

  /** Whether it is at the test of an epoch, as against its steps. */
  private boolean testing;

  /** With the ranks among which it is shared. */
  private StepExchange exchange = new StepExchange(AllReduce.alone());

  private EpochTests tests;

  /** Steps between comparisons of all ranks' weights, 0 for none. */
  private long checkEvery;

  private final CountDownLatch stop = new CountDownLatch(1);
  private Predicate<EpochMetrics> enough = metrics -> false;

  /** At the beginning, with the length of the run filled in. */
  TrainingLoop(
      RunConfiguration configuration,
      TrainingMaterial images,
      Model model,
      Backend backend,
      GuardedListener listener) {
    this.configuration = configuration;
    this.images = images;
    this.model = model;
    this.listener = listener;
    TrainingConfiguration training = configuration.training();
    Workspace workspace = new Workspace();
    batches = images.batches();
    batches.shareAmong(backend.workers());
    step = new TrainingStep(model, images, backend, workspace, training);
    selection = training.selection();
    weights = new TrainedWeights(backend, model.parameters(), selection);
    alone =
        new TrainingMaterial.Examination(
            model,
            backend,
            workspace,
            training.batch(),
            listener,
            this::stopRequested,
            AllReduce.alone());
    tests = new EpochTests(images, alone, weights, selection);
    schedule =
        new LearningRateSchedule.WarmUp(
            training.decay().schedule(training.learningRate()), training.optimization().warmUp());
    position =
        new TrainingPosition(
            new TrainingProgress(totalSteps(), training.epochs(), batches.count()));
  }

  /** Has the training leave a run folder. */
  void recordTo(RunFolder folder, SaveInterval interval) {
    recorder = Optional.of(new RunRecorder(folder, listener));
    saveBy(new CheckpointSaving.RealTime(stop), interval);
    recorder.get().begin(position.steps(), history());
  }

  /** Sets when to save; in tests by another time. */
  void saveBy(CheckpointSaving.Clock clock, SaveInterval interval) {
    recorder.orElseThrow().saveBy(clock, interval);
  }

  /** Takes weights; an average begins at them too. */
  void startFrom(Transfer transfer) {
    transfer.copyTo(model);
    weights.others().values().forEach(WeightCopy::take);
  }

  /** Goes where a checkpoint was saved. */
  void restore(Resumption resumption) throws IOException {
    TrainingState state = resumption.restore(content(), images);
    weights.restored(state.epoch() > 0);
    position.restore(state);
    batches.moveTo(state.epoch(), state.position());
  }

  /**
   * Shares the training from here on: every rank gets the place and the numbers of the first.
   *
   * @param joined who shares it
   * @param every compare all weights after so many steps, 0 for never
   */
  void join(AllReduce joined, long every) {
    checkEvery = every;
    exchange = new StepExchange(joined);
    tests = new EpochTests(images, alone.sharedBy(joined), weights, selection);
    step.join(joined);
    batches.deal(new BatchShare(joined.rank(), joined.ranks()));
    weights.showTrained();
    TrainingState state = new Broadcast(joined).first(state(), TrainingState.class);
    if (joined.rank() > 0) {
      weights.trained(state.epoch() > 0);
      position.restore(state);
      batches.moveTo(state.epoch(), state.position());
      step.adam().stepCount(state.step());
    }
    joined.broadcast(0, content().tensors());
  }

  /** The completed epochs. */
  List<EpochMetrics> history() {
    return position.history();
  }

  /** Steps done. */
  long steps() {
    return position.steps();
  }

  /** Steps of the optimizer in an epoch. */
  int stepsPerEpoch() {
    return configuration.training().optimization().stepsPerEpoch(batches.batchesPerEpoch());
  }

  /** Steps of the whole run. */
  long totalSteps() {
    return (long) stepsPerEpoch() * configuration.training().epochs();
  }

  /** Lets the training be complete before its last epoch, as {@link Trainer#until} says. */
  void until(Predicate<EpochMetrics> figures) {
    enough = figures;
  }

  /** Asked on all ranks at once; only the first may know what figures are enough. */
  private boolean moreToDo() {
    return position.epoch() < configuration.training().epochs()
        && !exchange.any(position.latest().filter(enough).isPresent())
        && !selection.isExhausted(position.history());
  }

  /** From any thread, at any time. */
  void requestStop() {
    stop.countDown();
  }

  /** Whether any rank was asked to stop, on all ranks at once. */
  private boolean stopRequested() {
    return exchange.any(stop.getCount() == 0);
  }

  /**
   * Trains, as {@link Trainer#run} says.
   *
   * @param plan what is going to happen
   */
  TrainingResult run(Supplier<TrainingPlan> plan) throws IOException {
    try {
      return train(plan);
    } catch (OutOfMemoryError tooSmall) {
      throw NotEnoughMemoryException.ranOut(
          testing ? "while testing" : "in a step", Runtime.getRuntime().maxMemory());
    }
  }

  private TrainingResult train(Supplier<TrainingPlan> plan) throws IOException {
    boolean saves = moreToDo() || isUntrained();
    if (saves && recorder.isPresent()) {
      recorder.get().requireRoom(content().sized(configuration, state(), images.testImages()));
    }
    listener.started(plan.get());
    if (isUntrained()) {
      // Of a run without epochs the untrained network is all there is.
      saveAtLast();
    } else if (position.steps() == 0 && !configuration.startedFrom().isEmpty()) {
      // To begin again from nothing would not come to the same bits.
      save();
    }
    while (moreToDo()) {
      weights.showTrained();
      while (batches.nextSize() > 0 && !stopRequested()) {
        oneStep();
      }
      testing = true;
      boolean stopped = stopRequested() || !finishEpoch();
      testing = false;
      if (stopped || !moreToDo()) {
        saveAtLast();
      } else {
        save();
      }
      if (stopped) {
        return result(false);
      }
    }
    if (position.epoch() < configuration.training().epochs()
        && selection.isExhausted(position.history())) {
      tellOfPatience();
    }
    return result(!selection.owesTest(position.history()) || testSelected());
  }

  private TrainingResult result(boolean completed) {
    return new TrainingResult(completed, position.steps(), position.history());
  }

  private void tellOfPatience() {
    listener.notice(
        "ended after epoch %d: epoch %d has the best validation, and %d have passed since"
            .formatted(
                position.epoch(),
                Selection.earliestBest(position.history()).orElseThrow().epoch(),
                selection.patience()));
  }

  /** Tests the weights of the best epoch, once all epochs are done; false if asked to stop. */
  private boolean testSelected() throws UnsavedTrainingException {
    testing = true;
    Optional<Score> score = stopRequested() ? Optional.empty() : tests.selected();
    testing = false;
    if (score.isEmpty()) {
      return false;
    }
    EpochMetrics selected = selection.of(position.history()).orElseThrow().withTest(score.get());
    position.tested(selected);
    recorder.ifPresent(each -> each.record(position.history()));
    listener.selectedTested(selected);
    saveAtLast();
    return true;
  }

  private boolean isUntrained() {
    return configuration.training().epochs() == 0;
  }

  private void oneStep() {
    long start = System.nanoTime();
    double rate = schedule.rate(position.steps(), position.epoch());
    Model learning = model.learningAt(position.steps(), totalSteps());
    EpochSums sums = step.run(learning, batches, rate, position.steps());
    weights.stepDone(position.steps() + 1);
    if (checkEvery > 0 && (position.steps() + 1) % checkEvery == 0) {
      exchange.requireSame(position.steps() + 1, content().tensors());
    }
    position.stepDone(sums, rate, System.nanoTime() - start);
    if (position.steps() % ROW == 0) {
      recorder.ifPresent(each -> each.append(position.progress(), position.row()));
      position.row().clear();
    }
    listener.stepCompleted(position.progress());
    // The end of an epoch saves in any case, after its evaluation.
    if (recorder.isPresent() && batches.nextSize() > 0 && recorder.get().isDue(position.steps())) {
      save();
      weights.showTrained();
    }
  }

  /** Evaluates and closes the epoch; false if asked to stop before that is done. */
  private boolean finishEpoch() throws IOException {
    long start = System.nanoTime();
    step.requireFinite(position.steps());
    step.forget();
    Optional<EpochTests.Scores> scores = tests.latest();
    if (scores.isEmpty()) {
      return false;
    }
    EpochMetrics metrics = position.epochDone(scores.get(), System.nanoTime() - start);
    tests.keepIfBest(position.history());
    batches.moveTo(position.epoch(), 0);
    recorder.ifPresent(each -> each.record(position.history()));
    listener.epochCompleted(metrics);
    return true;
  }

  /** Everything of the training, while the selected weights are shown. */
  private Checkpoint checkpoint() {
    return content().save(configuration, state(), images.testImages());
  }

  private TrainingCheckpoint content() {
    return new TrainingCheckpoint(model, step.adam(), weights.others());
  }

  private TrainingState state() {
    return position.state(batches.position(), images.summary());
  }

  /** Saves, if there is a run folder; if that fails, the training goes on. */
  private void save() {
    showSelected();
    recorder.ifPresent(each -> each.save(position.steps(), this::checkpoint));
  }

  /** Saves what nothing comes after, if there is a run folder. */
  private void saveAtLast() throws UnsavedTrainingException {
    showSelected();
    if (recorder.isPresent()) {
      recorder.get().saveAtLast(position.steps(), this::checkpoint);
    }
  }

  /** Those that are trained are looked at before, for they are saved too. */
  private void showSelected() {
    step.requireFinite(position.steps());
    weights.showSelected();
  }
}
