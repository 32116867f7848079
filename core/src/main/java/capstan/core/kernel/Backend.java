package capstan.core.kernel;

import capstan.core.Workers;

/**
 * One of each kernel: the only seam between mathematics and hardware. Like a cuBLAS handle, a
 * backend owns scratch memory and serves one calling thread at a time; make one for each thread
 * that trains or predicts.
 *
 * @param name what it is looked up by, such as "scalar" or "simd"
 * @param description one line on what it runs on, for people
 * @param vectorLoops whether all its kernels are loops on the Vector API: as fast as multiply-adds
 *     in registers allow once C2 has compiled them, and a hundred times slower before
 * @param workers the team of threads the kernels share
 * @param gemm matrix products
 * @param convolution convolutions
 * @param depthwise convolutions of single channels
 * @param capsules squash and lengths
 * @param routing a whole layer of routed capsules
 * @param selfAttention capsules routed by self-attention
 * @param emRouting a whole layer of matrix capsules
 * @param pointwise element by element
 * @param reduction sums
 * @param softmax softmax over the last axis
 * @param adam the optimizer's update
 * @param release gives back what the backend holds beside its team, once; nothing to do for most
 */
public record Backend(
    String name,
    String description,
    boolean vectorLoops,
    Workers workers,
    Gemm gemm,
    Convolution convolution,
    DepthwiseConvolution depthwise,
    Capsules capsules,
    Routing routing,
    SelfAttention selfAttention,
    EmRouting emRouting,
    Pointwise pointwise,
    Reduction reduction,
    Softmax softmax,
    AdamUpdate adam,
    Runnable release)
    implements AutoCloseable {

  /**
   * The same backend with other convolutions: closing one of the two closes both.
   *
   * @param other convolutions on the same team
   */
  public Backend with(Convolution other) {
    return new Backend(
        name,
        description,
        vectorLoops,
        workers,
        gemm,
        other,
        depthwise,
        capsules,
        routing,
        selfAttention,
        emRouting,
        pointwise,
        reduction,
        softmax,
        adam,
        release);
  }

  /** Ends the team of threads and gives back whatever else the backend holds. */
  @Override
  public void close() {
    try {
      release.run();
    } finally {
      workers.close();
    }
  }
}
