package capstan.core.jit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerQueueTest {
  private static final String EMPTY =
      """
      Current compiles:
      C2 CompilerThread0  1793       4       java.util.ArrayList::get (15 bytes)

      C1 compile queue:
      Empty

      C2 compile queue:
      """;

  @Test
  void kernelsThatWaitAreSeen() {
    assertThat(CompilerQueue.holdsKernels(EMPTY + "Empty\n")).isFalse();
    assertThat(
            CompilerQueue.holdsKernels(
                EMPTY
                    + "1801 %  4       capstan.core.simd.product.Microkernel::run @ 12 (90"
                    + " bytes)\n"))
        .isTrue();
    assertThat(CompilerQueue.holdsKernels(EMPTY + "1802    4    java.lang.String::at (9 bytes)\n"))
        .isFalse();
    assertThat(
            CompilerQueue.holdsKernels(
                EMPTY + "1802    4    java.lang.String::at (9 bytes)\n".repeat(40)))
        .isTrue();
  }

  @Test
  void thisJvmTells() {
    // Whatever it says now, it must not fail.
    CompilerQueue.holdsKernels();
  }
}
