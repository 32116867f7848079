package capstan.capsnet.model;

import capstan.autograd.Variable;
import java.util.Optional;

/**
 * What a recorded inference computes.
 *
 * @param scores what the network says of each class, [batch, classes]: capsule lengths or logits;
 *     the largest is the prediction
 * @param capsules the output capsules, [batch, classes, dimensions]; empty for a network without
 * @param hidden the last hidden layer, [batch, {@link Model#hiddenNumbers}]; empty for a network
 *     whose scores do not come from one
 */
public record InferenceGraph(
    Variable scores, Optional<Variable> capsules, Optional<Variable> hidden) {

  /** Of a network that shows no hidden layer. */
  public InferenceGraph(Variable scores, Optional<Variable> capsules) {
    this(scores, capsules, Optional.empty());
  }
}
