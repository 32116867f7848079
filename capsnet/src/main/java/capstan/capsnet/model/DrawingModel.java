package capstan.capsnet.model;

import capstan.autograd.Tape;
import capstan.core.Tensor;

/** A network that can learn to draw other images than it is shown, such as those without noise. */
public interface DrawingModel extends Model {

  /**
   * Records the network with its loss.
   *
   * @param tape a training tape
   * @param shown [batch, height, width, channels], in [0, 1]
   * @param drawn what it is to draw of each of them, likewise
   * @param targets [batch, classes], 1 for the image's class and 0 elsewhere
   * @param seed the run's seed, for operations with randomness such as dropout
   */
  TrainingGraph recordTraining(Tape tape, Tensor shown, Tensor drawn, Tensor targets, long seed);

  @Override
  default TrainingGraph recordTraining(Tape tape, Tensor images, Tensor targets, long seed) {
    return recordTraining(tape, images, images, targets, seed);
  }
}
