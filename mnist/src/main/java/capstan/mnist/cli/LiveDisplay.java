package capstan.mnist.cli;

import capstan.mnist.training.EpochMetrics;
import capstan.mnist.training.TrainingProgress;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;

/** A training on a terminal: one bar an epoch, one for its tests, and a line when both are done. */
final class LiveDisplay extends TrainingDisplay {
  /** Terminals narrower than this get a shorter message. */
  private static final int WIDE = 120;

  /** Null between bars. */
  private ProgressBar bar;

  private boolean testing;
  private long firstStep = -1;
  private long started;
  private int width;

  LiveDisplay(PrintWriter out) {
    super(out);
  }

  @Override
  public void stepCompleted(TrainingProgress progress) {
    if (bar == null || testing) {
      close();
      testing = false;
      bar =
          Bar.start(
              "epoch " + (progress.epoch() + 1) + "/" + progress.epochs(),
              progress.imagesPerEpoch(),
              "",
              1,
              // So that the images of this step count as done in the time before the bar began.
              progress.epochImages(),
              width());
    }
    bar.stepTo(progress.epochImages());
    bar.setExtraMessage(message(progress));
  }

  private int width() {
    width = Terminal.width();
    return width;
  }

  /** The time left is that of the run; what the bar shows by itself is that of the epoch. */
  private String message(TrainingProgress progress) {
    long now = System.nanoTime();
    if (firstStep < 0) {
      firstStep = progress.step();
      started = now;
    }
    long steps = progress.step() - firstStep;
    String loss = Figures.decimal(progress.smoothedLoss(), 4);
    String accuracy = Figures.percent(100 * progress.epochAccuracy(), 2);
    if (width < WIDE) {
      return " loss " + loss + ", " + accuracy;
    }
    String parts =
        progress.reconstruction() == 0
            ? ""
            : " = "
                + Figures.decimal(progress.smoothedClassification(), 4)
                + " + "
                + Figures.decimal(progress.smoothedReconstruction(), 4);
    String left =
        steps == 0
            ? ""
            : ", "
                + Figures.duration(
                    (progress.totalSteps() - progress.step()) * ((now - started) / 1e9) / steps)
                + " to go";
    return " loss " + loss + parts + ", " + accuracy + " right" + left;
  }

  @Override
  public void evaluated(int images, int of) {
    if (bar == null || !testing || images < bar.getCurrent()) {
      close();
      testing = true;
      bar = Bar.start("testing", of, "", 1, 0, width());
    }
    bar.stepTo(images);
  }

  @Override
  public void epochCompleted(EpochMetrics epoch) {
    close();
    super.epochCompleted(epoch);
  }

  @Override
  void say(String line) {
    close();
    super.say(line);
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
