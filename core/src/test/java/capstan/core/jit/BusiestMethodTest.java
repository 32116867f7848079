package capstan.core.jit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BusiestMethodTest {
  @Test
  void theInnermostKernelIsNamed() {
    assertThat(
            BusiestMethod.kernel(
                stack(
                    "jdk.incubator.vector.FloatVector",
                    "fma",
                    "capstan.core.simd.product.Microkernel12x2",
                    "run",
                    "capstan.core.simd.product.PackedProduct",
                    "multiply")))
        .hasValue("Microkernel12x2.run");
  }

  @Test
  void aLambdaIsCalledAfterItsMethod() {
    assertThat(
            BusiestMethod.kernel(
                stack("capstan.core.simd.elementwise.SimdAdam", "lambda$update$0")))
        .hasValue("SimdAdam.update");
  }

  @Test
  void whatIsNoKernelIsNotNamed() {
    assertThat(BusiestMethod.kernel(stack("capstan.core.Workers", "run"))).isEmpty();
    assertThat(BusiestMethod.of(() -> {}, 5)).isEmpty();
  }

  private static StackTraceElement[] stack(String... classesAndMethods) {
    StackTraceElement[] stack = new StackTraceElement[classesAndMethods.length / 2];
    for (int k = 0; k < stack.length; k++) {
      stack[k] =
          new StackTraceElement(
              classesAndMethods[2 * k], classesAndMethods[2 * k + 1], "Source.java", 1);
    }
    return stack;
  }
}
