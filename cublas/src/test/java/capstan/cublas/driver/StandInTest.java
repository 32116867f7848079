package capstan.cublas.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.cublas.OnStandIn;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The other tests are worth something only if the stand-in notices mistakes. */
class StandInTest extends OnStandIn {
  private CudaRuntime cuda;
  private CudaStreams streams;

  @BeforeEach
  void openLibraries() {
    NativeLibraries libraries = NativeLibraries.open(List.of(folder()));
    cuda = new CudaRuntime(libraries.cudart());
    streams = new CudaStreams(libraries.cudart());
  }

  private void expectViolation(String text, Runnable mistake) {
    assertThatThrownBy(mistake::run).isInstanceOf(CublasException.class);
    assertThat(standIn.violations()).contains(text);
    standIn.reset();
  }

  @Test
  void mistakesWithMemory() {
    long device = cuda.cudaMalloc(100);
    long pinned = cuda.cudaHostAlloc(100);
    long stream = streams.cudaStreamCreateWithFlags();
    expectViolation(
        "is no device memory but pinned",
        () -> streams.cudaMemcpyAsync(pinned, device, 8, CudaStreams.TO_DEVICE, stream));
    expectViolation(
        "are not in pinned memory",
        () -> streams.cudaMemcpyAsync(device, device, 8, CudaStreams.TO_DEVICE, stream));
    expectViolation(
        "pass the end of its block", () -> streams.cudaMemsetAsync(device + 96, 0, 8, stream));
    cuda.cudaFree(device);
    expectViolation("has been freed", () -> streams.cudaMemsetAsync(device, 0, 8, stream));
    expectViolation("has been freed", () -> cuda.cudaFree(device));
    cuda.cudaFreeHost(pinned);
    expectViolation("has been freed", () -> cuda.cudaFreeHost(pinned));
    streams.cudaStreamDestroy(stream);
    expectViolation("there is no stream", () -> streams.cudaStreamSynchronize(stream));
  }

  /** A copy happens when it is waited for, not before: what is changed meanwhile is copied. */
  @Test
  void copiesHappenLate() {
    try (DeviceMemory device = new DeviceMemory(cuda, 8);
        PinnedMemory pinned = new PinnedMemory(cuda, 8);
        Stream stream = new Stream(streams)) {
      pinned.segment().fill((byte) 1);
      stream.copyToDevice(device.address(), pinned, 0, 8);
      pinned.segment().fill((byte) 2);
      stream.synchronize();
      pinned.segment().fill((byte) 3);
      stream.copyToHost(pinned, 0, device.address(), 8);
      assertThat(pinned.segment().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0))
          .isEqualTo((byte) 3);
      stream.synchronize();
      assertThat(pinned.segment().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0))
          .isEqualTo((byte) 2);
    }
  }
}
