package capstan.core.backend;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.testing.UserProgram;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A product in a user's program: core as a module and on the class path, with vectors or without.
 */
class EveryPathTest {
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";
  private static final String SIMD = "simd: [7.0, 10.0, 15.0, 22.0], Vector API, ";
  private static final String SCALAR =
      "scalar: [7.0, 10.0, 15.0, 22.0], the Vector API is not readable: pass --add-modules"
          + " jdk.incubator.vector; using the scalar backend, one thread";

  @TempDir private static Path folder;
  private static UserProgram program;

  @BeforeAll
  static void compile() throws Exception {
    Assumptions.assumeTrue(UserProgram.isModule(Backends.class), "compiled without its module");
    program =
        UserProgram.compile(
            folder,
            """
            package program;

            import capstan.core.*;
            import capstan.core.backend.*;
            import capstan.core.kernel.*;

            public final class Program {
              public static void main(String[] arguments) {
                BackendChoice choice = Backends.lookup("auto", 1);
                try (Backend backend = choice.backend()) {
                  Tensor x = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
                  Tensor y = Tensor.zeros(2, 2);
                  backend.gemm().multiply(x, false, x, false, y);
                  System.out.println(
                      backend.name()
                          + ": "
                          + java.util.Arrays.toString(y.toArray())
                          + ", "
                          + choice.reason());
                }
              }
            }
            """,
            Backends.class);
  }

  @Test
  void onTheModulePath() throws Exception {
    assertThat(program.onModulePath(VECTORS)).startsWith(SIMD);
    assertThat(program.onModulePath()).isEqualTo(SCALAR);
  }

  @Test
  void onTheClassPath() throws Exception {
    assertThat(program.onClassPath(VECTORS)).startsWith(SIMD);
    assertThat(program.onClassPath()).isEqualTo(SCALAR);
  }

  @Test
  void vectorsInSilence() throws Exception {
    String loader = "--add-exports=java.base/jdk.internal.module=";
    assertThat(program.onModulePath(loader + "capstan.core")).startsWith(SIMD);
    assertThat(program.onClassPath(loader + "ALL-UNNAMED")).startsWith(SIMD);
  }
}
