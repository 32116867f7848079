package capstan.mnist.session;

import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.rehearsal.KernelWatch;
import capstan.capsnet.rehearsal.Rehearsal;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.text.ShownName;
import capstan.capsnet.training.SideWork;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingListener;
import capstan.capsnet.training.TrainingPlan;
import capstan.capsnet.training.TrainingProgress;
import capstan.capsnet.training.TrainingResult;
import capstan.core.kernel.Backend;
import capstan.mnist.display.TrainingDisplay;
import capstan.mnist.illustration.EpochPictures;
import capstan.mnist.illustration.RunPictures;
import capstan.mnist.text.ConfigurationReport;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a user sees of a training, from its first step to its end: the display, the pictures after
 * each epoch, and the closing lines.
 */
public final class TrainingSession implements TrainingListener, AutoCloseable {
  /** In bytes. */
  private static final long MOST_GARBAGE = 256L << 20;

  private final PrintWriter out;
  private final TrainingDisplay display;
  private final SideWork closing;
  private final List<EpochMetrics> history = new ArrayList<>();
  private EpochPictures pictures;
  private Rehearsal rehearsal;
  private RunFolder folder;
  private KernelWatch watch;
  private long start;
  private long savedStep;

  /** Whether there is a checkpoint. */
  private boolean saved;

  /** Of the test that ended the epoch; null if there is none, or it was not of single images. */
  private EvaluationReport report;

  private boolean epochIsNew;

  /** Whether pictures were drawn, or tried to, since this process began. */
  private boolean drawn;

  private long usedAfterCollection;

  /**
   * A session whose progress is shown.
   *
   * @param out where to
   */
  public TrainingSession(PrintWriter out) {
    this.out = out;
    this.display = TrainingDisplay.of(out);
    this.closing = new SideWork(out::println);
  }

  /** The training is about to run. */
  public void begin(Trainer trainer, RunFolder runFolder, Backend backend, Dataset dataset) {
    String title = ConfigurationReport.title(trainer.configuration()) + " on " + dataset.name();
    begin(
        trainer,
        runFolder,
        backend,
        new RunPictures(
            runFolder.path(),
            title,
            trainer.model(),
            backend,
            dataset.test(),
            trainer.configuration().training().selection()));
  }

  /** The training is about to run, and draws its own pictures. */
  public void begin(Trainer trainer, RunFolder runFolder, Backend backend, EpochPictures drawn) {
    folder = runFolder;
    start = System.nanoTime();
    savedStep = trainer.plan().stepsDone();
    saved = RunFiles.hasCheckpoint(runFolder.path());
    history.addAll(trainer.history());
    watch = KernelWatch.of(trainer.configuration().model(), backend);
    pictures = drawn;
  }

  /** The first step has to wait for this, but nothing that comes before it. */
  public void awaits(Rehearsal unfinished) {
    rehearsal = unfinished;
  }

  @Override
  public void started(TrainingPlan plan) {
    if (rehearsal != null) {
      rehearsal.close();
    }
    display.started(plan);
  }

  @Override
  public void stepCompleted(TrainingProgress progress) {
    display.stepCompleted(progress);
    watch.stepCompleted().ifPresent(warning -> notice("warning: " + warning));
  }

  @Override
  public void evaluated(int images, int of) {
    display.evaluated(images, of);
  }

  @Override
  public void tested(EvaluationReport tested) {
    report = tested;
  }

  @Override
  public void epochCompleted(EpochMetrics epoch) {
    history.add(epoch);
    epochIsNew = true;
    display.epochCompleted(epoch);
    watch.epochCompleted();
  }

  @Override
  public void selectedTested(EpochMetrics epoch) {
    history.set(epoch.epoch() - 1, epoch);
    epochIsNew = true;
    display.selectedTested(epoch);
  }

  /** Pictures come after the checkpoint, so that nothing that befalls them can cost it. */
  @Override
  public void checkpointSaved(Path savedIn, long step) throws IOException {
    savedStep = step;
    saved = true;
    if (!epochIsNew) {
      return;
    }
    epochIsNew = false;
    drawn = true;
    try {
      pictures.draw(history, Optional.ofNullable(report));
    } finally {
      report = null;
      collectGarbage();
    }
  }

  /**
   * Gives back what a save and its pictures needed for once, 200 MB an epoch of the whole network.
   * It is too large for the young generation, and the serial collector, which serves a training
   * best, looks through the old one only when the heap is full: a long run would fill all that Java
   * may use.
   */
  private void collectGarbage() {
    if (used() - usedAfterCollection > MOST_GARBAGE) {
      System.gc();
      usedAfterCollection = used();
    }
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Override
  public void notice(String line) {
    display.notice(line);
  }

  /** Whether there is a checkpoint. */
  boolean saved() {
    return saved;
  }

  /** Which checkpoint remains if the training goes no further, in words. */
  String lastGood() {
    return !saved
        ? "no checkpoint was saved before, so "
            + ShownName.of(folder.path())
            + " is left as it was found"
        : "the last good checkpoint, of step "
            + Figures.count(savedStep)
            + ", is in "
            + ShownName.of(folder.path());
  }

  /** Prints the closing lines of a training that was stopped. */
  public void stopped(TrainingResult result, String resumeCommand) {
    closeDisplay();
    out.println("stopped after step " + Figures.count(result.step()) + " and saved; go on with");
    out.println("  " + resumeCommand);
    out.flush();
  }

  /** Prints the closing lines of a completed training. */
  public void finish(TrainingResult result) {
    closing.run("the pictures", this::drawWhatIsMissing);
    closeDisplay();
    out.println(
        "done: "
            + Figures.count(result.history().size(), "epoch")
            + ", "
            + Figures.count(result.step(), "step")
            + ", this time in "
            + Figures.duration((System.nanoTime() - start) / 1e9)
            + "; checkpoint"
            + (pictures.files().stream().anyMatch(Files::exists)
                ? ", metrics and pictures are in "
                : " and metrics are in ")
            + ShownName.of(folder.path()));
    out.flush();
  }

  @Override
  public void close() {
    if (watch != null) {
      closing.run("the check of the kernels", watch::close);
    }
    closeDisplay();
  }

  /** Pictures that a kill prevented, after the last checkpoint was saved. */
  private void drawWhatIsMissing() throws IOException {
    if (!drawn && !history.isEmpty() && !RunFiles.keptUp(folder.path(), pictures.files())) {
      pictures.draw(history, Optional.empty());
    }
  }

  private void closeDisplay() {
    closing.run("the display", display::close);
  }
}
