package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * Tensors one after the other along an axis: {@code torch.cat}.
 *
 * @param axis counted from 0
 * @param inputs at least one, of the same shape but for that axis
 */
public record Concatenate(int axis, List<Variable> inputs) implements Operation {

  /** Checks that the shapes fit. */
  public Concatenate {
    inputs = List.copyOf(inputs);
    Expect expect = Expect.of("concatenate").axis(axis, inputs.getFirst());
    for (Variable each : inputs) {
      int length = each.shape().rank() > axis ? each.shape().extent(axis) : 0;
      expect.shape("each input", Windows.with(inputs.getFirst().shape(), axis, length), each);
    }
  }

  /**
   * Puts tensors one after the other.
   *
   * @param axis counted from 0
   * @param inputs at least one, of the same shape but for that axis
   * @return the same shape, with the sum of the lengths at the axis
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable concatenate(int axis, Variable... inputs) {
    return inputs[0].tape().record(new Concatenate(axis, List.of(inputs)));
  }

  @Override
  public Shape shape() {
    int length = inputs.stream().mapToInt(each -> each.shape().extent(axis)).sum();
    return Windows.with(inputs.getFirst().shape(), axis, length);
  }

  @Override
  public void forward(Tensor output) {
    int at = 0;
    for (int i = 0; i < inputs.size(); i++) {
      Windows.copy(axis, inputs.get(i).value(), 0, output, at);
      at += inputs.get(i).shape().extent(axis);
    }
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    int at = 0;
    for (int i = 0; i < inputs.size(); i++) {
      if (inputGradients[i] != null) {
        Windows.copy(axis, outputGradient, at, inputGradients[i], 0);
      }
      at += inputs.get(i).shape().extent(axis);
    }
  }
}
