package capstan.autograd;

import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.cublas.StandInBackend;

/**
 * The backends that every operation is tested on. cuBLAS is the machine's own with {@code
 * -Dcapstan.test.backend=cublas}, else the stand-in in C, else, without a C compiler, the SIMD
 * backend again.
 */
public enum TestBackend {
  SCALAR,
  SIMD,
  CUBLAS;

  private static final Backend SCALAR_KERNELS = Backends.scalar();
  private static final Backend SIMD_KERNELS = Backends.simd(2);
  private static final Backend CUBLAS_KERNELS = cublas();

  public Backend backend() {
    return switch (this) {
      case SCALAR -> SCALAR_KERNELS;
      case SIMD -> SIMD_KERNELS;
      case CUBLAS -> CUBLAS_KERNELS;
    };
  }

  private static Backend cublas() {
    return System.getProperty("capstan.test.backend", "").equals("cublas")
        ? Backends.lookup("cublas", 2).backend()
        : new StandInBackend().create(2);
  }
}
