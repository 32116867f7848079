/**
 * Convolutions. {@link capstan.core.simd.convolution.SimdConvolution}, the planner, asks {@code
 * ConvolutionCost} which way is cheapest: {@code DirectConvolutionPlan}, a matrix product whose
 * left factor is packed from the image by {@code PatchPanels}, {@code TransformedConvolutionPlan},
 * a product per number between transforms, or {@code WinogradConvolutionPlan}, the same for 3x3
 * kernels a few tiles at a time. Knows {@code lanes}, {@code product} and {@code transform}.
 */
package capstan.core.simd.convolution;
