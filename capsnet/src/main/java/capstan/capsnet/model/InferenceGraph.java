package capstan.capsnet.model;

import capstan.autograd.Variable;
import java.util.Optional;

/**
 * What a recorded inference computes.
 *
 * @param scores what the network says of each class, [batch, classes]: capsule lengths or logits;
 *     the largest is the prediction
 * @param capsules the output capsules, [batch, classes, dimensions]; empty for a network without
 */
public record InferenceGraph(Variable scores, Optional<Variable> capsules) {}
