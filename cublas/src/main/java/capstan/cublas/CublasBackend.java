package capstan.cublas;

import capstan.core.Workers;
import capstan.core.backend.BackendUnavailableException;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;

/**
 * The backend whose large matrix products run on an NVIDIA GPU. All else, and products too small to
 * be worth a journey, is the SIMD backend's.
 */
public final class CublasBackend {
  /** What the backend is looked up by. */
  static final String NAME = "cublas";

  private CublasBackend() {}

  /**
   * A new backend with a team of its own and the first device.
   *
   * @param threads size of the team, at least 1
   * @param settings how to use the device
   * @throws BackendUnavailableException if there is no device that works, or this JVM cannot run
   *     the simd backend
   * @throws IllegalArgumentException if there is not at least one thread
   */
  public static Backend create(int threads, CublasSettings settings) {
    Backend simd = simd(threads);
    try {
      return onDevice(DeviceContext.open(settings), settings, simd);
    } catch (BackendUnavailableException noDevice) {
      simd.close();
      throw noDevice;
    }
  }

  private static Backend simd(int threads) {
    try {
      return Backends.simd(threads);
    } catch (BackendUnavailableException refusal) {
      throw new BackendUnavailableException(
          "the cublas backend needs the simd backend for all that is no matrix product: "
              + refusal.getMessage(),
          refusal);
    }
  }

  private static Backend onDevice(DeviceContext context, CublasSettings settings, Backend simd) {
    CublasDevice device = context.device;
    Workers workers = simd.workers();
    ProductCost cost = new ProductCost(settings.placement(), device);
    return new Backend(
        NAME,
        "%s, products in %s; all else %s"
            .formatted(device.name(), settings.tf32() ? "TF32" : "float32", simd.description()),
        false,
        workers,
        new CublasGemm(context, workers, cost, simd.gemm()),
        new CublasConvolution(context, workers, cost, simd.convolution()),
        simd.depthwise(),
        simd.capsules(),
        simd.routing(),
        simd.selfAttention(),
        simd.emRouting(),
        simd.pointwise(),
        simd.reduction(),
        simd.softmax(),
        simd.adam(),
        context::close);
  }
}
