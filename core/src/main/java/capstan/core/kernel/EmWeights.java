package capstan.core.kernel;

import capstan.core.Tensor;

/**
 * What a layer of matrix capsules learns, or the gradients of that, any of them null where it is
 * not wanted.
 *
 * @param matrices W [matrices, parentTypes, 16], each 4x4 row by row
 * @param costs β_u [parentTypes]: what a child costs a parent at a variance of 1
 * @param thresholds β_a [parentTypes]: the cost at which a parent is half active
 */
public record EmWeights(Tensor matrices, Tensor costs, Tensor thresholds) {}
