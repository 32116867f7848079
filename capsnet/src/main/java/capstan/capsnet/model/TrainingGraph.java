package capstan.capsnet.model;

import capstan.autograd.Variable;
import java.util.Optional;

/**
 * What a recorded training step computes.
 *
 * @param loss the total, a scalar
 * @param classification its part from the classes, averaged over the batch
 * @param reconstruction its part from the reconstructions, weighted and averaged over the batch;
 *     empty without a decoder
 * @param scores what the network says of each class, [batch, classes]: capsule lengths or logits
 */
public record TrainingGraph(
    Variable loss, Variable classification, Optional<Variable> reconstruction, Variable scores) {}
