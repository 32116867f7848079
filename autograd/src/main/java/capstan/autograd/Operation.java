package capstan.autograd;

import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * A differentiable operation: both directions, and whatever the backward pass needs to remember
 * from the forward pass. One object, best a record, is one use of the operation at one place of one
 * {@link Tape}; it takes its scratch memory when it is made, since it will be run once per training
 * step and must not allocate then.
 *
 * {@snippet :
 * record Cube(Variable x) implements UnaryOperation {
 *   static Variable cube(Variable x) {
 *     return x.tape().record(new Cube(x));
 *   }
 *
 *   public void forward(Tensor output) {
 *     // output = x.value()³
 *   }
 *
 *   public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
 *     // inputGradients[0] = 3 · x.value()² · outputGradient
 *   }
 * }
 * }
 */
public interface Operation {

  /** What it does, in a word or two, for messages: its class's name, unless it says otherwise. */
  default String name() {
    String[] words = getClass().getSimpleName().split("(?<=.)(?=\\p{Upper})");
    return String.join(" ", words).toLowerCase(Locale.ROOT);
  }

  /** The variables it reads, at least one, always in the same order. */
  List<Variable> inputs();

  /** Shape of the output: that of the first input, unless it says otherwise. */
  default Shape shape() {
    return inputs().getFirst().shape();
  }

  /**
   * Computes the output from the inputs' values.
   *
   * @param output overwritten, never read; holds unspecified numbers before
   */
  void forward(Tensor output);

  /**
   * Promises that parameters keep their values from the next forward pass on, so that what the
   * operation makes of them may be kept from one pass to the next, or takes the promise back. What
   * was kept before is dropped in either case.
   *
   * @param kept whether the promise is given
   */
  default void keepParameters(boolean kept) {}

  /**
   * Computes the gradients of the inputs for the latest forward pass.
   *
   * @param output what the forward pass wrote, unchanged
   * @param outputGradient gradient of the output; not read afterwards, so it may be used as scratch
   *     memory
   * @param inputGradients one tensor per input, overwritten, never read (an input with several
   *     consumers is the tape's business); null where no gradient is needed
   */
  void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients);
}
