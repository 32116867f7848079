package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.exit.ExitStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the answers of a tiny network are to be believed. */
class ConfidenceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temporary;

  private static Path data;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    data = DrawnFolder.write(temporary.resolve("data"), 400, 60);
    run = temporary.resolve("run");
    CommandRun.of(CommandRun.smallTraining(data, run, 3)).succeeded();
  }

  private static CommandRun confidence(Path network, String... words) {
    return CommandRun.of(List.of("confidence", network.toString(), "--threads=1"), words);
  }

  private static List<NamedCsvRecord> table(Path file) throws IOException {
    return CsvReader.builder().ofNamedCsvRecord(Files.readString(file)).stream().toList();
  }

  @Test
  void writesWhatItFound() throws IOException {
    Path out = temporary.resolve("out");
    String text = confidence(run, "--out=" + out).succeeded().out();
    JsonNode json = JSON.readTree(confidence(run, "--out=" + out, "--json").out());
    assertThat(text)
        .contains("test error", "drawn letters (generated: A E", "A length is no probability")
        .contains("length below", "reconstruction above", "both below")
        .contains("written     " + out.resolve("outside.png"));
    int wrong = json.get("wrong").intValue();
    assertThat(wrong)
        .isEqualTo(
            JSON.readTree(CommandRun.of("evaluate", run.toString(), "--json").out())
                .get("wrong")
                .intValue());
    assertThat(json.get("criteria")).hasSize(3);
    List<NamedCsvRecord> refusals = table(out.resolve("refusals.csv"));
    List<NamedCsvRecord> images = table(out.resolve("images.csv"));
    assertThat(images).hasSize(120);
    for (JsonNode criterion : json.get("criteria")) {
      JsonNode whole = criterion.at("/refusing/0");
      assertThat(whole.get("answered").intValue()).isEqualTo(60);
      assertThat(whole.get("wrong").intValue()).isEqualTo(wrong);
      assertThat(criterion.get("outsideAreaUnderCurve").doubleValue()).isBetween(0.0, 1.0);
    }
    checkRecount(refusals, images, "length", "score", 1);
    checkRecount(refusals, images, "reconstruction", "squared_error_per_pixel", -1);
    int binned =
        table(out.resolve("bins.csv")).stream()
            .filter(row -> row.getField("score").equals("length"))
            .mapToInt(row -> Integer.parseInt(row.getField("images")))
            .sum();
    assertThat(binned).isEqualTo(60);
    for (String picture : List.of("refusals.png", "calibration.png", "outside.png")) {
      assertThat(ImageIO.read(out.resolve(picture).toFile()).getWidth()).isGreaterThan(600);
    }
  }

  /** Each row against the images that are not refused. */
  private static void checkRecount(
      List<NamedCsvRecord> refusals,
      List<NamedCsvRecord> images,
      String criterion,
      String column,
      int sign) {
    List<NamedCsvRecord> rows =
        refusals.stream().filter(row -> row.getField("criterion").equals(criterion)).toList();
    assertThat(rows).hasSizeGreaterThan(30);
    for (NamedCsvRecord row : rows) {
      double threshold = Double.parseDouble(row.getField("threshold"));
      List<NamedCsvRecord> answered =
          images.stream()
              .filter(image -> image.getField("set").equals("test"))
              .filter(
                  image -> sign * Double.parseDouble(image.getField(column)) >= sign * threshold)
              .toList();
      assertThat(row.getField("answered")).isEqualTo("" + answered.size());
      assertThat(row.getField("wrong"))
          .isEqualTo(
              ""
                  + answered.stream()
                      .filter(
                          image -> !image.getField("label").equals(image.getField("prediction")))
                      .count());
    }
  }

  @Test
  void anotherSetMayBeTheOutside() throws IOException {
    Path same = DrawnFolder.write(temporary.resolve("same"), 10, 60);
    JsonNode json = JSON.readTree(confidence(run, "--outside=" + same, "--json").out());
    assertThat(json.get("outside").textValue()).contains("same");
    // They are the same digits, which nothing can tell apart.
    for (JsonNode criterion : json.get("criteria")) {
      assertThat(criterion.get("outsideAreaUnderCurve").doubleValue()).isEqualTo(0.5);
    }
    Path nothing = temporary.resolve("nothing");
    assertThat(confidence(run, "--outside=" + nothing).failed(ExitStatus.FAILED))
        .contains(nothing.toString());
  }

  @Test
  void withoutADecoderOnlyLengthsCount() {
    Path blind = temporary.resolve("blind");
    CommandRun.of(CommandRun.blindTraining(data, blind, 1)).succeeded();
    assertThat(confidence(blind, "--images=40").succeeded().out())
        .contains("of 40;", "Without a decoder there is no reconstruction error", "length below")
        .doesNotContain("reconstruction above");
  }

  @Test
  void inAFrameTheLettersAreFramedToo() throws IOException {
    Path framed = temporary.resolve("framed");
    CommandRun.of(CommandRun.smallTraining(data, framed, 1), "--margin=2").succeeded();
    assertThat(confidence(framed, "--images=40").succeeded().out())
        .contains("outside     drawn letters");
    Path small = DrawnFolder.write(temporary.resolve("small"), 10, 10);
    assertThat(confidence(run, "--data=" + small, "--margin=2").failed(ExitStatus.FAILED))
        .contains("28x28x1", "32x32x1");
  }
}
