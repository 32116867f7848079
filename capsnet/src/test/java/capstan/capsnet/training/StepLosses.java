package capstan.capsnet.training;

import java.util.ArrayList;
import java.util.List;

/** Hears the loss of every step of a training, which it stops after one of them. */
class StepLosses implements TrainingListener {
  final List<Double> losses = new ArrayList<>();

  /** The step after which the training is stopped; 0 for none. */
  long stopAt;

  Trainer trainer;

  @Override
  public void stepCompleted(TrainingProgress progress) {
    losses.add(progress.loss());
    if (progress.step() == stopAt) {
      trainer.requestStop();
    }
  }
}
