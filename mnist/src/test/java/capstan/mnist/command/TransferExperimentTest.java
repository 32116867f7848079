package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.Checksums;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.network.Preset;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.experiment.TransferConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The experiment with trained weights on a tiny network. */
class TransferExperimentTest {
  @TempDir static Path temporary;

  private static Path data;
  private static Path source;

  @BeforeAll
  static void train() throws IOException {
    data = DrawnFolder.write(temporary.resolve("digits"), 60, 20);
    source = temporary.resolve("source");
    CommandRun.of(CommandRun.smallTraining(data, source, 1)).succeeded();
  }

  private static List<String> words(Path place, String... more) {
    List<String> words = new ArrayList<>(List.of("experiment", "transfer", source.toString()));
    words.addAll(List.of("--data=" + data, "--out=" + place, "--epochs=1", "--batch=10"));
    words.addAll(List.of("--threads=1"));
    words.addAll(List.of(more));
    return words;
  }

  private static float[] conv1(Path run) throws IOException {
    return SafetensorsFile.read(run.resolve("checkpoint.safetensors"), Checksums.REQUIRED)
        .tensors()
        .get("conv1.weight")
        .toArray();
  }

  /** A line of the table without the seconds. */
  private static List<String> table(Path place) throws IOException {
    return Files.readAllLines(place.resolve("transfer.csv")).stream()
        .map(line -> line.replaceAll(",[^,]*$", ""))
        .toList();
  }

  @Test
  void trainsEveryNumberOfImagesFromEveryStartAndGoesOn() throws IOException {
    Path place = temporary.resolve("transfer");
    String out = CommandRun.of(words(place, "--images=20,40")).succeeded().out();
    List<String> table = table(place);
    assertThat(table).hasSize(1 + 2 * 3);
    assertThat(table.get(1)).startsWith("20,nothing,");
    assertThat(table.get(6)).startsWith("40,frozen,");
    assertThat(ImageIO.read(place.resolve("transfer.png").toFile()).getWidth()).isGreaterThan(200);
    assertThat(place.resolve("transfer.json")).content().contains("\"frozen\"", "\"source\"");
    assertThat(out)
        .contains("from the weights of source", "held      conv1, primary_caps", "40 training");
    assertThat(conv1(place.resolve("frozen-40"))).isEqualTo(conv1(source));
    assertThat(conv1(place.resolve("weights-40"))).isNotEqualTo(conv1(source));
    assertThat(CommandRun.of("runs", temporary.toString()).succeeded().out())
        .containsPattern("(?m)^transfer .* experiment");

    // As a process leaves it that was killed in its last run, whose source is gone.
    Path last = place.resolve("frozen-40");
    for (String name :
        List.of(
            "checkpoint.safetensors",
            "checkpoint.previous.safetensors",
            "curves.png",
            "reconstructions.png",
            "confusion.png")) {
      Files.deleteIfExists(last.resolve(name));
    }
    Path gone = temporary.resolve("gone");
    Files.move(source, gone);
    try {
      CommandRun.of("experiment", "transfer", "--resume=" + place, "--threads=1").succeeded();
    } finally {
      Files.move(gone, source);
    }
    assertThat(table(place)).isEqualTo(table);
  }

  @Test
  void theKeptWeightsAreNoCheckpoint() {
    assertThat(
            new TransferConfiguration("checkpoint", List.of(20), Preset.QUICK.configuration())
                .weights(temporary)
                .getFileName())
        .hasToString("from-checkpoint.safetensors");
  }

  @Test
  void whatCannotBeIsRefusedInALine() {
    Path place = temporary.resolve("refused");
    assertThat(CommandRun.of(words(place, "--limit=5")).failed(ExitStatus.USAGE))
        .contains("--limit");
    assertThat(CommandRun.of(words(place, "--freeze=conv1")).failed(ExitStatus.USAGE))
        .contains("--freeze");
    assertThat(CommandRun.of(words(place, "--images=40,20")).failed(ExitStatus.USAGE))
        .contains("40, 20");
    assertThat(
            CommandRun.of(words(place, "--images=20,40", "--validation=20"))
                .failed(ExitStatus.USAGE))
        .contains("--validation", "20 of 20");
    assertThat(CommandRun.of(words(place, "--images=20", "--keep=best")).failed(ExitStatus.FAILED))
        .contains("keep best", "--validation");
    assertThat(CommandRun.of(words(place, "--images=20,61")).failed(ExitStatus.FAILED))
        .contains("60 training images", "61");
    assertThat(
            CommandRun.of("experiment", "transfer", "--data=" + data, "--out=" + place)
                .failed(ExitStatus.USAGE))
        .contains("RUN|FILE");
    assertThat(
            CommandRun.of("experiment", "transfer", source.toString(), "--resume=" + place)
                .failed(ExitStatus.USAGE))
        .contains("RUN|FILE");
    assertThat(place).doesNotExist();
  }
}
