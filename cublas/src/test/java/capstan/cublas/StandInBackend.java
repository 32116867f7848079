package capstan.cublas;

import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.core.testing.GuestBackend;
import capstan.cublas.CublasSettings.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * cuBLAS on its stand-in, every product on the device, however small; the SIMD backend where there
 * is no C compiler. Core's contract tests and those of the modules above run on it.
 */
public final class StandInBackend implements GuestBackend {
  private Optional<StandIn> standIn = Optional.empty();

  @Override
  public String name() {
    return "stand-in";
  }

  @Override
  public Backend create(int threads) {
    Optional<Path> folder = StandIn.folder();
    if (folder.isEmpty()) {
      return Backends.simd(threads);
    }
    standIn = Optional.of(StandIn.open());
    CublasSettings settings =
        new CublasSettings(List.of(folder.get()), false, Placement.DEVICE, Optional.empty());
    return CublasBackend.create(threads, settings);
  }

  @Override
  public String violations() {
    return standIn.map(StandIn::violations).orElse("");
  }
}
