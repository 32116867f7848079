/**
 * Operations on each number or each row: pointwise, sums, softmax, squash and lengths, Adam. {@code
 * PointwiseKernels} is the one to read first; a {@code Simd…} class cuts the tensors, its kernels
 * do the loops. {@code VectorExponential} is the vector form of {@link capstan.core.Exponential}.
 * Knows {@code lanes} only.
 */
package capstan.core.simd.elementwise;
