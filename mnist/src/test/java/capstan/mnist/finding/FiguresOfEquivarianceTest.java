package capstan.mnist.finding;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.WilsonInterval;
import capstan.mnist.experiment.Equivariance;
import capstan.mnist.experiment.Readout;
import capstan.mnist.experiment.TestedNetwork;
import capstan.mnist.experiment.Transformation;
import capstan.mnist.text.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every figure of transformed images stands where its name says: no two are alike. */
class FiguresOfEquivarianceTest {
  private static final ImageSet IMAGES =
      ImageSet.copyOf("t", 1, 1, 1, 2, new byte[1], new byte[1]).withClassNames(List.of("x", "y"));

  private static final List<EquivarianceReport.Tested> NETWORKS =
      List.of(
          tested("one", Preset.QUICK.configuration().model(), 0),
          tested("two", BaselineCnnConfiguration.MNIST, 40));

  private static EquivarianceReport.Tested tested(
      String name, ModelConfiguration network, int number) {
    return new EquivarianceReport.Tested(
        new TestedNetwork(name, Path.of(name), network.newModel(1), IMAGES), found(number));
  }

  private static List<Equivariance> found(int network) {
    List<Equivariance> found = new ArrayList<>();
    Transformation[] all = Transformation.values();
    for (int place = 0; place < all.length; place++) {
      Transformation each = all[place];
      int wrong = network + 20 * place;
      List<Equivariance.Point> points = new ArrayList<>();
      for (double value : each.steps()) {
        wrong++;
        double distance = points.isEmpty() ? Double.NaN : wrong / 100.0;
        points.add(new Equivariance.Point(value, 200, wrong, wrong / 1000.0, distance));
      }
      double r2 = network / 100.0 + place / 10.0;
      found.add(
          new Equivariance(each, points, List.of(readout(20, r2 + 0.02), readout(16, r2 + 0.01))));
    }
    return found;
  }

  private static Readout readout(int components, double r2) {
    Readout.Share left = new Readout.Share(0, Double.NaN, Double.NaN, Double.NaN);
    Readout.Share own = new Readout.Share(9, r2 - 0.5, r2 - 0.7, r2 - 0.3);
    return new Readout(
        20, components, new Readout.Share(7, r2, r2 - 0.2, r2 + 0.2), List.of(left, own));
  }

  private static List<NamedCsvRecord> rows(String csv) {
    return CsvReader.builder().ofNamedCsvRecord(csv).stream().toList();
  }

  @Test
  void steps() {
    List<NamedCsvRecord> rows = rows(EquivarianceTables.steps(NETWORKS));
    assertThat(rows).hasSize(2 * 50);
    WilsonInterval interval = WilsonInterval.of(42, 200).percent();
    assertThat(rows.get(51).getFields())
        .containsExactly(
            "two",
            "shift",
            "200",
            "-3.0",
            "42",
            "21.0",
            "" + interval.low(),
            "" + interval.high(),
            "0.042",
            "0.42");
    assertThat(rows.get(50).getField("distance")).isEmpty();
  }

  @Test
  void readouts() {
    List<NamedCsvRecord> rows = rows(EquivarianceTables.readouts(NETWORKS));
    assertThat(rows).hasSize(2 * 4 * 2 * 3);
    assertThat(rows.get(3))
        .extracting(row -> String.join(" ", row.getFields().subList(0, 7)))
        .isEqualTo("one shift all 20 16 7 0.01");
    assertThat(rows.get(4).getFields())
        .containsExactly("one", "shift", "x", "20", "16", "0", "", "", "");
    NamedCsvRecord last = rows.getLast();
    assertThat(last.getFields()).startsWith("two", "thickness", "y", "20", "16", "9");
    double r2 = 0.4 + 0.3 + 0.01;
    assertThat(last.getField("r2")).isEqualTo("" + (r2 - 0.5));
    assertThat(last.getField("low")).isEqualTo("" + (r2 - 0.7));
    assertThat(last.getField("high")).isEqualTo("" + (r2 - 0.3));
  }

  @Test
  void forPrograms() throws IOException {
    JsonNode all = new ObjectMapper().readTree(Json.of(EquivarianceTables.found(NETWORKS)));
    assertThat(all.at("/networks/1/name").textValue()).isEqualTo("two");
    JsonNode json = all.at("/networks/1/transformations/2");
    assertThat(json.get("transformation").textValue()).isEqualTo("scale");
    assertThat(json.get("unit").textValue()).isEqualTo("times as large");
    assertThat(json.at("/points/1/wrong").intValue()).isEqualTo(82);
    assertThat(json.at("/points/1/score").doubleValue()).isEqualTo(0.082);
    assertThat(json.at("/points/1/distance").doubleValue()).isEqualTo(0.82);
    assertThat(json.at("/points/0").has("distance")).isFalse();
    assertThat(json.at("/readouts/1/components").intValue()).isEqualTo(16);
    assertThat(json.at("/readouts/1/numbers").intValue()).isEqualTo(20);
    assertThat(json.at("/readouts/1/digits").intValue()).isEqualTo(7);
    assertThat(json.at("/readouts/1/classes/1/digits").intValue()).isEqualTo(9);
    assertThat(json.at("/readouts/1/low").doubleValue())
        .isLessThan(json.at("/readouts/1/high").doubleValue());
  }

  @Test
  void forPeople() {
    List<String> lines = EquivarianceText.of(NETWORKS);
    assertThat(lines)
        .startsWith(
            "one: the true class's capsule, 16 numbers; score is its length",
            "two: the last hidden layer, 192 numbers; score is the true class's probability")
        .contains(
            "       −3       1.00  0.002     0.020      21.00  0.042     0.420",
            "        4       4.50  0.009     0.090      24.50  0.049     0.490",
            "  one, 20 numbers           scale      0.220 (0.020 to 0.420; 7 digits)",
            "  two, 16 components of 20  thickness  0.710 (0.510 to 0.910; 7 digits)")
        .endsWith("1 class left out, having fewer than 4 digits");
  }
}
