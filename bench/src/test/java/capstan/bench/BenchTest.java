package capstan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.bench.gpu.GpuCheck;
import capstan.mnist.argument.Arguments;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class BenchTest {
  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Bench.commandLine();
    command.setErr(new PrintWriter(errors));
    return command.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "--threads 0, --threads must be a whole number from 1 to",
    "--threads two, 'two'",
    "--launches 0, --launches must be a whole number from 1 to",
    "--bogus, '--bogus'",
    "--model --scaling, 'mutually exclusive'",
    "--peers --kernels, 'mutually exclusive'",
    "--ranks --scaling, 'mutually exclusive'",
    "--ranks --only Adam, '--only goes with --kernels or --peers'",
    "--picture a.png, '--picture goes with --model'",
    "--scaling --markdown a.md, '--markdown goes with --model'",
    "--peer-parts a.json, '--peer-parts goes with --model or --peers'",
    "--model --only Adam, '--only goes with --kernels or --peers'",
    "--peers --simd-only, '--simd-only goes with --kernels'",
    "--data no-such-folder, 'there is no folder no-such-folder'",
    "--kernels --data ., '--data goes with'",
    "--only nothing-like-it, 'no row''s name contains \"nothing-like-it\"'"
  })
  void aBadCommandLineIsOneLineAndStatusTwo(String line, String expected) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(errors.toString().lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("capstan bench: ")
        .contains(expected);
  }

  @Test
  void everyNumberHasARange() {
    List<OptionSpec> options = new ArrayList<>(Bench.commandLine().getCommandSpec().options());
    options.addAll(GpuCheck.commandLine().getCommandSpec().options());
    assertThat(options)
        .filteredOn(option -> option.type() == int.class || option.type() == Integer.class)
        .hasSize(8)
        .allSatisfy(option -> assertThat(Arguments.range(option)).isPresent());
    assertThat(GpuCheck.commandLine().setErr(new PrintWriter(errors)).execute("--rounds", "0"))
        .isEqualTo(2);
    assertThat(errors.toString().lines()).hasSize(1);
  }

  @Test
  void aFailureIsOneLineAndStatusOne() {
    assertThat(run("--model", "--peer-parts", "no-such-file")).isEqualTo(1);
    assertThat(errors.toString().lines())
        .containsExactly("capstan bench: there is no file no-such-file");
  }

  @Test
  void withoutTheOtherLibrariesItTellsHowToBuildThem() {
    assertThat(run("--peers")).isEqualTo(1);
    assertThat(errors.toString().lines()).hasSize(1).first().asString().contains("-Ppeers");
  }

  @Test
  void withoutMpirunItTellsWhatToInstall(@TempDir Path empty) throws Exception {
    ProcessBuilder builder = java(Bench.class, "--ranks");
    builder.environment().put("PATH", empty.toString());
    Process child = builder.start();
    assertThat(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
        .containsExactly(
            "capstan bench: --ranks: there is no mpirun on the PATH; install Open MPI or MPICH"
                + " (docs/cluster.md)");
    assertThat(child.waitFor()).isEqualTo(1);
  }

  @Test
  void measurementsUseVectorsWithoutAnOptionOfTheJvm() throws Exception {
    Process child = java(VectorsWithoutOption.class).start();
    assertThat(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .isEqualTo("4");
    assertThat(child.waitFor()).isZero();
  }

  private static ProcessBuilder java(Class<?> main, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED");
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words).redirectErrorStream(true);
  }
}
