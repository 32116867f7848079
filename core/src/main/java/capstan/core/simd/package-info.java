/**
 * The backend on the Vector API, and the map of its rooms. Every kernel has a scalar twin in {@code
 * capstan.core.scalar} that says what it must compute; the kernels here know nothing of it, the
 * contract tests compare the two.
 *
 * <pre>
 *   room          what it holds                                    read first
 *   lanes         the vector width, transposes, shared work        Lanes
 *   product       the matrix product, in five loops                Microkernel, then PackedProduct
 *   elementwise   pointwise, sums, softmax, squash, Adam           PointwiseKernels
 *   transform     values of planes at points, and their products   TransformShape, then Transform
 *   convolution   the planner, and three ways to compute one      SimdConvolution
 *   routing       the fused capsule layer                          SimdRoutingPlan
 *   em            matrix capsules, routed by their votes' spread   SimdEmRoutingPlan
 * </pre>
 *
 * Arrows point down the list only: no room knows one that is listed below it.
 *
 * <pre>
 *   SimdBackend -&gt; SimdGemm         -&gt; PackedProduct, DeepProduct -&gt; Microkernel -&gt; lanes
 *               -&gt; SimdPointwise, SimdReduction, SimdSoftmax,
 *                  SimdCapsules, SimdAdam                         -&gt; lanes
 *               -&gt; SimdConvolution  -&gt; DirectConvolutionPlan  -&gt; product
 *                                   -&gt; TransformedConvolutionPlan -&gt; transform
 *                                   -&gt; WinogradConvolutionPlan    -&gt; product
 *               -&gt; SimdDepthwiseConvolution, SimdSelfAttention     -&gt; lanes
 *               -&gt; SimdRouting, SimdEmRouting -&gt; elementwise, lanes
 * </pre>
 *
 * A class called {@code Simd…} implements a contract of {@code capstan.core.kernel}: it unpacks
 * tensors and cuts the work into parts. A class called {@code …Kernels} or {@code Microkernel…}
 * holds the loops, static methods on {@code float[]} that the JIT compiles one by one. A new kernel
 * belongs to the lowest room that has what it needs.
 */
package capstan.core.simd;
