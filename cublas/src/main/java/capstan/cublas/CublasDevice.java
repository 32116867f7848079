package capstan.cublas;

import capstan.core.backend.BackendUnavailableException;
import capstan.cublas.driver.CublasException;
import capstan.cublas.driver.CudaRuntime;

/**
 * The device that cuBLAS runs on.
 *
 * @param name NVIDIA's name for it
 * @param capability compute capability, 10 · major + minor
 * @param driverVersion latest CUDA release that the driver supports, 1000 · major + 10 · minor
 * @param runtimeVersion CUDA release of the runtime library, likewise
 * @param cublasVersion release of cuBLAS, 10000 · major + 100 · minor + patch
 * @param freeBytes device memory that is free
 * @param totalBytes device memory
 * @param gigaflops 10⁹ float32 operations per second that its arithmetic units can do at most,
 *     tensor cores not counted; 0 if unknown
 */
public record CublasDevice(
    String name,
    int capability,
    int driverVersion,
    int runtimeVersion,
    int cublasVersion,
    long freeBytes,
    long totalBytes,
    double gigaflops) {
  private static final int CLOCK_RATE = 13;
  private static final int MULTIPROCESSORS = 16;
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;

  /**
   * Looks at the first device: loads the libraries and takes hold of it for a moment.
   *
   * @param settings where the libraries are
   * @throws BackendUnavailableException if there is none that works
   */
  public static CublasDevice look(CublasSettings settings) {
    try (DeviceContext context = DeviceContext.open(settings)) {
      return context.device;
    }
  }

  static CublasDevice read(CudaRuntime cuda, int cublasVersion) {
    int capability =
        10 * cuda.cudaDeviceGetAttribute(CAPABILITY_MAJOR, 0)
            + cuda.cudaDeviceGetAttribute(CAPABILITY_MINOR, 0);
    long[] memory = cuda.cudaMemGetInfo();
    return new CublasDevice(
        cuda.cudaGetDeviceProperties(0),
        capability,
        cuda.cudaDriverGetVersion(),
        cuda.cudaRuntimeGetVersion(),
        cublasVersion,
        memory[0],
        memory[1],
        gigaflops(cuda, capability));
  }

  private static double gigaflops(CudaRuntime cuda, int capability) {
    try {
      double kilohertz = cuda.cudaDeviceGetAttribute(CLOCK_RATE, 0);
      int units = unitsOfMultiprocessor(capability);
      return 2e-6 * units * kilohertz * cuda.cudaDeviceGetAttribute(MULTIPROCESSORS, 0);
    } catch (CublasException notToldByThisRelease) {
      return 0;
    }
  }

  /** Float32 units, from the table of the CUDA Programming Guide. */
  private static int unitsOfMultiprocessor(int capability) {
    return switch (capability) {
      case 60, 70, 72, 75, 80 -> 64;
      default -> 128;
    };
  }

  /** The whole record in one line, for people. */
  public String describe() {
    return ("%s, compute capability %s.%s, driver for CUDA %s, runtime %s, cuBLAS %s.%s.%s,"
            + " %s of %s MiB free")
        .formatted(
            name,
            capability / 10,
            capability % 10,
            DeviceRefusal.release(driverVersion),
            DeviceRefusal.release(runtimeVersion),
            cublasVersion / 10_000,
            cublasVersion / 100 % 100,
            cublasVersion % 100,
            freeBytes >> 20,
            totalBytes >> 20);
  }
}
