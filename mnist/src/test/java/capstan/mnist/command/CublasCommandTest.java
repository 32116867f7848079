package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.cublas.StandIn;
import capstan.mnist.exit.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program with {@code --backend cublas}, in processes of their own: what CUDA's libraries find
 * there is told to their stand-in by the environment.
 */
class CublasCommandTest {
  private static Optional<Path> standIn;

  @TempDir private Path temporary;

  @BeforeAll
  static void compile() {
    standIn = StandIn.folder();
  }

  /** A run of the program; the last lines are what /proc says it has loaded. */
  private record Run(int status, String out, String err) {}

  private static Run run(Map<String, String> environment, Path libraries, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
    command.add("-Dcapstan.cublas.path=" + libraries);
    command.add("-Dcapstan.cublas.products=device");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Loaded.class.getName());
    command.addAll(List.of(words));
    Path err = Files.createTempFile(Path.of("target"), "cublas", ".err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    String complaints =
        String.join(
            "\n", Files.readAllLines(err).stream().filter(l -> l.startsWith("capstan")).toList());
    Files.delete(err);
    return new Run(status, out, complaints);
  }

  private static Path libraries() {
    Assumptions.assumeTrue(standIn.isPresent(), "no C compiler was found");
    return standIn.orElseThrow();
  }

  private String[] training(String name, String... more) throws IOException {
    Path data = temporary.resolve("data");
    if (!Files.exists(data)) {
      DrawnFolder.write(data, 60, 20);
    }
    List<String> words = CommandRun.smallTraining(data, temporary.resolve(name), 1);
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @Test
  void trains() throws Exception {
    Run cublas = run(Map.of(), libraries(), training("cublas", "--backend=cublas"));
    assertThat(cublas.err).isEmpty();
    assertThat(cublas.status).isZero();
    assertThat(cublas.out)
        .contains("backend   cublas: Stand-in for a GPU, products in float32; all else Vector API")
        .contains("loaded libcublas");
    assertThat(temporary.resolve("cublas")).isDirectory();
  }

  @Test
  void autoLoadsNoLibraryOfCuda() throws Exception {
    Run auto = run(Map.of(), libraries(), training("auto"));
    assertThat(auto.status).isZero();
    assertThat(auto.out).contains("backend   simd: ").doesNotContain("loaded libcu");
  }

  @Test
  void infoReportsTheDeviceOrWhyNot() throws Exception {
    assertThat(run(Map.of(), libraries(), "info").out)
        .contains("cuBLAS    Stand-in for a GPU, compute capability 9.0", "MiB free");
    Run none = run(Map.of("CAPSTAN_STAND_IN_DEVICES", "0"), libraries(), "info");
    assertThat(none.out).contains("cuBLAS    not available: there is no NVIDIA GPU");
    assertThat(none.status).isZero();
    assertThat(run(Map.of(), temporary, "info").out)
        .contains("cuBLAS    not available: cuBLAS was not found: looked for ");
  }

  @Test
  void whereItCannotWorkTheErrorIsThatLine() throws Exception {
    Run noDriver =
        run(
            Map.of("CAPSTAN_STAND_IN_DRIVER", "0"),
            libraries(),
            training("none", "--backend=cublas"));
    assertThat(noDriver.status).isEqualTo(ExitStatus.FAILED);
    assertThat(noDriver.err)
        .isEqualTo(
            "capstan: no NVIDIA driver is loaded: install one that supports CUDA 13.0, and check"
                + " that nvidia-smi works");
    assertThat(temporary.resolve("none")).doesNotExist();
  }

  @Test
  void outOfDeviceMemoryIsOneLine() throws Exception {
    Run small =
        run(
            Map.of("CAPSTAN_STAND_IN_MEMORY", "0"),
            libraries(),
            training("small", "--backend=cublas", "--tf32"));
    assertThat(small.status).isEqualTo(ExitStatus.FAILED);
    assertThat(small.err)
        .startsWith("capstan: cudaMalloc: cudaErrorMemoryAllocation (2), out of memory; needs ")
        .contains("lower --batch");
  }

  @Test
  void aFailureInTheMiddleOfTrainingIsOneLine() throws Exception {
    Run failing =
        run(
            Map.of("CAPSTAN_STAND_IN_FAIL", "cublasSgemmStridedBatched:100:13"),
            libraries(),
            training("failing", "--backend=cublas"));
    assertThat(failing.status).isEqualTo(ExitStatus.FAILED);
    assertThat(failing.err)
        .isEqualTo(
            "capstan: cublasSgemmStridedBatched: CUBLAS_STATUS_EXECUTION_FAILED (13), the device"
                + " could not run the product");
  }

  /** The program, and then what of CUDA it has loaded. */
  static final class Loaded {
    private Loaded() {}

    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(Loaded::print));
      Capstan.main(arguments);
    }

    private static void print() {
      try {
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .map(line -> line.substring(line.lastIndexOf('/') + 1))
            .filter(name -> name.startsWith("libcu"))
            .distinct()
            .forEach(name -> System.out.println("loaded " + name));
      } catch (IOException noProc) {
        System.out.println("loaded nobody knows what");
      }
    }
  }
}
