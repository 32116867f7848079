package capstan.mnist.display;

import capstan.capsnet.training.TrainingProgress;
import capstan.mnist.text.Figures;
import java.io.PrintWriter;

/** A training in a log file or a pipe: a line after the first step and then every ten seconds. */
public final class LineDisplay extends TrainingDisplay {
  private static final long INTERVAL = 10_000_000_000L;

  private boolean begun;
  private long latest;

  /**
   * Shows a training or a test as plain lines.
   *
   * @param out where to
   */
  public LineDisplay(PrintWriter out) {
    super(out);
  }

  @Override
  public void stepCompleted(TrainingProgress progress) {
    long now = System.nanoTime();
    if (begun && now - latest < INTERVAL) {
      return;
    }
    latest = now;
    // The first step is cold, and nothing to reckon from.
    String speed =
        begun
            ? ", %s %s/s, about %s to go"
                .formatted(
                    Figures.decimal(progress.imagesPerSecond(), 0),
                    words().many(),
                    Figures.duration(progress.secondsToGo()))
            : "";
    begun = true;
    say(
        "epoch %d/%d, %s/%s %s%s, loss %s, %s %s"
            .formatted(
                progress.epoch() + 1,
                progress.epochs(),
                Figures.count(progress.epochImages()),
                Figures.count(progress.imagesPerEpoch()),
                words().many(),
                speed,
                loss(
                    progress.smoothedLoss(),
                    progress.smoothedClassification(),
                    progress.smoothedReconstruction()),
                words().accuracy(),
                Figures.percent(100 * progress.epochAccuracy(), 2)));
  }

  @Override
  public void close() {}
}
