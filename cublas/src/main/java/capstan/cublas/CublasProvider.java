package capstan.cublas;

import capstan.core.backend.BackendProvider;
import capstan.core.kernel.Backend;
import java.util.Set;

/** What {@link capstan.core.backend.Backends} finds the backend by. Only its use loads CUDA. */
public final class CublasProvider implements BackendProvider {
  private static final String TF32 = "tf32";

  /** For {@link java.util.ServiceLoader}. */
  public CublasProvider() {}

  @Override
  public String name() {
    return CublasBackend.NAME;
  }

  @Override
  public String title() {
    return "cuBLAS";
  }

  @Override
  public Set<String> switches() {
    return Set.of(TF32);
  }

  @Override
  public Backend create(int threads, Set<String> switches) {
    CublasSettings settings = CublasSettings.fromProperties();
    return CublasBackend.create(
        threads, switches.contains(TF32) ? settings.withTf32(true) : settings);
  }

  @Override
  public String hardware() {
    return CublasDevice.look(CublasSettings.fromProperties()).describe();
  }
}
