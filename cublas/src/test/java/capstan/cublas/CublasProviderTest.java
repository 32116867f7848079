package capstan.cublas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.backend.BackendUnavailableException;
import capstan.core.backend.Backends;
import capstan.core.testing.UserProgram;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@link Backends} finds the backend. */
class CublasProviderTest {

  @Test
  void theNameIsKnown() {
    assertThat(Backends.names()).containsExactly("auto", "simd", "scalar", "cublas");
    assertThat(Backends.isKnown("cublas")).isTrue();
    assertThatThrownBy(() -> Backends.lookup("cuda", 1))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessage(
            "no backend is called \"cuda\": give auto, simd, scalar or cublas, or add the jar that"
                + " has it");
  }

  @Test
  void anUnknownSwitchIsRefused() {
    assertThatThrownBy(() -> Backends.lookup("cublas", 1, Set.of("half")))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessage("the switches of backend cublas are [tf32], found [half]");
    assertThatThrownBy(() -> Backends.lookup("simd", 1, Set.of("tf32")))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessage("the switches of backend simd are [], found [tf32]");
  }

  @Test
  void aUsersProgramFindsItOnEitherPath(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(
        UserProgram.isModule(Backends.class) && UserProgram.isModule(CublasProvider.class),
        "compiled without its module");
    UserProgram program =
        UserProgram.compile(
            folder,
            """
            package program;

            public final class Program {
              public static void main(String[] arguments) {
                System.out.println(capstan.core.backend.Backends.names());
              }
            }
            """,
            Backends.class,
            CublasProvider.class);
    assertThat(program.onModulePath()).isEqualTo("[auto, simd, scalar, cublas]");
    assertThat(program.onClassPath()).isEqualTo("[auto, simd, scalar, cublas]");
  }
}
