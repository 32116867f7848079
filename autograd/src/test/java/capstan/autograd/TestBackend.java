package capstan.autograd;

import capstan.core.backend.Backends;
import capstan.core.cublas.CublasSettings;
import capstan.core.cublas.CublasSettings.Placement;
import capstan.core.kernel.Backend;
import capstan.core.scalar.ScalarBackend;
import capstan.core.simd.SimdBackend;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The backends that every operation is tested on. cuBLAS, with all products on the device, is the
 * machine's own with {@code -Dcapstan.test.backend=gpu}, else the stand-in in C, else, without a C
 * compiler, the SIMD backend again.
 */
public enum TestBackend {
  SCALAR,
  SIMD,
  CUBLAS;

  private static final Backend SCALAR_KERNELS = ScalarBackend.create();
  private static final Backend SIMD_KERNELS = SimdBackend.create(2);
  private static final Backend CUBLAS_KERNELS = cublas();

  public Backend backend() {
    return switch (this) {
      case SCALAR -> SCALAR_KERNELS;
      case SIMD -> SIMD_KERNELS;
      case CUBLAS -> CUBLAS_KERNELS;
    };
  }

  private static Backend cublas() {
    CublasSettings settings = CublasSettings.fromProperties().withPlacement(Placement.DEVICE);
    if (System.getProperty("capstan.test.backend", "").equals("gpu")) {
      return Backends.cublas(2, settings);
    }
    Optional<Path> standIn = StandInLibraries.compile();
    return standIn.isEmpty()
        ? SIMD_KERNELS
        : Backends.cublas(
            2,
            new CublasSettings(List.of(standIn.get()), false, Placement.DEVICE, Optional.empty()));
  }
}
