package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.Checksums;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.mnist.exit.ExitStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands one after the other, as a user goes through them. */
class CommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temporary;

  private static Path data;
  private static Path run;
  private static CommandRun training;

  @BeforeAll
  static void train() throws IOException {
    data = DrawnFolder.write(temporary.resolve("data"), 90, 30);
    run = temporary.resolve("some runs/first");
    training =
        CommandRun.of(CommandRun.smallTraining(data, run, 2), "--validation=10", "--seed=3")
            .succeeded();
  }

  private static String train(String run, String... options) {
    return CommandRun.of(CommandRun.smallTraining(data, temporary.resolve(run), 1), options)
        .succeeded()
        .out();
  }

  @Test
  void trainSaysWhatItIsGoingToDo() {
    assertThat(training.out())
        .contains("paper, Sabour, Frosst and Hinton")
        .contains("conv1 kernels 4 (paper: 256)", "seed 3 (paper: 1)", "epochs 2 (paper: 10)")
        .doesNotContain("decay steps")
        .contains(
            "the files in "
                + data.getFileName()
                + ": 90 training images, 10 of them held out, 30 test")
        .containsPattern("network +[0-9,]+ parameters")
        .containsPattern("memory +needs about [0-9,]+ MiB, Java may use [0-9,]+ MiB")
        .containsPattern("backend +.*1 thread")
        .contains("2 epochs of 4 steps (80 images, 160 in all), batch 20, seed 3")
        .contains(run.toString());
  }

  @Test
  void trainPrintsLinesWhereNobodyWatches() {
    assertThat(training.out())
        .containsPattern(
            "epoch 1/2, 20/80 images, loss [0-9.]+ \\(margin [0-9.]+, reconstruction [0-9.]+\\),"
                + " accuracy")
        .containsPattern("epoch 1: test error [0-9.]+ % \\([0-9]+ of 30; 95 % interval")
        .containsPattern("epoch 2: .* validation error [0-9.]+ % \\([0-9]+ of 10;")
        .containsPattern("epoch 2: .* s training \\([0-9,]+ images/s\\), [0-9.]+ s testing")
        .containsPattern("done: 2 epochs, 8 steps")
        .doesNotContain("\r");
  }

  @Test
  void aRunFolderHoldsEverything() throws IOException {
    assertThat(run)
        .isDirectoryContaining("glob:**/config.json")
        .isDirectoryContaining("glob:**/metrics.csv")
        .isDirectoryContaining("glob:**/checkpoint.safetensors")
        .isDirectoryContaining("glob:**/checkpoint.previous.safetensors");
    for (String picture : List.of("curves.png", "reconstructions.png", "confusion.png")) {
      BufferedImage image = ImageIO.read(run.resolve(picture).toFile());
      assertThat(image.getWidth()).as(picture).isGreaterThan(300);
    }
    assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(3);
  }

  @Test
  void evaluateWritesWhatItFound() throws IOException {
    Path out = run.resolveSibling("tested");
    CommandRun done =
        CommandRun.of(
            "evaluate", run.toString(), "--data=" + data, "--out=" + out, "--json", "--threads=1");
    assertThat(done.status()).isZero();
    JsonNode json = JSON.readTree(done.out());
    assertThat(json.get("files")).hasSize(4);
    for (JsonNode file : json.get("files")) {
      assertThat(Path.of(file.textValue())).exists();
    }
    JsonNode kept = JSON.readTree(Files.readString(out.resolve("evaluation.json")));
    assertThat(kept.get("confusion")).isEqualTo(json.get("confusion"));
    List<NamedCsvRecord> predictions = table(out.resolve("predictions.csv"));
    assertThat(predictions).hasSize(30);
    assertThat(predictions.stream().filter(row -> row.getField("wrong").equals("1")))
        .hasSize(json.get("wrong").intValue())
        .allMatch(row -> !row.getField("label").equals(row.getField("prediction")));
    int[][] counts = new int[10][10];
    for (NamedCsvRecord row : predictions) {
      counts[Integer.parseInt(row.getField("label"))][
          Integer.parseInt(row.getField("prediction"))]++;
    }
    List<NamedCsvRecord> confusion = table(out.resolve("confusion.csv"));
    for (int actual = 0; actual < 10; actual++) {
      for (int predicted = 0; predicted < 10; predicted++) {
        assertThat(confusion.get(actual).getField(1 + predicted))
            .isEqualTo("" + counts[actual][predicted]);
        assertThat(json.at("/confusion/" + actual + "/" + predicted).intValue())
            .isEqualTo(counts[actual][predicted]);
      }
    }
    assertThat(ImageIO.read(out.resolve("confusion.png").toFile()).getWidth()).isGreaterThan(300);
    assertThat(
            CommandRun.of("evaluate", run.toString(), "--data=" + data, "--out=" + out)
                .succeeded()
                .out())
        .contains("written     " + out.resolve("predictions.csv"));
  }

  private static List<NamedCsvRecord> table(Path file) throws IOException {
    return CsvReader.builder().ofNamedCsvRecord(Files.readString(file)).stream().toList();
  }

  @Test
  void trainSaysAllOfItInJson() throws IOException {
    Path other = run.resolveSibling("said in JSON");
    CommandRun said = CommandRun.of(CommandRun.smallTraining(data, other, 2), "--json");
    assertThat(said.status()).isZero();
    assertThat(said.err()).contains("epoch 2: test error");
    JsonNode json = JSON.readTree(said.out());
    assertThat(json.get("run").textValue()).isEqualTo(other.toString());
    assertThat(json.get("epochs")).hasSize(2);
    assertThat(said.err())
        .contains(
            "epoch 2: test error %.2f %% (%d of 30;"
                .formatted(
                    json.at("/epochs/1/test/errorPercent").doubleValue(),
                    json.at("/epochs/1/test/wrong").intValue()));
    assertThat(json.at("/epochs/1").has("validation")).isFalse();
    assertThat(json.get("parameters").intValue()).isPositive();
  }

  @Test
  void anotherRunMustHaveAnotherFolder() {
    assertThat(CommandRun.of(CommandRun.smallTraining(data, run, 2)).failed(ExitStatus.FAILED))
        .contains(run.toString(), "already holds a run");
  }

  @Test
  void evaluateAgreesWithTheLastEpoch() throws IOException {
    CommandRun text =
        CommandRun.of("evaluate", run.toString(), "--data", data.toString()).succeeded();
    JsonNode json =
        JSON.readTree(
            CommandRun.of(
                    "evaluate", run.toString(), "--data", data.toString(), "--json", "--batch=7")
                .succeeded()
                .out());
    int wrong = json.get("wrong").intValue();
    assertThat(training.out()).contains("(" + wrong + " of 30; 95 % interval");
    assertThat(text.out())
        .contains("(" + wrong + " of 30; 95 % interval", "images/s", "Rows are the true classes");
    assertThat(json.get("images").intValue()).isEqualTo(30);
    assertThat(json.get("errorPercent").doubleValue()).isEqualTo(100.0 * wrong / 30);
    int images = 0;
    int right = 0;
    for (int actual = 0; actual < 10; actual++) {
      for (int predicted = 0; predicted < 10; predicted++) {
        images += json.at("/confusion/" + actual + "/" + predicted).intValue();
      }
      right += json.at("/confusion/" + actual + "/" + actual).intValue();
    }
    assertThat(images).isEqualTo(30);
    assertThat(right).isEqualTo(30 - wrong);
  }

  @Test
  void evaluateTakesBareWeightsWithTheNetworkInOptions() throws IOException {
    Checkpoint saved =
        SafetensorsFile.read(run.resolve("checkpoint.safetensors"), Checksums.REQUIRED);
    Checkpoint.Builder weights = Checkpoint.builder();
    saved
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (!name.startsWith("adam")) {
                weights.tensor(name, tensor);
              }
            });
    Path bare = temporary.resolve("bare.safetensors");
    SafetensorsFile.write(bare, weights.build());

    assertThat(
            CommandRun.of("evaluate", bare.toString(), "--drawn", "--conv1-kernels=5")
                .failed(ExitStatus.FAILED))
        .contains("conv1.weight", "[4, 1, 9, 9]", "[5, 1, 9, 9]");
    // The shapes of the tensors tell all of these options.
    String withNone =
        CommandRun.of("evaluate", bare.toString(), "--data", data.toString()).succeeded().out();
    String withOptions =
        CommandRun.of(
                List.of("evaluate", bare.toString(), "--data", data.toString()),
                CommandRun.SMALL.toArray(String[]::new))
            .succeeded()
            .out();
    String fromRun =
        CommandRun.of("evaluate", run.toString(), "--data", data.toString()).succeeded().out();
    assertThat(withOptions.substring(withOptions.indexOf("Rows")))
        .isEqualTo(fromRun.substring(fromRun.indexOf("Rows")))
        .isEqualTo(withNone.substring(withNone.indexOf("Rows")));
  }

  @Test
  void aCheckpointOfAnotherConfigurationIsRefused() {
    assertThat(
            CommandRun.of("evaluate", run.toString(), "--routing-rounds=2")
                .failed(ExitStatus.FAILED))
        .contains("another configuration", "rounds", "checkpoint 3", "requested 2");
    assertThat(
            CommandRun.of(
                    "train", "--resume", run.toString(), "--data", data.toString(), "--batch=30")
                .failed(ExitStatus.FAILED))
        .contains("another configuration", "batch", "checkpoint 20", "requested 30");
  }

  @Test
  void predictReadsPictures() throws IOException {
    ImageSet digits = DrawnDigits.dataset(1, 2, 9, 1).test();
    Path first = picture(digits, 0, "first.png");
    Path second = picture(digits, 1, "second.jpg");
    Path seen = temporary.resolve("seen.png");
    CommandRun text =
        CommandRun.of(
                "predict",
                run.toString(),
                first.toString(),
                second.toString(),
                "--reconstruct",
                seen.toString())
            .succeeded();
    JsonNode json =
        JSON.readTree(
            CommandRun.of("predict", run.toString(), first.toString(), second.toString(), "--json")
                .succeeded()
                .out());
    assertThat(text.out().lines()).hasSize(2);
    assertThat(json).hasSize(2);
    int label = json.at("/0/class").intValue();
    assertThat(text.out()).startsWith(first + ": " + label + "  (lengths 0: 0.");
    JsonNode lengths = json.at("/0/lengths");
    assertThat(lengths).hasSize(10);
    for (JsonNode length : lengths) {
      assertThat(length.floatValue()).isBetween(0f, lengths.get(label).floatValue());
    }
    assertThat(ImageIO.read(seen.toFile()).getHeight()).isGreaterThan(2 * 28);
  }

  /** A digit as somebody might photograph it: large, dark on light. */
  private static Path picture(ImageSet digits, int index, String name) throws IOException {
    int scale = 5;
    int size = 28 * scale;
    BufferedImage image = new BufferedImage(size + 40, size, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size + 40; x++) {
        int ink = x < size ? digits.pixel(index, y / scale, x / scale, 0) : 0;
        int grey = 240 - ink * 220 / 255;
        image.setRGB(x, y, grey << 16 | grey << 8 | grey);
      }
    }
    Path file = temporary.resolve(name);
    ImageIO.write(image, name.substring(name.indexOf('.') + 1), file.toFile());
    return file;
  }

  @Test
  void predictRefusesWhatIsNoPicture() throws IOException {
    Path text = Files.writeString(temporary.resolve("text.png"), "no picture");
    assertThat(CommandRun.of("predict", run.toString(), text.toString()).failed(ExitStatus.FAILED))
        .contains(text.toString());
    assertThat(CommandRun.of("predict", run.toString(), "nowhere.png").failed(ExitStatus.FAILED))
        .contains("nowhere.png");
  }

  @Test
  void withoutADecoderThereIsNothingToReconstruct() throws IOException {
    Path without = temporary.resolve("without");
    CommandRun.of(CommandRun.blindTraining(data, without, 1)).succeeded();
    assertThat(without.resolve("reconstructions.png")).doesNotExist();
    Path picture = picture(DrawnDigits.dataset(1, 1, 9, 1).test(), 0, "third.png");
    assertThat(
            CommandRun.of(
                    "predict", without.toString(), picture.toString(), "--reconstruct", "x.png")
                .failed(ExitStatus.FAILED))
        .contains("--reconstruct", "no decoder");
  }

  @Test
  void moreEpochsMayFollow() {
    train("raised");
    String raised = temporary.resolve("raised").toString();
    CommandRun more =
        CommandRun.of(
                "train",
                "--resume",
                raised,
                "--data",
                data.toString(),
                "--epochs=2",
                "--backend=scalar")
            .succeeded();
    assertThat(more.out())
        .contains("resumed   after step 5 of 10", "epoch 2: test error", "backend   scalar")
        .contains("the learning rate goes on along the curve of 10 steps")
        .doesNotContain("epoch 1: ");
    assertThat(
            CommandRun.of("train", "--resume", raised, "--data", data.toString(), "--epochs=1")
                .status())
        .isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void otherDataCannotGoOn() throws IOException {
    Path other = DrawnFolder.write(temporary.resolve("other"), 91, 30);
    assertThat(
            CommandRun.of("train", "--resume", run.toString(), "--data", other.toString())
                .failed(ExitStatus.FAILED))
        .contains("other data", "90", "91");
  }

  @Test
  void theSameDataMayHaveMoved() throws IOException {
    Path moved = DrawnFolder.write(temporary.resolve("moved"), 90, 30);
    assertThat(
            CommandRun.of("train", "--resume", run.toString(), "--data", moved.toString())
                .succeeded()
                .out())
        .contains("resumed   after step 8 of 8");
  }
}
