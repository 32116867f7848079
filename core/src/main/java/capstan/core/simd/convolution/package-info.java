/**
 * Convolutions. {@link capstan.core.simd.convolution.SimdConvolution}, the planner, asks {@code
 * ConvolutionCost} which way is cheaper: {@code DirectConvolutionPlan}, a matrix product whose left
 * factor is packed from the image by {@code PatchPanels}, or {@code TransformedConvolutionPlan}, a
 * product per number between transforms. Knows {@code lanes}, {@code product} and {@code
 * transform}.
 */
package capstan.core.simd.convolution;
