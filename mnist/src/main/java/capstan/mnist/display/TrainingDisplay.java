package capstan.mnist.display;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.Score;
import capstan.capsnet.training.TrainingListener;
import capstan.capsnet.training.TrainingPlan;
import capstan.mnist.text.Figures;
import java.io.PrintWriter;

/**
 * Shows a training: what happens between the ends of epochs is left to the two kinds of display, a
 * bar for a terminal and lines for everything else.
 */
public abstract sealed class TrainingDisplay implements TrainingListener, AutoCloseable
    permits LiveDisplay, LineDisplay {
  private final PrintWriter out;
  private ExampleWords words = ExampleWords.IMAGES;

  TrainingDisplay(PrintWriter out) {
    this.out = out;
  }

  /** The display that suits standard output. */
  public static TrainingDisplay of(PrintWriter out) {
    return Terminal.present() ? new LiveDisplay(out) : new LineDisplay(out);
  }

  /** Prints a line, which a bar must not cover. */
  void say(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void started(TrainingPlan plan) {
    words = plan.words();
  }

  /** What the examples and their errors are called, once the training has started. */
  ExampleWords words() {
    return words;
  }

  @Override
  public void epochCompleted(EpochMetrics epoch) {
    say(
        "epoch %d: %s%straining %s %s, loss %s; %s training (%s %s/s), %s testing"
            .formatted(
                epoch.epoch(),
                found("test", epoch.test()),
                found("validation", epoch.validation()),
                words.error(),
                Figures.percent(epoch.trainErrorPercent(), 2),
                loss(epoch.loss(), epoch.classification(), epoch.reconstruction()),
                Figures.duration(epoch.trainSeconds()),
                Figures.decimal(epoch.imagesPerSecond(), 0),
                words.many(),
                Figures.duration(epoch.evaluationSeconds())));
  }

  private String found(String images, Score score) {
    return score.exists()
        ? "%s %s %s, ".formatted(images, words.error(), Figures.error(score))
        : "";
  }

  @Override
  public void selectedTested(EpochMetrics epoch) {
    say(
        "kept: epoch %d, %s%s"
            .formatted(
                epoch.epoch(),
                found("validation", epoch.validation()),
                found("test", epoch.test()).replaceFirst(", $", "")));
  }

  @Override
  public void notice(String line) {
    say(line);
  }

  /** A loss and its parts; without a decoder there is only one. */
  static String loss(double loss, double classification, double reconstruction) {
    String total = Figures.decimal(loss, 4);
    return reconstruction == 0
        ? total
        : "%s (margin %s, reconstruction %s)"
            .formatted(
                total, Figures.decimal(classification, 4), Figures.decimal(reconstruction, 4));
  }

  @Override
  public abstract void close();
}
