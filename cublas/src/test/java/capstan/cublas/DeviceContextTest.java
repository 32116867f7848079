package capstan.cublas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.backend.BackendUnavailableException;
import capstan.cublas.driver.CublasException;
import capstan.cublas.driver.MemoryPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceContextTest extends OnStandIn {

  @Test
  void everythingIsFreedOnce() {
    DeviceContext context = DeviceContext.open(settings());
    MemoryPool.Loan given = context.pool.take(1000, 500);
    MemoryPool.Loan kept = context.pool.take(2000, 100);
    given.close();
    assertThat(standIn.living("device")).isEqualTo(2);
    assertThat(standIn.living("pinned")).isEqualTo(2);
    context.close();
    assertThat(standIn.living()).isZero();
    context.close();
    kept.close();
    given.close();
    assertThatThrownBy(kept.device()::address).hasMessage("this device memory has been freed");
    assertThatThrownBy(kept.pinned()::segment).hasMessage("this pinned memory has been freed");
  }

  /**
   * Whatever fails on the way, what was taken before is given back, and the line names the call.
   */
  @ParameterizedTest
  @CsvSource({
    "cudaSetDevice, 1, cudaErrorInvalidValue (1)",
    "cudaStreamCreateWithFlags, 1, cudaErrorInvalidValue (1)",
    "cudaStreamCreateWithFlags, 2, cudaErrorMemoryAllocation (2)",
    "cudaEventCreate, 2, cudaErrorMemoryAllocation (2)",
    "cublasCreate_v2, 1, CUBLAS_STATUS_NOT_INITIALIZED (1)",
    "cublasCreate_v2, 1, CUBLAS_STATUS_ALLOC_FAILED (3)",
    "cublasSetStream_v2, 1, CUBLAS_STATUS_MAPPING_ERROR (11)",
    "cublasSetMathMode, 1, CUBLAS_STATUS_NOT_SUPPORTED (15)",
    "cublasGetVersion_v2, 1, CUBLAS_STATUS_INTERNAL_ERROR (14)",
    "cudaMemGetInfo, 1, cudaErrorIllegalAddress (700)",
    "cudaGetDeviceProperties, 1, unrecognized error code (999)"
  })
  void openingTakesEverythingOrNothing(String call, int nth, String status) {
    int code = Integer.parseInt(status.replaceAll(".*\\((\\d+)\\)", "$1"));
    standIn.fail(call, nth, code);
    assertThatThrownBy(() -> DeviceContext.open(settings()))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageStartingWith(call + ": " + status + ", ")
        .hasMessageContaining("nvidia-smi");
    assertThat(standIn.calls(call)).isPositive();
    assertThat(standIn.living()).isZero();
  }

  /** Neither a device without a team is left behind, nor a team without a device. */
  @Test
  void aBackendIsMadeWholeOrNotAtAll() throws InterruptedException {
    assertThatIllegalArgumentException().isThrownBy(() -> CublasBackend.create(0, settings()));
    assertThat(standIn.living()).isZero();
    standIn.set("DEVICES", 0);
    int before = Thread.activeCount();
    assertThatThrownBy(() -> CublasBackend.create(3, settings()))
        .isInstanceOf(BackendUnavailableException.class);
    for (int wait = 0; wait < 500 && Thread.activeCount() > before; wait++) {
      Thread.sleep(10); // threads of a closed team end by themselves
    }
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void aFailureWhileClosingDoesNotKeepTheRest() {
    DeviceContext context = DeviceContext.open(settings());
    context.pool.take(100, 100).close();
    context.pool.take(50, 50);
    standIn.fail("cudaFree", 1, 700);
    assertThatThrownBy(context::close)
        .isInstanceOf(CublasException.class)
        .hasMessage(
            "cudaFree: cudaErrorIllegalAddress (700), an illegal memory access was encountered");
    assertThat(standIn.living("stream")).isZero();
    assertThat(standIn.living("handle")).isZero();
    assertThat(standIn.living("pinned")).isZero();
    assertThat(standIn.living("device")).isOne();
    leakOnPurpose();
  }

  /** The block whose freeing failed is the device's loss, and not for later tests to count. */
  private void leakOnPurpose() {
    standIn.free();
    assertThat(standIn.living()).isZero();
  }

  @Test
  void memoryGivenBackTwiceIsLentOnce() {
    try (DeviceContext context = DeviceContext.open(settings())) {
      MemoryPool.Loan loan = context.pool.take(100, 100);
      loan.close();
      loan.close();
      long first = context.pool.take(100, 100).device().address();
      assertThat(context.pool.take(100, 100).device().address()).isNotEqualTo(first);
    }
  }

  @Test
  void memoryIsLentAgainInsteadOfTaken() {
    try (DeviceContext context = DeviceContext.open(settings())) {
      for (int step = 0; step < 1000; step++) {
        try (MemoryPool.Loan large = context.pool.take(5000, 3000);
            MemoryPool.Loan small = context.pool.take(300 + step % 7, 200)) {
          assertThat(large.device().bytes()).isEqualTo(5000);
          assertThat(small.open()).isTrue();
        }
      }
      assertThat(standIn.calls("cudaMalloc")).isLessThanOrEqualTo(10);
      assertThat(standIn.living("device")).isEqualTo(2);
    }
  }

  @Test
  void whatIsKeptMakesRoomForWhatIsNeeded() {
    standIn.set("MEMORY", 10);
    try (DeviceContext context = DeviceContext.open(settings())) {
      context.pool.take(6 << 20, 100).close();
      context.pool.take(9 << 20, 100).close();
      assertThat(standIn.living("device")).as("the smaller one is freed").isEqualTo(1);
      context.pool.take(1 << 20, 100).close();
      assertThat(standIn.living("device")).as("too good for so little").isEqualTo(2);
      context.pool.take(10 << 20, 100).close();
      assertThat(standIn.living("device")).isEqualTo(1);
      assertThatThrownBy(() -> context.pool.take(11 << 20, 3 << 20))
          .isInstanceOf(CublasException.class)
          .hasMessage(
              "cudaMalloc: cudaErrorMemoryAllocation (2), out of memory; needs 11 MiB on the"
                  + " device, which has 10 MiB of 10 MiB free, and 3 MiB pinned beside it: lower"
                  + " --batch, or end what else uses the device (nvidia-smi)");
      standIn.fail("cudaHostAlloc", 1, 2);
      assertThatThrownBy(() -> context.pool.take(5, 5)).hasMessageStartingWith("cudaHostAlloc: ");
      assertThat(standIn.living("device")).isZero();
    }
  }

  @Test
  void theDeviceIsDescribed() {
    CublasDevice device = CublasDevice.look(settings());
    assertThat(device.describe())
        .isEqualTo(
            "Stand-in for a GPU, compute capability 9.0, driver for CUDA 13.0, runtime 13.0, cuBLAS"
                + " 13.0.2, 4096 of 4096 MiB free");
    assertThat(device.gigaflops()).isEqualTo(2 * 128 * 10.0);
  }
}
