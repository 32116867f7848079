package capstan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.autograd.Tape;
import capstan.capsnet.training.Trainer;
import capstan.core.backend.Backends;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program made of modules, with every library a module: training, saving, going on and predicting
 * need no more than what the modules export and open.
 */
class ModulePathTest {
  @TempDir private Path folder;

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String run(Class<?> program, String... arguments) throws Exception {
    String path =
        Stream.of(
                Backends.class,
                Tape.class,
                Trainer.class,
                program,
                ObjectMapper.class,
                JsonFactory.class,
                JsonProperty.class)
            .map(type -> location(type).toString())
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules=jdk.incubator.vector", "-p", path));
    command.addAll(List.of("-m", "capstan.examples/" + program.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  @Test
  void anOwnNetworkIsTrainedAndAsked() throws Exception {
    Path examples = location(OwnCapsules.class);
    Assumptions.assumeTrue(
        examples.toString().endsWith(".jar") || Files.exists(examples.resolve("module-info.class")),
        "compiled without its module");
    Path saved = folder.resolve("run");
    assertThat(run(OwnCapsulesTraining.class, saved.toString(), "7"))
        .contains("stopped after step 7", "test error after step 80");
    assertThat(run(Predict.class, saved.toString()).lines())
        .hasSize(5)
        .allMatch(line -> line.contains(" is taken for "));
  }
}
