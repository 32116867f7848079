package capstan.capsnet.layer;

import capstan.core.Shape;

/**
 * One line of a network's table.
 *
 * @param name such as {@code PrimaryCaps}
 * @param description what it does, in a few words
 * @param output shape of its output for one image
 * @param parameters numbers it learns
 * @param flops multiplications and additions of its forward pass for one image; a training step is
 *     about three times that
 */
public record LayerSummary(
    String name, String description, Shape output, long parameters, double flops) {}
