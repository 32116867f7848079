/**
 * Tensors, the memory and the threads of a computation, and every kernel of a capsule network:
 * contracts in {@code kernel}, plain loops, loops on the Vector API, and {@code backend}, which
 * chooses. Without {@code jdk.incubator.vector} only the plain loops can be had.
 */
@SuppressWarnings("module") // The modules above are not there when this one is compiled.
module capstan.core {
  requires static jdk.incubator.vector;
  requires java.management;
  requires jdk.management;

  exports capstan.core;
  exports capstan.core.backend;
  exports capstan.core.foreign to
      capstan.cublas,
      capstan.mpi;
  exports capstan.core.jit;
  exports capstan.core.kernel;
  exports capstan.core.scalar to
      capstan.capsnet;
  exports capstan.core.simd to
      capstan.bench;
  exports capstan.core.simd.lanes to
      capstan.bench,
      capstan.mnist;
  exports capstan.core.simd.transform to
      capstan.bench;

  uses capstan.core.backend.BackendProvider;
}
