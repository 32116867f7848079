package capstan.mnist.cli;

import capstan.mnist.training.TrainingProgress;
import java.io.PrintWriter;

/** A training in a log file or a pipe: a line after the first step and then every ten seconds. */
final class LineDisplay extends TrainingDisplay {
  private static final long INTERVAL = 10_000_000_000L;

  private long first = -1;
  private long firstLeft;
  private long latest;

  LineDisplay(PrintWriter out) {
    super(out);
  }

  @Override
  public void stepCompleted(TrainingProgress progress) {
    long now = System.nanoTime();
    if (first >= 0 && now - latest < INTERVAL) {
      return;
    }
    latest = now;
    long left = imagesLeft(progress);
    String speed = "";
    if (first < 0) {
      first = now;
      firstLeft = left;
    } else {
      double perSecond = (firstLeft - left) / ((now - first) / 1e9);
      speed =
          ", "
              + Figures.decimal(perSecond, 0)
              + " "
              + words().many()
              + "/s, about "
              + Figures.duration(left / perSecond)
              + " to go";
    }
    say(
        "epoch "
            + (progress.epoch() + 1)
            + "/"
            + progress.epochs()
            + ", "
            + Figures.count(progress.epochImages())
            + "/"
            + Figures.count(progress.imagesPerEpoch())
            + " "
            + words().many()
            + speed
            + ", loss "
            + Figures.decimal(progress.smoothedLoss(), 4)
            + parts(progress)
            + ", "
            + words().accuracy()
            + " "
            + Figures.percent(100 * progress.epochAccuracy(), 2));
  }

  private static String parts(TrainingProgress progress) {
    return progress.reconstruction() == 0
        ? ""
        : " (margin "
            + Figures.decimal(progress.smoothedClassification(), 4)
            + ", reconstruction "
            + Figures.decimal(progress.smoothedReconstruction(), 4)
            + ")";
  }

  @Override
  public void close() {}
}
