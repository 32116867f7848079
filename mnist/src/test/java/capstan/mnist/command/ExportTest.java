package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.mnist.exit.ExitStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temporary;

  private static Path data;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    data = DrawnFolder.write(temporary.resolve("data"), 60, 30);
    run = temporary.resolve("tiny");
    CommandRun.of(CommandRun.smallTraining(data, run, 1)).succeeded();
  }

  private static JsonNode export(Path from, String... options) throws IOException {
    return JSON.readTree(
        CommandRun.of(List.of("export", from.toString(), "--json"), options).succeeded().out());
  }

  private static JsonNode evaluation(Path file, String... options) throws IOException {
    List<String> usual =
        List.of("evaluate", file.toString(), "--data", data.toString(), "--threads=1", "--json");
    return JSON.readTree(CommandRun.of(usual, options).succeeded().out());
  }

  @ParameterizedTest
  @CsvSource({"float32, 1", "float16, 0.52", "bfloat16, 0.52"})
  void bareWeightsAreUsedLikeTheRun(String type, double size) throws IOException {
    Path file = temporary.resolve(type + ".safetensors");
    JsonNode found = export(run, "--safetensors", file.toString(), "--weights", type);
    SavedModel saved = SavedModel.load(run);
    long bytes = found.at("/safetensors/bytes").longValue();
    assertThat(found.get("weights").textValue()).isEqualTo(type);
    assertThat(bytes).isEqualTo(Files.size(file));
    assertThat((double) bytes - 7000).isLessThan(4 * size * saved.model().parameterCount());
    assertThat(5 * bytes).isLessThan(2 * Files.size(saved.file()));
    SavedModel bare = SavedModel.load(file);
    assertThat(bare.configuration()).isEqualTo(saved.configuration());
    assertThat(bare.classNames()).isEqualTo(saved.classNames());
    assertThat(bare.namesClasses()).isTrue();
    assertThat(bare.history()).isEmpty();
    double loss = evaluation(run).get("loss").doubleValue();
    double bareLoss = evaluation(file).get("loss").doubleValue();
    if (type.equals("float32")) {
      assertThat(bareLoss).isEqualTo(loss);
    } else {
      assertThat(bareLoss).isNotEqualTo(loss);
      assertThat(Math.abs(bareLoss - loss)).isLessThan(0.01 * loss);
    }
  }

  @Test
  void aFileWithoutAConfigurationKeepsWhatTheOptionsSaid() throws IOException {
    Path bare = temporary.resolve("foreign.safetensors");
    SavedModel saved = SavedModel.load(run);
    Checkpoint.Builder weights = Checkpoint.builder();
    for (ModelParameter parameter : saved.model().modelParameters()) {
      weights.tensor(parameter.name(), parameter.toPyTorch());
    }
    SafetensorsFile.write(bare, weights.build());
    Path file = temporary.resolve("known.safetensors");
    String[] options = {"--routing-rounds=1"};
    CommandRun.of(List.of("export", bare.toString(), "--safetensors", file.toString()), options)
        .succeeded();
    SavedModel known = SavedModel.load(file);
    CapsNetConfiguration network = (CapsNetConfiguration) known.model().configuration();
    assertThat(network.digitCaps().rounds()).isEqualTo(1);
    assertThat(known.configuration()).isEmpty();
    assertThat(evaluation(file).get("loss")).isEqualTo(evaluation(bare, options).get("loss"));
  }

  @Test
  void onnxIsDescribedAsItIsWritten() throws IOException {
    Path file = temporary.resolve("network.onnx");
    JsonNode found = export(run, "--onnx", file.toString());
    assertThat(found.at("/onnx/bytes").longValue()).isEqualTo(Files.size(file));
    assertThat(found.at("/onnx/opset").intValue()).isEqualTo(17);
    assertThat(found.at("/onnx/inputs/0").toString())
        .contains("\"images\"", "\"float32\"", "[\"batch\",\"1\",\"28\",\"28\"]");
    assertThat(found.at("/onnx/outputs")).hasSize(4);
    assertThat(found.at("/files/0").textValue()).isEqualTo(file.toString());
    Path small = temporary.resolve("small.onnx");
    String text =
        CommandRun.of(
                List.of("export", run.toString(), "--onnx", small.toString()),
                "--weights=float16",
                "--no-reconstruction")
            .succeeded()
            .out();
    assertThat(text)
        .contains("weights      float16", "opset 17", "input      images, float32 [batch, 1, 28,")
        .contains("output     lengths, float32 [batch, 10]")
        .doesNotContain("reconstruction");
    assertThat(Files.size(small)).isLessThan(Files.size(file) / 2);
  }

  @Test
  void whatCannotBeWrittenIsOneLine() {
    String network = run.resolve("checkpoint.safetensors").toString();
    String source = run.toString();
    assertThat(CommandRun.of("export", source).failed(ExitStatus.USAGE))
        .contains("expected --onnx FILE, --safetensors FILE or both");
    assertThat(CommandRun.of("export", source, "--safetensors", network).failed(ExitStatus.USAGE))
        .contains("is the network itself");
    assertThat(
            CommandRun.of("export", source, "--safetensors", "x", "--no-reconstruction")
                .failed(ExitStatus.USAGE))
        .contains("--no-reconstruction is of --onnx");
    assertThat(
            CommandRun.of("export", source, "--safetensors", "x", "--onnx", "x")
                .failed(ExitStatus.USAGE))
        .contains("the same file");
    assertThat(
            CommandRun.of("export", source, "--safetensors", "x", "--onnx", "./x")
                .failed(ExitStatus.USAGE))
        .contains("the same file");
    assertThat(
            CommandRun.of("export", source, "--onnx", "x", "--weights", "float8")
                .failed(ExitStatus.USAGE))
        .contains("float32, float16, bfloat16", "float8");
    assertThat(
            CommandRun.of("export", source, "--onnx", temporary.resolve("no/x").toString())
                .failed(ExitStatus.FAILED))
        .contains("no/x: cannot write");
  }
}
