package capstan.core.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In this JVM, which can do everything, and in others started with something missing. */
class BackendsTest {

  @Test
  void givesWhatIsAskedFor() {
    try (Backend scalar = Backends.scalar();
        Backend simd = Backends.simd(3)) {
      assertThat(scalar.name()).isEqualTo("scalar");
      assertThat(scalar.workers().threads()).isEqualTo(1);
      assertThat(simd.name()).isEqualTo("simd");
      assertThat(simd.workers().threads()).isEqualTo(3);
    }
  }

  @Test
  void autoTakesSimd() {
    BackendChoice choice = Backends.lookup("auto", 2);
    try (Backend backend = choice.backend()) {
      assertThat(backend.name()).isEqualTo("simd");
      assertThat(backend.workers().threads()).isEqualTo(2);
      assertThat(choice.fallback()).isFalse();
      assertThat(choice.reason())
          .startsWith("Vector API, ")
          .contains(" bits")
          .contains("registers");
    }
  }

  @Test
  void aBackendChoosesItsOwnThreads() {
    try (Backend scalar = Backends.lookup("scalar").backend();
        Backend simd = Backends.lookup("simd").backend()) {
      assertThat(scalar.workers().threads()).isEqualTo(1);
      assertThat(simd.workers().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }

  @Test
  void refusesUnknownNamesAndThreads() {
    assertThatThrownBy(() -> Backends.lookup("cuda", 1))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageMatching(
            "no backend is called \"cuda\": give auto, simd(, scalar)? or \\w+, or add the jar that"
                + " has it");
    assertThatThrownBy(() -> Backends.lookup("scalar", 2))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessage(
            "the scalar backend has one thread, found 2 asked for: give 1, or take the simd"
                + " backend");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backends.lookup("auto", 0))
        .withMessage("threads must be at least 1, found 0");
  }

  @Test
  void withoutTheModuleAutoIsScalarAndSaysWhatToPass() throws Exception {
    assertThat(lookupIn("auto"))
        .isEqualTo(
            "scalar, fallback true: the Vector API is not readable: pass --add-modules"
                + " jdk.incubator.vector; using the scalar backend, one thread");
    assertThat(lookupIn("simd"))
        .isEqualTo(
            "refused: the Vector API is not readable: pass --add-modules jdk.incubator.vector");
  }

  @Test
  void withoutC2SimdIsRefused() throws Exception {
    String module = "--add-modules=jdk.incubator.vector";
    assertThat(lookupIn("simd", module, "-Xint"))
        .startsWith("refused: the Vector API is slow without HotSpot's C2 compiler");
    assertThat(lookupIn("auto", module, "-XX:TieredStopAtLevel=1"))
        .startsWith("scalar, fallback true: the Vector API is slow without HotSpot's C2 compiler");
  }

  @Test
  void aMalformedPropertyIsRefusedEvenByAuto() throws Exception {
    assertThat(lookupIn("auto", "--add-modules=jdk.incubator.vector", "-Dcapstan.vector.bits=wide"))
        .isEqualTo("refused: capstan.vector.bits must be 0, 128, 256 or 512, found wide");
  }

  /** What {@link Lookup} prints in a JVM with these options. */
  private static String lookupIn(String name, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Lookup.class.getName(), name));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return printed;
  }

  /** Looks one backend up and prints what came of it. */
  static final class Lookup {
    private Lookup() {}

    public static void main(String[] arguments) {
      try {
        BackendChoice choice = Backends.lookup(arguments[0], 2);
        System.out.println(
            choice.backend().name() + ", fallback " + choice.fallback() + ": " + choice.reason());
      } catch (BackendUnavailableException refusal) {
        System.out.println("refused: " + refusal.getMessage());
      }
    }
  }
}
