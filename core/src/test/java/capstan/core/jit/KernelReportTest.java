package capstan.core.jit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KernelReportTest {
  private static final KernelRate FAST = new KernelRate("fast", 40, 4, 0, "");

  @Test
  void wellCompiledKernelsGiveNoWarning() {
    KernelRate barely = new KernelRate("barely", 4, 4, KernelRate.BYTES_ALLOWED, "");
    KernelReport report = new KernelReport(250, List.of(FAST, barely), false);
    assertThat(report.slow()).isEmpty();
    assertThat(report.warning()).isEmpty();
    assertThat(report.rates())
        .isEqualTo("GFLOP/s of one thread: 250 in registers; fast 40, barely 4.0 (2048 bytes)");
  }

  @Test
  void theWarningNamesEachSlowMethodAndTheWorstRate() {
    KernelRate slow = new KernelRate("routing", 1, 2, 0, "").named(Optional.of("Softmax.forward"));
    KernelRate slower = new KernelRate("product", 0.04, 3, 0, "Microkernel.run");
    KernelRate same = new KernelRate("another", 0.5, 1, 0, "Microkernel.run");
    KernelReport report = new KernelReport(250, List.of(FAST, slow, slower, same), false);
    assertThat(report.slow()).containsExactly(slow, slower, same);
    assertThat(report.whileCompiling().warning()).isEmpty();
    String warning = report.warning().orElseThrow();
    assertThat(warning)
        .startsWith("the JVM has not compiled Softmax.forward, Microkernel.run well: ")
        .contains("product 0.040 GFLOP/s (at least 3.0 expected), 0 bytes allocated")
        .contains("Start again");
    assertThat(warning.lines()).hasSize(1);
  }

  @Test
  void vectorsInTheHeapAreSlowWhateverTheRate() {
    KernelRate boxed = new KernelRate("boxed", 40, 4, KernelRate.BYTES_ALLOWED + 1, "");
    assertThat(boxed.slow()).isTrue();
    assertThat(new KernelReport(250, List.of(boxed), false).warning().orElseThrow())
        .contains("boxed well");
  }
}
