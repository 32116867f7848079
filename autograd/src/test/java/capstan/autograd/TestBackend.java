package capstan.autograd;

import capstan.core.kernel.Backend;
import capstan.core.scalar.ScalarBackend;
import capstan.core.simd.SimdBackend;

/** The backends that every operation is tested on. */
public enum TestBackend {
  SCALAR,
  SIMD;

  private static final Backend SCALAR_KERNELS = ScalarBackend.create();
  private static final Backend SIMD_KERNELS = SimdBackend.create(2);

  public Backend backend() {
    return switch (this) {
      case SCALAR -> SCALAR_KERNELS;
      case SIMD -> SIMD_KERNELS;
    };
  }
}
