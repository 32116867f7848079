package capstan.core.jit;

import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.RoutingGeometry;

/**
 * The shapes that kernels are checked on, from whoever knows the network. They should have its
 * kernel sizes, strides and dimensions, which decide what methods run, and so few images, channels
 * and capsules that their operands fit the L2 cache.
 *
 * @param convolution a convolution that pays directly and between transforms; the direct one is
 *     checked on a single image of it
 * @param routing a layer of capsules; its rule of the gradient does not matter, both are checked
 */
public record KernelShapes(ConvolutionGeometry convolution, RoutingGeometry routing) {}
