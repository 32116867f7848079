package capstan.cublas;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.cublas.CublasSettings.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/**
 * A test on the stand-in for cuBLAS; skipped where there is no C compiler. Afterwards nothing may
 * be left of what the test took from CUDA, and no call may have been a mistake.
 */
public abstract class OnStandIn {
  /** What every call that can fail is called, beside those for a first look at the machine. */
  static final List<String> CALLS =
      List.of(
          "cudaMalloc",
          "cudaHostAlloc",
          "cudaMemcpyAsync",
          "cudaMemsetAsync",
          "cudaStreamWaitEvent",
          "cudaEventRecord",
          "cudaEventSynchronize",
          "cublasSgemm_v2",
          "cublasSgemmStridedBatched");

  protected StandIn standIn;

  @BeforeEach
  void begin() {
    Assumptions.assumeTrue(StandIn.folder().isPresent(), "no C compiler was found");
    standIn = StandIn.open();
    standIn.reset();
    assertThat(standIn.living()).isZero();
  }

  @AfterEach
  void nothingIsLeft() {
    if (standIn != null) {
      assertThat(standIn.violations()).isEmpty();
      assertThat(standIn.living()).isZero();
    }
  }

  public static Path folder() {
    return StandIn.folder().orElseThrow();
  }

  /** Everything on the device. */
  static CublasSettings settings() {
    return new CublasSettings(List.of(folder()), false, Placement.DEVICE, Optional.empty());
  }
}
