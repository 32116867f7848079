package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.exit.ExitStatus;
import capstan.mnist.text.Figures;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several tiny networks evaluated together. */
class EvaluateTogetherTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temporary;

  private static Path data;
  private static Path first;
  private static Path second;

  @BeforeAll
  static void train() throws IOException {
    data = DrawnFolder.write(temporary.resolve("data"), 60, 30);
    first = temporary.resolve("first");
    second = temporary.resolve("second");
    CommandRun.of(CommandRun.smallTraining(data, first, 1)).succeeded();
    CommandRun.of(CommandRun.smallTraining(data, second, 2), "--seed=2").succeeded();
  }

  private static CommandRun evaluate(String... words) {
    return CommandRun.of(List.of("evaluate", "--threads=1", "--data=" + data), words);
  }

  private static JsonNode json(CommandRun run) throws IOException {
    assertThat(run.status()).isZero();
    return JSON.readTree(run.out());
  }

  @Test
  void eachStandsBesideAllTogether() throws IOException {
    String text = evaluate(first.toString(), second.toString()).succeeded().out();
    JsonNode both = json(evaluate(first.toString(), second.toString(), "--json"));
    assertThat(text)
        .contains("2, their lengths averaged", "Rows are the true classes")
        .contains("together  ", "(" + both.at("/together/wrong") + " of 30; 95 % interval");
    assertThat(text)
        .contains("loss        " + Figures.decimal(both.at("/together/loss").doubleValue(), 5));
    assertThat(both.get("averaged").textValue()).isEqualTo("lengths");
    int place = 0;
    for (Path run : List.of(first, second)) {
      JsonNode alone = json(evaluate(run.toString(), "--json"));
      JsonNode beside = both.at("/networks/" + place++);
      assertThat(text)
          .containsPattern(
              "(?m)^" + run.getFileName() + " +.*\\(" + alone.get("wrong") + " of 30;");
      for (String same : List.of("network", "wrong", "loss", "confusion")) {
        assertThat(beside.get(same)).isEqualTo(alone.get(same));
      }
      assertThat(alone.has("averaged")).isFalse();
    }
  }

  @Test
  void theTableHasWhatEachAnswered() throws IOException {
    Path out = temporary.resolve("tested");
    JsonNode found = json(evaluate(first.toString(), second.toString(), "--json", "--out=" + out));
    assertThat(found.get("files")).hasSize(4);
    List<NamedCsvRecord> rows =
        CsvReader.builder()
            .ofNamedCsvRecord(Files.readString(out.resolve("predictions.csv")))
            .stream()
            .toList();
    assertThat(rows).hasSize(30);
    assertThat(rows.stream().filter(row -> row.getField("wrong").equals("1")))
        .hasSize(found.at("/together/wrong").intValue());
    assertThat(
            rows.stream()
                .filter(row -> !row.getField("prediction_by_second").equals(row.getField("label"))))
        .hasSize(found.at("/networks/1/wrong").intValue());
    List<Integer> diagonal = new ArrayList<>();
    List<NamedCsvRecord> confusion =
        CsvReader.builder()
            .ofNamedCsvRecord(Files.readString(out.resolve("confusion.csv")))
            .stream()
            .toList();
    for (int label = 0; label < 10; label++) {
      String name = "" + label;
      NamedCsvRecord row = confusion.get(label);
      diagonal.add(Integer.parseInt(row.getField(name)));
      int images = row.getFields().subList(1, 11).stream().mapToInt(Integer::parseInt).sum();
      assertThat(rows.stream().filter(image -> image.getField("label_name").equals(name)))
          .hasSize(images);
    }
    assertThat(diagonal.stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(30 - found.at("/together/wrong").intValue());
    assertThat(rows)
        .allMatch(row -> row.getField("prediction_name").equals(row.getField("prediction")));
    assertThat(JSON.readTree(Files.readString(out.resolve("evaluation.json"))).get("together"))
        .isEqualTo(found.get("together"));
    assertThat(ImageIO.read(out.resolve("confusion.png").toFile()).getWidth()).isGreaterThan(300);
  }

  /** Frames of 24x24 from images of 28x28: middles, and images in the middle of an empty frame. */
  @Test
  void networksOfOtherPreparationAreRefusedUnlessOptionsSayWhatAllRead() throws IOException {
    Path middles = temporary.resolve("middles");
    CommandRun.of(CommandRun.smallTraining(data, middles, 1), "--crop=24x24").succeeded();
    Path small = DrawnFolder.writeMiddles(temporary.resolve("small"), 60, 30, 20);
    Path framed = temporary.resolve("in frames");
    CommandRun.of(CommandRun.smallTraining(small, framed, 1), "--margin=2").succeeded();
    CommandRun both = CommandRun.of("evaluate", middles.toString(), framed.toString());
    assertThat(both.failed(ExitStatus.FAILED))
        .contains(framed + "", "prepared by --margin 2", "those of " + middles, "--crop 24x24");
    CommandRun.of(
            "evaluate", middles.toString(), framed.toString(), "--data=" + data, "--crop=24x24")
        .succeeded();
    Path bare = temporary.resolve("bare.safetensors");
    CommandRun.of("export", framed.toString(), "--safetensors=" + bare).succeeded();
    assertThat(CommandRun.of("evaluate", bare.toString(), framed.toString()).succeeded().out())
        .contains("small");
  }

  @Test
  void networksThatDoNotFitAreRefusedByName() {
    Path framed = temporary.resolve("framed");
    CommandRun.of(CommandRun.smallTraining(data, framed, 1), "--margin=2").succeeded();
    assertThat(evaluate(first.toString(), framed.toString()).failed(ExitStatus.FAILED))
        .contains(framed.toString(), "32x32x1", "28x28x1", "cannot answer together");
    assertThat(evaluate(first.toString(), first + "/").failed(ExitStatus.USAGE))
        .contains("named twice");
    assertThat(evaluate().failed(ExitStatus.USAGE)).contains("RUN|FILE");
  }
}
