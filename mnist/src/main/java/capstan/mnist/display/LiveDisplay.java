package capstan.mnist.display;

import capstan.capsnet.training.TrainingProgress;
import capstan.mnist.text.Figures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A training on a terminal: one bar an epoch, one for its tests, and a line when both are done. */
final class LiveDisplay extends TrainingDisplay {
  private final Bar bar = new Bar();
  private boolean testing;

  LiveDisplay(PrintWriter out) {
    super(out);
  }

  @Override
  public void stepCompleted(TrainingProgress progress) {
    if (!bar.isShown() || testing) {
      close();
      testing = false;
      bar.startTraining(
          "epoch " + (progress.epoch() + 1) + "/" + progress.epochs(), progress.imagesPerEpoch());
    }
    bar.stepTo(progress.epochImages());
    bar.figures(figures(progress));
  }

  /** The most important first: they are left out from the last on. The time is that of the run. */
  private List<String> figures(TrainingProgress progress) {
    List<String> figures = new ArrayList<>();
    figures.add(Figures.duration(progress.secondsToGo()) + " to go");
    figures.add("loss " + Figures.decimal(progress.smoothedLoss(), 4));
    figures.add(Figures.percent(100 * progress.epochAccuracy(), 2) + " right");
    figures.add(Figures.decimal(progress.imagesPerSecond(), 0) + " " + words().many() + "/s");
    if (progress.reconstruction() != 0) {
      figures.add("margin " + Figures.decimal(progress.smoothedClassification(), 4));
      figures.add("reconstruction " + Figures.decimal(progress.smoothedReconstruction(), 4));
    }
    return figures;
  }

  @Override
  public void evaluated(int images, int of) {
    if (!bar.isShown() || !testing || images < bar.done()) {
      close();
      testing = true;
      bar.start("testing", of, "", 1, 0);
    }
    bar.stepTo(images);
  }

  @Override
  void say(String line) {
    close();
    super.say(line);
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    bar.close();
  }
}
