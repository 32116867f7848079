package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ablation on a tiny network. */
class AblationExperimentTest {
  @TempDir Path temporary;
  private Path data;
  private Path place;

  @BeforeEach
  void writeData() throws IOException {
    data = DrawnFolder.write(temporary.resolve("data"), 60, 30);
    place = temporary.resolve("ablation");
  }

  private List<String> words(String... more) {
    List<String> words = new ArrayList<>(List.of("experiment", "ablation", "--data=" + data));
    words.addAll(List.of("--out=" + place, "--epochs=2", "--batch=20"));
    CommandRun.SMALL.stream().filter(word -> !word.startsWith("--decoder")).forEach(words::add);
    words.addAll(List.of("--decoder-hidden=8,16"));
    words.addAll(List.of(more));
    return words;
  }

  private List<String> resumed() {
    return List.of("experiment", "ablation", "--resume=" + place, "--data=" + data, "--threads=1");
  }

  @Test
  void trainsEveryRowWithEverySeed() throws IOException {
    CommandRun done = CommandRun.of(words("--seeds=2", "--seed=5", "--json"));
    assertThat(done.status()).isZero();
    JsonNode json = new ObjectMapper().readTree(done.out());
    assertThat(json.get("files")).extracting(JsonNode::textValue).contains(place + "/ablation.csv");
    ObjectNode kept =
        (ObjectNode) new ObjectMapper().readTree(place.resolve("ablation.json").toFile());
    kept.set("files", json.get("files"));
    assertThat(kept).isEqualTo(json);
    JsonNode rows = json.get("rows");
    assertThat(rows).hasSize(4);
    assertThat(StreamSupport.stream(rows.spliterator(), false))
        .extracting(
            row -> row.get("routingRounds").intValue(),
            row -> row.get("reconstruction").booleanValue(),
            row -> row.get("errorsPercent").size())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, false, 2),
            org.assertj.core.groups.Tuple.tuple(1, true, 2),
            org.assertj.core.groups.Tuple.tuple(3, false, 2),
            org.assertj.core.groups.Tuple.tuple(3, true, 2));
    // Drawn digits are not what the paper's figures are of.
    assertThat(rows.get(3).has("paperMeanPercent")).isFalse();
    assertTableIsOfTheRuns(rows);
    assertThat(ImageIO.read(place.resolve("ablation.png").toFile()).getWidth()).isGreaterThan(200);
    // Each run is what 'train' would have made of the same switches.
    Path alone = temporary.resolve("alone");
    List<String> train = new ArrayList<>(CommandRun.smallTraining(data, alone, 2));
    train.addAll(List.of("--routing-rounds=1", "--seed=6"));
    CommandRun.of(train).succeeded();
    assertThat(metrics(alone))
        .isEqualTo(metrics(place.resolve("routing-1-reconstruction-yes-seed-6")));
    assertThat(metrics(alone))
        .isNotEqualTo(metrics(place.resolve("routing-1-reconstruction-yes-seed-5")))
        .isNotEqualTo(metrics(place.resolve("routing-3-reconstruction-yes-seed-6")))
        .isNotEqualTo(metrics(place.resolve("routing-1-reconstruction-no-seed-6")));
  }

  /** Each line of the table has what its run's own metrics say, each row of the JSON its lines'. */
  private void assertTableIsOfTheRuns(JsonNode rows) throws IOException {
    List<String> table = Files.readAllLines(place.resolve("ablation.csv"));
    assertThat(table).hasSize(9);
    for (String line : table.subList(1, 9)) {
      String[] cells = line.split(",");
      Path run =
          place.resolve(
              "routing-%s-reconstruction-%s-seed-%s".formatted(cells[0], cells[1], cells[2]));
      String[] last = Files.readAllLines(run.resolve("metrics.csv")).getLast().split(",");
      assertThat(cells[3]).isEqualTo("2");
      assertThat(cells[4]).isEqualTo("30");
      double error = Double.parseDouble(cells[6]);
      assertThat(error)
          .isEqualTo(Double.parseDouble(last[7]), within(1e-4))
          .isEqualTo(wrongOf30(cells[5]));
    }
    for (int row = 0; row < 4; row++) {
      double sum = 0;
      for (int seed = 0; seed < 2; seed++) {
        String[] cells = table.get(1 + row + 4 * seed).split(",");
        double error = Double.parseDouble(cells[6]);
        assertThat(rows.get(row).get("routingRounds").intValue())
            .isEqualTo(Integer.parseInt(cells[0]));
        assertThat(rows.get(row).get("errorsPercent").get(seed).doubleValue()).isEqualTo(error);
        sum += error;
      }
      assertThat(rows.get(row).get("meanPercent").doubleValue()).isEqualTo(sum / 2);
    }
  }

  private static double wrongOf30(String wrong) {
    return 100.0 * Integer.parseInt(wrong) / 30;
  }

  /** The metrics but for times. */
  private static List<String> metrics(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .map(line -> line.replaceAll(",[^,]*,[^,]*$", ""))
        .toList();
  }

  @Test
  void whatIsFinishedStaysAndTheRestIsDone() throws IOException {
    CommandRun.of(words("--seeds=1")).succeeded();
    List<String> table = Files.readAllLines(place.resolve("ablation.csv"));
    Path third = place.resolve("routing-3-reconstruction-no-seed-1");
    Path first = place.resolve("routing-1-reconstruction-no-seed-1");
    long untouched = Files.getLastModifiedTime(first.resolve("checkpoint.safetensors")).toMillis();
    // As a process leaves it that was killed before its first checkpoint.
    for (String name : List.of("checkpoint.safetensors", "checkpoint.previous.safetensors")) {
      Files.delete(third.resolve(name));
    }
    for (String name : List.of("curves.png", "reconstructions.png", "confusion.png")) {
      Files.deleteIfExists(third.resolve(name));
    }
    // And one that was killed after its first epoch.
    Files.delete(
        place.resolve("routing-1-reconstruction-yes-seed-1").resolve("checkpoint.safetensors"));
    CommandRun again = CommandRun.of(resumed());
    assertThat(again.status()).isZero();
    String out = again.out();
    assertThat(out).contains("run 1 of 4: routing 1, without reconstruction, seed 1, finished");
    assertThat(out.lines().filter(line -> line.startsWith("done:"))).hasSize(2);
    assertThat(withoutTimes(Files.readAllLines(place.resolve("ablation.csv"))))
        .isEqualTo(withoutTimes(table));
    assertThat(Files.getLastModifiedTime(first.resolve("checkpoint.safetensors")).toMillis())
        .isEqualTo(untouched);
  }

  @Test
  void picturesThatAKillPreventedAreDrawn() throws IOException {
    CommandRun.of(words("--seeds=1", "--rounds=1")).succeeded();
    Path run = place.resolve("routing-1-reconstruction-yes-seed-1");
    byte[] checkpoint = Files.readAllBytes(run.resolve("checkpoint.safetensors"));
    byte[] confusion = Files.readAllBytes(run.resolve("confusion.png"));
    Files.delete(run.resolve("confusion.png"));
    Files.delete(run.resolve("reconstructions.png"));
    Files.delete(place.resolve("ablation.csv"));
    Files.delete(place.resolve("ablation.png"));
    // As of the epoch before.
    Files.setLastModifiedTime(run.resolve("curves.png"), FileTime.fromMillis(0));
    assertThat(CommandRun.of(resumed()).status()).isZero();
    assertThat(run.resolve("confusion.png")).hasBinaryContent(confusion);
    assertThat(run.resolve("reconstructions.png")).exists();
    assertThat(Files.getLastModifiedTime(run.resolve("curves.png")).toMillis()).isPositive();
    assertThat(place.resolve("ablation.csv")).exists();
    assertThat(place.resolve("ablation.png")).exists();
    assertThat(run.resolve("checkpoint.safetensors")).hasBinaryContent(checkpoint);
  }

  @Test
  void finishedRunsOfOtherDataAreRefused() throws IOException {
    CommandRun.of(words("--seeds=1", "--rounds=1")).succeeded();
    byte[] table = Files.readAllBytes(place.resolve("ablation.csv"));
    Path other = DrawnFolder.write(temporary.resolve("other"), 61, 30);
    assertThat(
            CommandRun.of("experiment", "ablation", "--resume=" + place, "--data=" + other)
                .failed(1))
        .contains("trained on other data", "60 training", "61 training");
    assertThat(place.resolve("ablation.csv")).hasBinaryContent(table);
  }

  private static List<String> withoutTimes(List<String> lines) {
    return lines.stream().map(line -> line.replaceAll(",[^,]*$", "")).toList();
  }

  @Test
  void refusesWhatItCannotDo() throws IOException {
    assertThat(CommandRun.of(words("--routing-rounds=2")).failed(2)).contains("--routing-rounds");
    assertThat(CommandRun.of(words("--no-decoder")).failed(2)).contains("decoder");
    assertThat(CommandRun.of(words("--seeds=0")).failed(2)).contains("seeds", "0");
    assertThat(CommandRun.of(words("--rounds=3,3")).failed(2)).contains("rounds", "3, 3");
    assertThat(CommandRun.of(words("--rounds=0")).failed(2)).contains("0");
    assertThat(CommandRun.of(words("--no-warped-target")).failed(2)).contains("warped-target");
    assertThat(CommandRun.of("experiment", "ablation").failed(2)).contains("--out");
    assertThat(place).doesNotExist();
    for (String setting : List.of("--seeds=2", "--rounds=1", "--epochs=3", "--conv1-size=5")) {
      assertThat(CommandRun.of(resumed(), setting).failed(2))
          .contains(setting.split("=")[0], "resumed");
    }
    assertThat(CommandRun.of(resumed()).failed(1)).contains("no such run folder");
    Path plain = temporary.resolve("plain");
    CommandRun.of(CommandRun.smallTraining(data, plain, 1)).succeeded();
    assertThat(
            CommandRun.of("experiment", "ablation", "--resume=" + plain, "--data=" + data)
                .failed(1))
        .contains("config.json");
  }
}
