package capstan.core.kernel;

import capstan.core.Workers;

/**
 * One of each kernel: the only seam between mathematics and hardware. Like a cuBLAS handle, a
 * backend owns scratch memory and serves one calling thread at a time; make one for each thread
 * that trains or predicts.
 *
 * @param name "scalar", "simd" or "cublas"
 * @param description one line on what it runs on, for people
 * @param workers the team of threads the kernels share
 * @param gemm matrix products
 * @param convolution convolutions
 * @param capsules squash, lengths and the small steps of routing
 * @param routing a whole layer of routed capsules
 * @param pointwise element by element
 * @param reduction sums
 * @param softmax softmax over the last axis
 * @param adam the optimizer's update
 * @param release gives back what the backend holds beside its team, once
 */
public record Backend(
    String name,
    String description,
    Workers workers,
    Gemm gemm,
    Convolution convolution,
    Capsules capsules,
    Routing routing,
    Pointwise pointwise,
    Reduction reduction,
    Softmax softmax,
    AdamUpdate adam,
    Runnable release)
    implements AutoCloseable {

  /** A backend that holds nothing but its team. */
  public Backend(
      String name,
      String description,
      Workers workers,
      Gemm gemm,
      Convolution convolution,
      Capsules capsules,
      Routing routing,
      Pointwise pointwise,
      Reduction reduction,
      Softmax softmax,
      AdamUpdate adam) {
    this(
        name,
        description,
        workers,
        gemm,
        convolution,
        capsules,
        routing,
        pointwise,
        reduction,
        softmax,
        adam,
        () -> {});
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
