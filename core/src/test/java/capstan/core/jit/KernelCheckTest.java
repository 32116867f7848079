package capstan.core.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capstan.core.backend.Backends;
import capstan.core.backend.RuntimeFacts;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.RoutingGeometry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In JVMs of their own: one as it should be, and some that must not compile one kernel. */
class KernelCheckTest {
  /** Returns as soon as everything is compiled; on a busy machine that takes long. */
  private static final int PATIENT = 120_000;

  private static final int IMPATIENT = 5000;

  private static final KernelShapes SHAPES =
      new KernelShapes(
          new ConvolutionGeometry(8, 20, 20, 16, 16, 9, 9, 2, 0),
          new RoutingGeometry(16, 16, 8, 10, 16, 3, false, 1e-7f));

  @Test
  void onlyTheSimdBackendIsChecked() {
    try (Backend scalar = Backends.scalar()) {
      assertThat(KernelCheck.training(scalar, SHAPES)).isEmpty();
      assertThat(KernelCheck.inference(scalar, SHAPES)).isEmpty();
    }
  }

  @Test
  void aHealthyJvmGivesNoWarning() throws Exception {
    assertThat(check(PATIENT)).isEqualTo("well");
  }

  /**
   * One in the products of matrices, one in routing; and one in transforms, whose products hide it.
   */
  @Test
  void kernelsThatAreNotCompiledAreNamed() throws Exception {
    String exclude = "-XX:CompileCommand=exclude,capstan.core.simd.";
    assertThat(
            check(
                IMPATIENT,
                exclude + "product.Microkernel*::run",
                exclude + "routing.RoutingKernels::agreement"))
        .startsWith("the JVM has not compiled ")
        .contains(" Microkernel", " RoutingKernels.agreement");
    assertThat(check(IMPATIENT, exclude + "transform.LineMatrix*::*"))
        .startsWith("the JVM has not compiled ")
        .contains(" LineMatrix$Sums.");
  }

  private static String check(int milliseconds, String... options)
      throws IOException, InterruptedException {
    assumeTrue(RuntimeFacts.read().simdRefusal().isEmpty(), "no simd backend here");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("-XX:CompileCommand=quiet");
    command.add("-XX:CompileCommand=CompileThresholdScaling,capstan.core.simd.*::*,0.05");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Checked.class.getName(), Integer.toString(milliseconds)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return printed;
  }

  /** Checks the kernels and prints the warning. */
  static final class Checked {
    private Checked() {}

    public static void main(String[] arguments) {
      try (Backend backend = Backends.simd(1);
          KernelCheck check = KernelCheck.training(backend, SHAPES).orElseThrow()) {
        int milliseconds = Integer.parseInt(arguments[0]);
        KernelReport report = check.settle(milliseconds);
        for (int more = 0; more < 10 && report.compiling(); more++) {
          report = check.settle(milliseconds);
        }
        System.out.println(report.warning().orElse("well"));
      }
    }
  }
}
