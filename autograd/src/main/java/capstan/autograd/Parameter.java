package capstan.autograd;

import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * A tensor that training changes, with its gradient. Parameters live outside tapes and workspaces:
 * several tapes (training, evaluation, other batch sizes) may share one.
 */
public final class Parameter {
  private final String name;
  private final Tensor value;
  private Tensor gradient;

  /**
   * A parameter with its own storage.
   *
   * @param name unique within its model, such as {@code conv1.weight}; messages and checkpoints use
   *     it
   * @param value the initial value; not copied, and updated in place
   */
  public Parameter(String name, Tensor value) {
    this.name = name;
    this.value = value;
  }

  /** Its name, such as {@code conv1.weight}. */
  public String name() {
    return name;
  }

  /** The current value: always the same tensor, whose contents change. */
  public Tensor value() {
    return value;
  }

  /**
   * Gradient of the latest loss, as the value in shape: always the same tensor. Its memory is
   * claimed by the first call, so that a model which only predicts does without.
   */
  public Tensor gradient() {
    if (gradient == null) {
      gradient = Tensor.zeros(value.shape());
    }
    return gradient;
  }

  /** Shape of value and gradient. */
  public Shape shape() {
    return value.shape();
  }

  /** Name and shape, as in {@code conv1.weight [9, 9, 1, 256]}. */
  @Override
  public String toString() {
    return name + " " + value.shape();
  }
}
