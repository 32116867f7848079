package capstan.cublas;

import capstan.cublas.driver.CublasException;
import capstan.cublas.driver.CudaError;
import capstan.cublas.driver.CudaRuntime;
import java.util.Optional;

/** Why a device cannot be used although the libraries were found, and what helps, in one line. */
final class DeviceRefusal {
  private static final int OLDEST = 12_000;

  private DeviceRefusal() {}

  /**
   * Asks the runtime library what it finds.
   *
   * @param found what library was opened
   * @return empty if there is a device
   */
  static Optional<String> of(CudaRuntime cuda, String found) {
    int driver;
    int runtime;
    try {
      runtime = cuda.cudaRuntimeGetVersion();
      driver = cuda.cudaDriverGetVersion();
    } catch (CublasException failure) {
      return Optional.of(failure.getMessage() + "; check that nvidia-smi works");
    }
    if (runtime < OLDEST) {
      return Optional.of(
          "%s is of CUDA %s, which is too old: install CUDA 12 or later (docs/gpu.md)"
              .formatted(found, release(runtime)));
    }
    if (driver == 0) {
      return Optional.of(
          "no NVIDIA driver is loaded: install one that supports CUDA %s, and check that nvidia-smi works"
              .formatted(release(runtime)));
    }
    try {
      return cuda.cudaGetDeviceCount() > 0 ? Optional.empty() : Optional.of(noDevice());
    } catch (CublasException failure) {
      return Optional.of(
          switch (failure.code()) {
            case CudaError.INSUFFICIENT_DRIVER ->
                "the NVIDIA driver supports CUDA %s and is too old for %s of CUDA %s: update the driver"
                        .formatted(release(driver), found, release(runtime))
                    + (driver >= OLDEST && runtime / 1000 > driver / 1000
                        ? ", or install the libraries of CUDA " + driver / 1000
                        : "");
            case CudaError.NO_DEVICE -> noDevice();
            default -> failure.getMessage() + "; check that nvidia-smi works";
          });
    }
  }

  private static String noDevice() {
    return "there is no NVIDIA GPU: check nvidia-smi, and what CUDA_VISIBLE_DEVICES says";
  }

  /** A release number of CUDA as people write it. */
  static String release(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  /** A failure of the calls that take hold of the device. */
  static String whileOpening(CublasException failure) {
    String others = "end what else uses it (nvidia-smi shows what)";
    if (failure.outOfMemory()) {
      return failure.getMessage() + "; the device is out of memory: " + others;
    }
    boolean noHandle = failure.call().equals("cublasCreate_v2") && failure.code() == 1;
    return failure.getMessage()
        + (noHandle
            ? "; if the device has no memory left, " + others
            : "; check that nvidia-smi works");
  }
}
