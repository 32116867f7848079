package capstan.capsnet.training;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EvaluationReport;
import java.nio.file.Path;

/** A listener whose faults cost the training nothing, see {@link SideWork}. */
final class GuardedListener implements TrainingListener {
  private static final String DISPLAY = "the display";

  private final TrainingListener listener;
  private final SideWork work;

  GuardedListener(TrainingListener listener) {
    this.listener = listener;
    work = new SideWork(listener::notice);
  }

  @Override
  public void started(TrainingPlan plan) {
    work.run(DISPLAY, () -> listener.started(plan));
  }

  @Override
  public void stepCompleted(TrainingProgress progress) {
    work.run(DISPLAY, () -> listener.stepCompleted(progress));
  }

  @Override
  public void evaluated(int images, int of) {
    work.run(DISPLAY, () -> listener.evaluated(images, of));
  }

  @Override
  public void tested(EvaluationReport report) {
    work.run(DISPLAY, () -> listener.tested(report));
  }

  @Override
  public void epochCompleted(EpochMetrics metrics) {
    work.run(DISPLAY, () -> listener.epochCompleted(metrics));
  }

  @Override
  public void selectedTested(EpochMetrics metrics) {
    work.run(DISPLAY, () -> listener.selectedTested(metrics));
  }

  @Override
  public void checkpointSaved(Path folder, long step) {
    work.run("the pictures", () -> listener.checkpointSaved(folder, step));
  }

  @Override
  public void notice(String line) {
    work.run(DISPLAY, () -> listener.notice(line));
  }
}
