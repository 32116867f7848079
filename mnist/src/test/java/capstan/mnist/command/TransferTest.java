package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.Checksums;
import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.StartingWeights;
import capstan.mnist.exit.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code capstan train --from}. */
class TransferTest {
  @TempDir static Path temporary;

  private static Path data;
  private static Path source;

  @BeforeAll
  static void train() throws IOException {
    data = DrawnFolder.write(temporary.resolve("digits"), 60, 20);
    source = temporary.resolve("source");
    CommandRun.of(CommandRun.smallTraining(data, source, 1)).succeeded();
  }

  private static List<String> from(Path weights, Path run) {
    return List.of(
        "train",
        "--from=" + weights,
        "--data=" + data,
        "--run=" + run,
        "--epochs=1",
        "--batch=20",
        "--threads=1");
  }

  @Test
  void theNetworkIsThatOfTheSourceAndTheRunTellsIt() throws IOException {
    Path run = temporary.resolve("run");
    String out = CommandRun.of(from(source, run), "--routing-rounds=2").succeeded().out();
    RunConfiguration found = RunFiles.readConfiguration(run, RunConfiguration.class);
    RunConfiguration before = RunFiles.readConfiguration(source, RunConfiguration.class);
    assertThat(found.preset()).isEqualTo("paper");
    assertThat(found.model())
        .isEqualTo(before.withModel(network(before, 2)).model())
        .isNotEqualTo(before.model());
    StartingWeights start = found.startedFrom().getFirst();
    assertThat(start.name()).isEqualTo("source");
    assertThat(out)
        .contains(
            "weights   from source, checksum "
                + start.checksum()
                + ": conv1, primary_caps, digit_caps, decoder.0, decoder.2, decoder.4\n")
        .doesNotContain("anew");
  }

  private static CapsNetConfiguration network(RunConfiguration of, int rounds) {
    return ((CapsNetConfiguration) of.model()).with("routing-rounds", rounds);
  }

  @Test
  void layersThatDoNotFitTheDataAreNamed() throws IOException {
    Path run = temporary.resolve("larger");
    String out =
        CommandRun.of(from(source, run), "--margin=2", "--initial-w=normal:1").succeeded().out();
    assertThat(out)
        .containsPattern("weights +from source, .*: conv1, primary_caps, decoder.0, decoder.2\n")
        .containsPattern("anew +digit_caps, decoder.4\n");
  }

  @Test
  void itGoesOnWithoutTheSource() throws IOException {
    Path lost = temporary.resolve("lost");
    CommandRun.of(CommandRun.smallTraining(data, lost, 1)).succeeded();
    Path run = temporary.resolve("resumed");
    CommandRun.of(from(lost, run)).succeeded();
    try (var files = Files.list(lost)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    String out = CommandRun.of("train", "--resume=" + run, "--epochs=2").succeeded().out();
    assertThat(out).contains("weights   from lost");
    assertThat(
            SafetensorsFile.read(run.resolve("checkpoint.safetensors"), Checksums.REQUIRED)
                .text("configuration"))
        .contains("\"lost\"");
  }

  @Test
  void whatCannotBeIsRefusedInALine() throws IOException {
    Path run = temporary.resolve("refused");
    assertThat(CommandRun.of(from(source, run), "--preset=quick").failed(ExitStatus.FAILED))
        .contains("source", "conv1.weight: found [4, 1, 9, 9], expected [32, 1, 9, 9]");
    assertThat(CommandRun.of(from(source, run), "--model=cnn").failed(ExitStatus.FAILED))
        .contains("conv1.weight: found [4, 1, 9, 9], expected [256, 1, 5, 5]");
    assertThat(CommandRun.of(from(temporary.resolve("none"), run)).failed(ExitStatus.FAILED))
        .contains("none");
    assertThat(
            CommandRun.of("train", "--resume=" + source, "--from=" + source)
                .failed(ExitStatus.USAGE))
        .contains("--from");
    assertThat(
            CommandRun.of(from(source, run), "--margin=2", "--freeze=conv1,decoder.4")
                .failed(ExitStatus.FAILED))
        .contains("freeze: found decoder.4, which begins anew");
    assertThat(CommandRun.of(from(source, run), "--initial-w=normal:1").failed(ExitStatus.USAGE))
        .contains("--initial-w has no effect: all layers are taken from source");
    assertThat(run).doesNotExist();
  }

  @Test
  void frozenLayersAreNamedAndKeepTheWeightsTaken() throws IOException {
    Path run = temporary.resolve("frozen");
    String out = CommandRun.of(from(source, run), "--freeze=conv1,decoder.0").succeeded().out();
    assertThat(out).contains("held      conv1, decoder.0\n");
    assertThat(tensor(run, "conv1.weight")).isEqualTo(tensor(source, "conv1.weight"));
    assertThat(tensor(run, "digit_caps.W")).isNotEqualTo(tensor(source, "digit_caps.W"));
    assertThat(
            CommandRun.of("train", "--resume=" + run, "--epochs=2", "--freeze=none")
                .failed(ExitStatus.FAILED))
        .contains("freeze");
  }

  private static float[] tensor(Path run, String name) throws IOException {
    return SafetensorsFile.read(run.resolve("checkpoint.safetensors"), Checksums.REQUIRED)
        .tensors()
        .get(name)
        .toArray();
  }

  @Test
  void unknownLayersAreRefusedWithTheKnown() throws IOException {
    Path run = temporary.resolve("unknown");
    assertThat(CommandRun.of(from(source, run), "--freeze=conv2").failed(ExitStatus.USAGE))
        .contains("'conv2'", "conv1, primary_caps, digit_caps, decoder.0, decoder.2, decoder.4");
    assertThat(CommandRun.of(from(source, run), "--freeze=").failed(ExitStatus.USAGE))
        .contains("--freeze");
  }

  @Test
  void withoutItsFirstCheckpointItDoesNotBeginAgain() throws IOException {
    Path run = temporary.resolve("begun");
    CommandRun.of(from(source, run)).succeeded();
    Files.delete(run.resolve("checkpoint.safetensors"));
    Files.deleteIfExists(run.resolve("checkpoint.previous.safetensors"));
    assertThat(CommandRun.of("train", "--resume=" + run).failed(ExitStatus.FAILED))
        .contains("weights of source", "--from");
  }
}
