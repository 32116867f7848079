package capstan.autograd;

import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * A differentiable operation: both directions, and whatever the backward pass needs to remember
 * from the forward pass. One object is one use of the operation at one place of one {@link Tape};
 * it takes its scratch memory when it is made, since it will be run once a training step and must
 * not allocate then.
 */
public interface Operation {

  /** What it does, in a word or two, as in "convolution": for messages. */
  String name();

  /** The variables it reads, always in the same order. */
  List<Variable> inputs();

  /** Shape of the output. */
  Shape shape();

  /**
   * Computes the output from the inputs' values.
   *
   * @param output overwritten, never read; holds unspecified numbers before
   */
  void forward(Tensor output);

  /**
   * Hears that parameters keep their values from the next forward pass on, so that what the
   * operation makes of them may be kept from one pass to the next, or that they do so no longer.
   * What may be kept is dropped in either case.
   *
   * @param kept whether they do
   */
  default void keepParameters(boolean kept) {}

  /**
   * Computes the gradients of the inputs for the latest forward pass.
   *
   * @param output what the forward pass wrote, unchanged
   * @param outputGradient gradient of the output; read by nobody afterwards, so it may be used as
   *     scratch memory
   * @param inputGradients one tensor an input, overwritten, never read (an input with several
   *     consumers is the tape's business); null where no gradient is needed
   */
  void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients);
}
