package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.Checksums;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.mnist.exit.ExitStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look into a trained network, on one that is tiny. */
class InspectionTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temporary;

  private static Path data;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    data = DrawnFolder.write(temporary.resolve("data"), 60, 30);
    run = temporary.resolve("tiny");
    CommandRun.of(CommandRun.smallTraining(data, run, 1)).succeeded();
    CommandRun.of(CommandRun.blindTraining(data, temporary.resolve("blind"), 1)).succeeded();
  }

  private static CommandRun inspect(String... words) {
    return CommandRun.of(List.of(words), "--data", data.toString(), "--threads=1");
  }

  private static JsonNode json(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--json");
    CommandRun run = inspect(all.toArray(String[]::new)).succeeded();
    assertThat(run.out().lines()).hasSize(1);
    return JSON.readTree(run.out());
  }

  private static BufferedImage picture(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).as(file.toString()).isGreaterThan(200);
    return image;
  }

  @Test
  void reconstructDrawsTheFirstTheWorstAndTheMisread() throws IOException {
    Path out = temporary.resolve("deep/drawn again");
    JsonNode json = json("reconstruct", run.toString(), "--out", out.toString(), "--shown=5");
    assertThat(json.get("images").intValue()).isEqualTo(30);
    assertThat(json.get("worst")).hasSize(5);
    double before = Double.POSITIVE_INFINITY;
    for (JsonNode worst : json.get("worst")) {
      assertThat(worst.get("squaredErrorByLabel").doubleValue()).isLessThanOrEqualTo(before);
      before = worst.get("squaredErrorByLabel").doubleValue();
    }
    assertThat(before).isGreaterThan(json.get("squaredErrorPerImageByLabel").doubleValue());
    assertThat(json.get("misread")).hasSize(json.get("misreadCount").intValue()).isNotEmpty();
    for (JsonNode misread : json.get("misread")) {
      assertThat(misread.get("label")).isNotEqualTo(misread.get("prediction"));
    }
    for (String name : List.of("first.png", "worst.png", "misread.png")) {
      picture(out.resolve(name));
    }
    assertThat(json.get("files")).hasSize(3);
  }

  @Test
  void picturesLieBesideTheCheckpointUnlessSaidOtherwise() throws IOException {
    Path copy = Files.createDirectories(temporary.resolve("moved")).resolve("net.safetensors");
    Files.copy(run.resolve("checkpoint.safetensors"), copy);
    String text = inspect("reconstruct", copy.toString(), "--images=7").succeeded().out();
    assertThat(text).contains("images         7,", "by label ", "by prediction ");
    picture(copy.resolveSibling("reconstruct").resolve("first.png"));
  }

  @Test
  void perturbDrawsAGridAndASheetAndMeasures() throws IOException {
    Path out = temporary.resolve("perturbed");
    JsonNode json = json("perturb", run.toString(), "--out", out.toString(), "--samples=3");
    assertThat(json.get("image").textValue()).startsWith("test image 0, a ");
    picture(out.resolve("perturb-0.png"));
    picture(out.resolve("sheet.png"));
    List<String> rows = Files.readAllLines(out.resolve("dimensions.csv"));
    assertThat(rows.getFirst()).startsWith("class,dimension,images,pixel_change,ink,");
    assertThat(json.get("dimensions")).hasSize(rows.size() - 1);
    // Four dimensions for each class of which an image was read rightly.
    assertThat((rows.size() - 1) % 4).isZero();
    // The other classes are named.
    List<Integer> classes = new ArrayList<>();
    json.get("dimensions").forEach(row -> classes.add(row.get("class").intValue()));
    json.get("classesNotMeasured").forEach(row -> classes.add(row.intValue()));
    assertThat(classes.stream().distinct()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(classes).hasSize(rows.size() - 1 + json.get("classesNotMeasured").size());
    assertThat(json.get("classesNotMeasured")).hasSize(10 - (rows.size() - 1) / 4);
  }

  @Test
  void perturbTakesATestImageOrAPicture() throws IOException {
    Path out = temporary.resolve("one");
    String text =
        inspect("perturb", run.toString(), "5", "--out", out.toString()).succeeded().out();
    assertThat(text).contains("image     test image 5, a ");
    picture(out.resolve("perturb-5.png"));
    assertThat(out.resolve("sheet.png")).doesNotExist();

    Path drawing = temporary.resolve("my digit.png");
    BufferedImage image = new BufferedImage(50, 70, BufferedImage.TYPE_BYTE_GRAY);
    image.createGraphics().fillRect(20, 10, 8, 45);
    ImageIO.write(image, "png", drawing.toFile());
    assertThat(
            inspect("perturb", run.toString(), drawing.toString(), "--out", out.toString())
                .succeeded()
                .out())
        .contains("image     my digit.png, read as ");
    picture(out.resolve("perturb-my digit.png"));
    // How a picture is routed depends on no data: none is looked for.
    CommandRun routed =
        CommandRun.of("routing", run.toString(), drawing.toString(), "--out", out.toString());
    assertThat(routed.succeeded().out())
        .contains("image     my digit.png, read as ")
        .doesNotContain("drawn");
    picture(out.resolve("routing-my digit.png"));
  }

  @Test
  void routingDrawsMapsAndSaysHowItSettles() throws IOException {
    Path out = temporary.resolve("routed");
    JsonNode json = json("routing", run.toString(), "4", "--out", out.toString());
    picture(out.resolve("routing-4.png"));
    assertThat(json.get("rounds")).hasSize(3);
    assertThat(json.at("/rounds/0/meanEntropyBits").doubleValue())
        .isEqualTo(Math.log(10) / Math.log(2), within(1e-6));
    assertThat(json.at("/rounds/2/lengths")).hasSize(10);
    // Three rounds of 6x6 places with two types each.
    List<String> rows = Files.readAllLines(out.resolve("routing-4.csv"));
    assertThat(rows).hasSize(1 + 3 * 72);
    assertThat(rows.getLast()).startsWith("3,5,5,1,");
    assertThat(
            inspect("routing", temporary.resolve("blind").toString(), "4", "--out", out.toString())
                .succeeded()
                .out())
        .contains("round  mean entropy, bits");
    assertThat(inspect("routing", run.toString()).failed(ExitStatus.USAGE)).contains("IMAGE");
  }

  @Test
  void embedDrawsAMapOfAllImages() throws IOException {
    Path out = temporary.resolve("embedded");
    JsonNode json = json("embed", run.toString(), "--out", out.toString());
    picture(out.resolve("map.png"));
    List<String> rows = Files.readAllLines(out.resolve("map.csv"));
    assertThat(rows).hasSize(1 + 30);
    assertThat(json.at("/varianceShares/0").doubleValue())
        .isGreaterThan(json.at("/varianceShares/1").doubleValue())
        .isLessThanOrEqualTo(1);
    assertThat(
            inspect("embed", temporary.resolve("blind").toString(), "--images=9").succeeded().out())
        .contains("images    9,", "40 numbers each");
  }

  @Test
  void compareTellsWhatDiffers() throws IOException {
    Path out = temporary.resolve("compared");
    Path blind = temporary.resolve("blind");
    String[] words = {"compare", run.toString(), blind.toString(), "--out", out.toString()};
    CommandRun text = CommandRun.of(words).succeeded();
    assertThat(text.out())
        .containsPattern(" tiny +blind")
        .containsPattern("test error, last epoch +[0-9.]+ % +[0-9.]+ %")
        .containsPattern("its 95 % interval +[0-9.]+ to [0-9.]+ %")
        .containsPattern("model decoder enabled +true +false")
        .doesNotContain("training batch");
    picture(out.resolve("curves.png"));
    List<NamedCsvRecord> table =
        CsvReader.builder().ofNamedCsvRecord(Files.readString(out.resolve("table.csv"))).stream()
            .toList();
    assertThat(table).extracting(row -> row.getField("run")).containsExactly("tiny", "blind");
    assertThat(table)
        .extracting(row -> row.getField("model_decoder_enabled"))
        .containsExactly("true", "false");
    assertThat(table)
        .allSatisfy(
            row ->
                assertThat(Double.parseDouble(row.getField("test_error_percent")))
                    .isEqualTo(100.0 * Integer.parseInt(row.getField("test_wrong")) / 30)
                    .isBetween(
                        Double.parseDouble(row.getField("low_percent")),
                        Double.parseDouble(row.getField("high_percent"))));
    JsonNode json = JSON.readTree(CommandRun.of(List.of(words), "--json").succeeded().out());
    assertThat(json.at("/runs/1/settings/model decoder enabled").textValue()).isEqualTo("false");
    assertThat(json.at("/runs/0/testImages").intValue()).isEqualTo(30);
    assertThat(json.at("/runs/0/parameters").longValue())
        .isGreaterThan(json.at("/runs/1/parameters").longValue());
  }

  @Test
  void compareNeedsTwoRunsThatTellOfTheirTraining() throws IOException {
    assertThat(CommandRun.of("compare", run.toString()).failed(ExitStatus.USAGE))
        .contains("expected at least two runs, found 1");
    assertThat(CommandRun.of("compare").failed(ExitStatus.USAGE)).contains("found 0");
    Checkpoint saved =
        SafetensorsFile.read(run.resolve("checkpoint.safetensors"), Checksums.REQUIRED);
    Checkpoint.Builder weights = Checkpoint.builder();
    saved.tensors().forEach(weights::tensor);
    Path bare = temporary.resolve("bare.safetensors");
    SafetensorsFile.write(bare, weights.build());
    assertThat(CommandRun.of("compare", run.toString(), bare.toString()).failed(ExitStatus.FAILED))
        .contains(bare.toString(), "bare weights");
  }

  @Test
  void reportIsOnePageThatNeedsNothingElse() throws IOException {
    Path page = temporary.resolve("page.html");
    JsonNode json = json("report", run.toString(), "--out", page.toString());
    inspect("report", run.toString(), "--out", temporary.resolve("new/page.html").toString())
        .succeeded();
    assertThat(temporary.resolve("new/page.html")).exists();
    assertThat(json.get("images").intValue()).isEqualTo(30);
    assertThat(json.get("bytes").longValue()).isEqualTo(Files.size(page));
    Document read = Jsoup.parse(Files.readString(page));
    assertThat(read.select("h2").eachText())
        .containsExactly(
            "Training",
            "Errors",
            "Reconstructions",
            "What the dimensions draw",
            "Capsules",
            "Time",
            "Configuration",
            "Environment of this report");
    assertThat(read.select("img").eachAttr("src"))
        .hasSizeGreaterThan(6)
        .allSatisfy(source -> assertThat(source).startsWith("data:image/png;base64,"));
    // Nothing that a browser would fetch or run.
    assertThat(read.select("script, link, iframe, object, [href], [onload], [onerror]")).isEmpty();
    assertThat(read.select("style").html()).doesNotContain("url(", "@import");
    assertThat(read.text()).contains("of 30 misread; 95 % interval");
    assertThat(read.select("table"))
        .allSatisfy(table -> assertThat(table.select("tbody tr")).isNotEmpty());
  }

  @Test
  void reportSaysAtItsTopWhatWasTrainedWhen() throws IOException {
    Path page = temporary.resolve("top.html");
    JsonNode json = json("report", run.toString(), "--out", page.toString());
    Document read = Jsoup.parse(Files.readString(page));
    Map<String, String> top = new LinkedHashMap<>();
    read.select("table")
        .first()
        .select("tr")
        .forEach(row -> top.put(row.child(0).text(), row.child(1).text()));
    assertThat(top.keySet())
        .containsExactly(
            "network",
            "seed",
            "training",
            "last saved",
            "test images",
            "test error",
            "parameters",
            "report made");
    assertThat(top.get("network"))
        .isEqualTo("paper with conv1 kernels 4, primary caps types 2 and 3 more changed");
    assertThat(top.get("seed")).isEqualTo("1");
    assertThat(top.get("training")).startsWith("1 of 1 epoch, 3 steps; ");
    assertThat(top.get("last saved")).matches("20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d .+");
    int wrong = json.get("wrong").intValue();
    assertThat(top.get("test error"))
        .startsWith("%.2f %% (%d of 30 misread;".formatted(100 * wrong / 30.0, wrong));
    // Settings beside the preset's, and all of them folded away.
    assertThat(read.select("tr:has(th:containsOwn(batch))").first().children().eachText())
        .containsExactly("batch", "20", "128");
    assertThat(read.select("details").last().select("tr")).hasSizeGreaterThan(40);
  }

  /** Of dimensions that carry a name the class is named too, as the data calls it. */
  @Test
  void reportNamesTheClassesOfMeasuredDimensions() throws IOException {
    Path pictures = temporary.resolve("pictures");
    for (String half : List.of("train", "test")) {
      for (int image = 0; image < 12; image++) {
        BufferedImage drawn = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 4; y < 24; y++) {
          drawn.setRGB(8 + image % 3 + (image % 2 == 0 ? 0 : y / 4), y, 0xffffff);
        }
        Path file =
            pictures
                .resolve(half)
                .resolve(image % 2 == 0 ? "upright" : "leaning")
                .resolve(image + ".png");
        Files.createDirectories(file.getParent());
        ImageIO.write(drawn, "png", file.toFile());
      }
    }
    Path named = temporary.resolve("named");
    assertThat(CommandRun.of(CommandRun.smallTraining(pictures, named, 20)).status()).isZero();
    CommandRun.of("report", named.toString(), "--data", pictures.toString(), "--threads=1");
    Document read = Jsoup.parse(Files.readString(named.resolve("report.html")));
    List<String> classes =
        read.select("details:has(summary:contains(carries a name)) tbody th").eachText();
    assertThat(classes).isNotEmpty().isSubsetOf("upright", "leaning");
  }

  @Test
  void reportLeavesOutWhatIsNotThere() throws IOException {
    Path blind = temporary.resolve("blind");
    inspect("report", blind.toString(), "--images=10").succeeded();
    Document read = Jsoup.parse(Files.readString(blind.resolve("report.html")));
    assertThat(read.text()).contains("The network has no decoder.");
    Path folder = temporary.resolve("pages").resolve("first");
    inspect("report", blind.toString(), "--images=10", "--out", folder.toString()).succeeded();
    assertThat(folder.resolve("report.html")).isRegularFile();
    Path taken = Files.createDirectories(temporary.resolve("taken.html"));
    assertThat(inspect("report", run.toString(), "--out", taken.toString()).failed(1))
        .contains(taken.toString(), "expected a file");
  }

  @Test
  void anImageThatIsNotThereIsNamed() {
    assertThat(inspect("perturb", run.toString(), "30").failed(ExitStatus.FAILED))
        .contains("no test image 30", "0 to 29");
    assertThat(inspect("perturb", run.toString(), "nothing.png").failed(ExitStatus.FAILED))
        .contains("nothing.png");
    assertThat(
            CommandRun.of("perturb", run.toString(), "--data", data.toString(), "--", "-1")
                .failed(ExitStatus.FAILED))
        .contains("no test image -1");
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    Path blind = temporary.resolve("blind");
    for (String command : List.of("reconstruct", "perturb")) {
      assertThat(inspect(command, blind.toString()).failed(ExitStatus.FAILED))
          .contains(blind.toString(), "no decoder");
    }
    assertThat(inspect("reconstruct", "nowhere").failed(ExitStatus.FAILED)).contains("nowhere");
    Path file = Files.writeString(temporary.resolve("a file"), "");
    assertThat(
            inspect("reconstruct", run.toString(), "--images=5", "--out", file.toString())
                .failed(ExitStatus.FAILED))
        .contains(file.toString(), "expected a folder");
  }
}
