package capstan.mnist.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inspect.ScoredImages;
import capstan.capsnet.model.ScoreKind;
import capstan.mnist.text.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When answers are to be believed, of four test images and two others, worked out by hand. */
class FiguresOfConfidenceTest {
  private static final Path NETWORK = Path.of("one");

  /** The third is misread; it has the shortest capsule, and the last but one is drawn worse. */
  private static final ScoredImages TEST =
      new ScoredImages(
          ImageSet.copyOf("inside", 1, 1, 1, 3, new byte[4], new byte[] {0, 1, 2, 1}),
          List.of(0, 1, 0, 1),
          List.of(0.9, 0.72, 0.35, 0.55),
          List.of(0.6, 0.45, 0.2, 0.3),
          Optional.of(List.of(0.01, 0.04, 0.03, 0.02)));

  private static final ScoredImages OUTSIDE =
      new ScoredImages(
          ImageSet.copyOf("others", 1, 1, 1, 3, new byte[2], new byte[2]),
          List.of(1, 2),
          List.of(0.5, 0.6),
          List.of(0.25, 0.5),
          Optional.of(List.of(0.05, 0.025)));

  private static ConfidenceFindings found() {
    return ConfidenceFindings.of(ScoreKind.LENGTHS, TEST, Optional.of(OUTSIDE));
  }

  private static List<NamedCsvRecord> rows(String csv) {
    return CsvReader.builder().ofNamedCsvRecord(csv).stream().toList();
  }

  private static List<Double> numbers(NamedCsvRecord row, String... columns) {
    return List.of(columns).stream()
        .map(column -> Double.parseDouble(row.getField(column)))
        .toList();
  }

  @Test
  void bins() {
    List<NamedCsvRecord> rows = rows(ConfidenceTables.bins(found()));
    assertThat(rows).hasSize(20);
    NamedCsvRecord score = rows.get(3);
    assertThat(score.getField("score")).isEqualTo("length");
    assertThat(numbers(score, "low", "high", "images", "mean_score", "wrong", "error_percent"))
        .containsExactly(0.3, 0.4, 1.0, 0.35, 1.0, 100.0);
    NamedCsvRecord share = rows.get(10 + 6);
    assertThat(share.getField("score")).isEqualTo("share");
    assertThat(numbers(share, "low", "high", "images", "mean_score", "wrong", "error_percent"))
        .containsExactly(0.6, 0.7, 1.0, 0.6, 0.0, 0.0);
    assertThat(
            rows(
                ConfidenceTables.bins(
                    ConfidenceFindings.of(ScoreKind.LOGITS, TEST, Optional.empty()))))
        .hasSize(10);
  }

  @Test
  void refusals() {
    List<NamedCsvRecord> rows = rows(ConfidenceTables.refusals(found()));
    String[] columns = {"threshold", "refused_percent", "answered", "wrong", "error_percent"};
    assertThat(rows).hasSize(12);
    assertThat(numbers(rows.get(2), columns)).containsExactly(0.55, 25.0, 3.0, 0.0, 0.0);
    assertThat(rows.get(6).getField("criterion")).isEqualTo("reconstruction");
    assertThat(numbers(rows.get(6), columns)).containsExactly(0.03, 25.0, 3.0, 1.0, 100.0 / 3);
    // Trusted less, by score and by error: 7/8, 5/8, 1/8, 3/8 and 7/8, 1/8, 3/8, 5/8.
    assertThat(rows.subList(8, 12))
        .extracting(row -> numbers(row, "threshold", "wrong"))
        .containsExactly(
            List.of(0.875, 0.0), List.of(0.5, 0.0), List.of(0.375, 0.0), List.of(0.25, 1.0));
  }

  @Test
  void images() {
    List<NamedCsvRecord> rows = rows(ConfidenceTables.images(found()));
    assertThat(rows)
        .extracting(row -> String.join(" ", row.getFields()))
        .containsExactly(
            "test 0 0 0 0.9 0.6 0.01",
            "test 1 1 1 0.72 0.45 0.04",
            "test 2 2 0 0.35 0.2 0.03",
            "test 3 1 1 0.55 0.3 0.02",
            "outside 0  1 0.5 0.25 0.05",
            "outside 1  2 0.6 0.5 0.025");
  }

  @Test
  void forPrograms() throws IOException {
    JsonNode json =
        new ObjectMapper().readTree(Json.of(ConfidenceTables.found(NETWORK, found()), List.of()));
    assertThat(json.get("images").intValue()).isEqualTo(4);
    assertThat(json.get("wrong").intValue()).isEqualTo(1);
    assertThat(json.get("outsideImages").intValue()).isEqualTo(2);
    // 0.1 + 0.28 + 0.35 + 0.45 and 0.4 + 0.55 + 0.2 + 0.7, of four images.
    assertThat(json.get("calibrationErrorPercent").doubleValue()).isCloseTo(29.5, within(1e-9));
    assertThat(json.get("calibrationErrorOfSharesPercent").doubleValue())
        .isCloseTo(46.25, within(1e-9));
    assertThat(json.get("bins")).hasSize(4);
    double[] errors = {100 / 16.0, 100 * (1 / 3.0 + 1 / 4.0) / 4, 100 / 16.0};
    double[] areas = {5 / 8.0, 6 / 8.0, 5.5 / 8};
    double[] halves = {0.72, 0.02, 0.5};
    for (int i = 0; i < 3; i++) {
      JsonNode criterion = json.at("/criteria/" + i);
      assertThat(criterion.get("meanErrorPercentOverRefusals").doubleValue())
          .isCloseTo(errors[i], within(1e-9));
      assertThat(criterion.get("outsideAreaUnderCurve").doubleValue()).isEqualTo(areas[i]);
      assertThat(criterion.at("/refusing/6/threshold").doubleValue()).isEqualTo(halves[i]);
      assertThat(criterion.at("/refusing/6/answered").intValue()).isEqualTo(2);
    }
  }

  @Test
  void forPeople() {
    StringWriter text = new StringWriter();
    ConfidenceText.print(new PrintWriter(text, true), NETWORK, found());
    assertThat(text.toString())
        .containsPattern("0\\.3 to 0\\.4 +1 +1 +100\\.00 % .* 0\\.350\n")
        .contains("29.50 % of the lengths, 46.25 % of their share")
        .containsPattern("refused +length below +reconstruction above +both below\n")
        .containsPattern("0 % +all: 25.00 % left +all: 25.00 % left +all: 25.00 % left\n")
        .containsPattern("50 % +0.7200: 0.00 % left +0.0200: 0.00 % left +0.5000: 0.00 % left\n")
        .containsPattern("average +6.250 % left +14.583 % left +6.250 % left\n")
        .containsPattern("outside +0.6250 +0.7500 +0.6875\n");
  }
}
