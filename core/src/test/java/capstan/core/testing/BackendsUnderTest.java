package capstan.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.backend.Backends;
import capstan.core.cublas.CublasSettings;
import capstan.core.cublas.CublasSettings.Placement;
import capstan.core.kernel.Backend;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The backends that the contract tests compare with the scalar one, of one, two and three threads.
 * {@code -Dcapstan.test.backend} chooses them: {@code simd} (the default), {@code cublas} for
 * cuBLAS on the stand-in, {@code gpu} for cuBLAS as the machine has it. With cuBLAS every product
 * goes to the device, however small.
 */
public final class BackendsUnderTest {
  private static final String NAME = System.getProperty("capstan.test.backend", "simd");
  private static final Optional<StandIn> STAND_IN =
      NAME.equals("cublas") ? StandIn.folder().map(folder -> StandIn.open()) : Optional.empty();
  private static final List<Backend> BACKENDS =
      Stream.of(1, 2, 3).map(BackendsUnderTest::make).toList();

  private BackendsUnderTest() {}

  /** The backends. */
  public static List<Backend> all() {
    return BACKENDS;
  }

  /** Fails if the stand-in has noticed a mistake. */
  public static void assertNoViolations() {
    STAND_IN.ifPresent(standIn -> assertThat(standIn.violations()).isEmpty());
  }

  private static Backend make(int threads) {
    return switch (NAME) {
      case "cublas" ->
          STAND_IN.isEmpty()
              ? Backends.simd(threads)
              : Backends.cublas(threads, onDevice(List.of(StandIn.folder().orElseThrow())));
      case "gpu" ->
          Backends.cublas(threads, CublasSettings.fromProperties().withPlacement(Placement.DEVICE));
      default -> Backends.simd(threads);
    };
  }

  private static CublasSettings onDevice(List<Path> folders) {
    return new CublasSettings(folders, false, Placement.DEVICE, Optional.empty());
  }
}
