package capstan.capsnet.model;

import capstan.autograd.Tape;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;

/** A network that can learn from images that overlap, two at a time, and tell both classes. */
public interface OverlapModel extends Model {

  /**
   * Records training on images that overlap.
   *
   * @param tape a training tape
   * @param frames [3·batch, height, width, channels]: merged images, bases alone, tops alone
   * @param targets [3·batch, classes]: 1 for both classes of each pair; for each base's; for each
   *     top's
   * @throws InvalidSettingException if {@link ModelConfiguration#requireOverlap} has it so
   */
  TrainingGraph recordOverlapTraining(Tape tape, Tensor frames, Tensor targets);

  /**
   * The classification loss of one image in which any number of classes may be present.
   *
   * @param scores what the network says of each class, among other numbers
   * @param offset where this image's begin
   * @param targets 1 for each class present and 0 for the others, among other numbers
   * @param start where this image's begin
   */
  double overlapLoss(float[] scores, int offset, float[] targets, int start);
}
