package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.network.Preset;
import capstan.mnist.argument.RunEntry;
import capstan.mnist.argument.RunPath;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.experiment.AblationConfiguration;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

/** Every kind of folder that may lie among runs. */
class RunsTest {
  @TempDir private static Path runs;

  @BeforeAll
  static void make() throws IOException {
    Path data = DrawnFolder.write(runs.resolve("no run/digits"), 40, 10);
    CommandRun.of(CommandRun.smallTraining(data, runs.resolve("done"), 1)).succeeded();
    Files.writeString(runs.resolve("notes.txt"), "not a run either");
    for (String name : List.of("cut", "busy")) {
      copy("checkpoint.safetensors", name);
      copy("config.json", name);
    }
    Path cut = runs.resolve("cut/checkpoint.safetensors");
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 8));
    copy("config.json", "early");
    Files.createDirectory(runs.resolve("spoilt"));
    Files.writeString(runs.resolve("spoilt/config.json"), "{}");
    try (RunFolder table = RunFolder.create(runs.resolve("table"))) {
      table.writeConfiguration(
          new AblationConfiguration(List.of(1, 3), 2, Preset.PAPER.configuration()));
      table.keepWithoutCheckpoint();
    }
    // From the newest to the oldest.
    int hour = 9;
    for (String file :
        List.of(
            "early/config.json",
            "done/checkpoint.safetensors",
            "busy/checkpoint.safetensors",
            "cut/checkpoint.safetensors",
            "spoilt/config.json",
            "table/config.json")) {
      Files.setLastModifiedTime(
          runs.resolve(file), FileTime.fromMillis(1_700_000_000_000L + 3_600_000L * hour--));
    }
  }

  private static void copy(String file, String to) throws IOException {
    Files.createDirectories(runs.resolve(to));
    Files.copy(runs.resolve("done/" + file), runs.resolve(to + "/" + file));
  }

  @Test
  void areListedWhateverTheyAre() throws IOException {
    try (RunFolder busy = RunFolder.resume(runs.resolve("busy"))) {
      List<String> lines =
          CommandRun.of("runs", runs.toString()).succeeded().out().lines().toList();
      assertThat(lines).hasSize(7);
      assertThat(lines.get(0)).matches("run +saved +preset +data +epochs +test error +state");
      assertThat(lines.get(1)).matches("early +2023-11-1\\d .* paper +– +0 of 1 +– +stopped");
      assertThat(lines.get(2))
          .matches("done .* paper +the files in digits +1 of 1 +[0-9.]+ % +complete");
      assertThat(lines.get(3)).matches("busy .* 1 of 1 .* running");
      assertThat(lines.get(4)).matches("cut .* damaged: .*checkpoint.safetensors.*");
      assertThat(lines.get(5)).matches("spoilt .* damaged: .*config.json.*");
      assertThat(lines.get(6)).matches("table .* experiment");
      assertThat(busy.path()).exists();
    }
    JsonNode json =
        new ObjectMapper()
            .readTree(CommandRun.of("runs", runs.toString(), "--json").succeeded().out());
    assertThat(json).hasSize(6);
    assertThat(json.at("/1/run").textValue()).isEqualTo(runs.resolve("done").toString());
    assertThat(json.at("/1/state").textValue()).isEqualTo("complete");
    assertThat(json.at("/2/state").textValue()).isEqualTo("complete");
    assertThat(json.at("/1/epochsPlanned").intValue()).isEqualTo(1);
    assertThat(json.at("/3/fault").textValue()).contains("checkpoint");
  }

  @Test
  void areNoneInAFolderWithout() throws IOException {
    Path empty = Files.createDirectories(runs.resolve("no run/empty"));
    assertThat(CommandRun.of("runs", empty.toString()).succeeded().out()).startsWith("no runs in");
    assertThat(CommandRun.of("runs", empty + "/none").failed(ExitStatus.FAILED)).contains("none");
  }

  @Test
  void theLatestIsTheNewestOfItsKind() {
    EnumSet<RunEntry.State> usable = EnumSet.of(RunEntry.State.COMPLETE, RunEntry.State.RUNNING);
    assertThat(new RunPath(runs, usable, "run").convert("latest")).isEqualTo(runs.resolve("done"));
    EnumSet<RunEntry.State> stopped = EnumSet.of(RunEntry.State.STOPPED);
    assertThat(new RunPath(runs, stopped, "run").convert("latest"))
        .isEqualTo(runs.resolve("early"));
    assertThat(new RunPath(runs, stopped, "run").convert("other")).isEqualTo(Path.of("other"));
    RunPath none = new RunPath(runs.resolve("no run"), stopped, "unfinished run");
    assertThatThrownBy(() -> none.convert("latest"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("found no unfinished run in");
  }
}
