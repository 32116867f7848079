package capstan.capsnet.model;

import capstan.core.kernel.ConvolutionGeometry;

/**
 * A convolution of a network.
 *
 * @param name the layer's name
 * @param geometry its extents
 */
public record ConvolutionLayer(String name, ConvolutionGeometry geometry) {}
