package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.DrawnDigits;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.warp.AffNistFilesTest;
import capstan.mnist.warp.RandomPlacement;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The affNIST experiment on a tiny capsule network. */
class AffNistExperimentTest {
  @TempDir Path temporary;
  private Path data;
  private Path place;

  @BeforeEach
  void writeData() throws IOException {
    data = DrawnFolder.write(temporary.resolve("data"), 120, 20);
    place = temporary.resolve("affnist");
  }

  private List<String> words(String... more) {
    List<String> words = new ArrayList<>(List.of("experiment", "affnist", "--data=" + data));
    words.addAll(List.of("--out=" + place, "--networks=capsnet", "--batch=20", "--versions=3"));
    words.addAll(CommandRun.SMALL);
    words.addAll(List.of(more));
    return words;
  }

  private List<String> resumed(String... more) {
    List<String> words = new ArrayList<>(List.of("experiment", "affnist", "--resume=" + place));
    words.addAll(List.of("--data=" + data, "--threads=1"));
    words.addAll(List.of(more));
    return words;
  }

  @Test
  void trainsUntilTheTargetAndTests() throws IOException {
    CommandRun done = CommandRun.of(words("--target=1", "--epochs=5", "--json"));
    assertThat(done.status()).isZero();
    JsonNode json = new ObjectMapper().readTree(done.out());
    assertThat(json.at("/networks/0/name").textValue()).isEqualTo("capsnet");
    // One of a hundred is soon right.
    assertThat(json.at("/networks/0/epochs").intValue()).isLessThan(5);
    assertThat(json.at("/networks/0/transformedImages").intValue()).isEqualTo(60);
    assertThat(json.get("shown").textValue()).contains("3 versions", "20 images", "generated");
    List<String> table = Files.readAllLines(place.resolve("affnist.csv"));
    assertThat(table).hasSize(3);
    String[] moved = table.get(1).split(",");
    String[] transformed = table.get(2).split(",");
    assertThat(moved[2]).isEqualTo("moved");
    assertThat(transformed[2]).isEqualTo("transformed");
    String[] last = Files.readAllLines(place.resolve("capsnet/metrics.csv")).getLast().split(",");
    assertThat(Double.parseDouble(moved[5])).isEqualTo(Double.parseDouble(last[7]), within(1e-4));
    assertThat(json.at("/networks/0/movedErrorPercent").doubleValue())
        .isEqualTo(Double.parseDouble(moved[5]));
    assertThat(json.at("/networks/0/heldOutErrorPercent").doubleValue())
        .isEqualTo(Double.parseDouble(last[9]), within(1e-4));
    assertThat(json.at("/networks/0/transformedWrong").asText()).isEqualTo(transformed[4]);
    assertThat(json.at("/networks/0/transformedErrorPercent").doubleValue())
        .isEqualTo(Double.parseDouble(transformed[5]))
        .isEqualTo(100.0 * Integer.parseInt(transformed[4]) / 60);
    assertThat(Double.parseDouble(transformed[5]))
        .isBetween(Double.parseDouble(transformed[6]), Double.parseDouble(transformed[7]));
    // 4 measures of 8 parts and a heading; each measure parts all images.
    List<String> maps = Files.readAllLines(place.resolve("maps.csv"));
    assertThat(maps).hasSize(33);
    for (int measure = 0; measure < 4; measure++) {
      List<String> parts = maps.subList(1 + 8 * measure, 9 + 8 * measure);
      assertThat(parts.stream().map(part -> part.split(",")[0]).distinct()).hasSize(1);
      assertThat(sum(parts, 4)).isEqualTo(60);
      assertThat(sum(parts, 5)).isEqualTo(Integer.parseInt(transformed[4]));
    }
    for (String name : List.of("curves.png", "digits.png")) {
      assertThat(ImageIO.read(place.resolve(name).toFile()).getWidth()).isGreaterThan(200);
    }
    // Its runs are looked into like any other, in the frame that they were trained in.
    List<String> evaluation =
        List.of("evaluate", place.resolve("capsnet").toString(), "--data=" + data, "--json");
    assertThat(
            new ObjectMapper()
                .readTree(CommandRun.of(evaluation, "--margin=6").succeeded().out())
                .get("errorPercent")
                .doubleValue())
        .isEqualTo(Double.parseDouble(moved[5]));
    assertThat(CommandRun.of(evaluation).failed(1)).contains("40x40x1", "28x28x1", "--margin=6");
    // Nothing is left to train; the same test gives the same.
    CommandRun again = CommandRun.of(resumed("--versions=3")).succeeded();
    assertThat(again.out()).contains("run 1 of 1: capsnet, finished").doesNotContain("done:");
    assertThat(Files.readAllLines(place.resolve("affnist.csv"))).isEqualTo(table);
  }

  private static int sum(List<String> rows, int column) {
    return rows.stream().mapToInt(row -> Integer.parseInt(row.split(",")[column])).sum();
  }

  @Test
  void stopsAtTheLastEpochAndSaysSo() throws IOException {
    String out = CommandRun.of(words("--target=100", "--epochs=1")).succeeded().out();
    assertThat(out).contains("capsnet ended with its last epoch", "below the 100 % asked for");
    // 120 training images: 10 held out.
    assertThat(out).contains("110 training images", "20 test images");
    // affNIST's own files, or what has their form.
    Path published =
        AffNistFilesTest.write(
            temporary.resolve("1.mat"),
            RandomPlacement.shifted(DrawnDigits.dataset(1, 20, DrawnDigits.SEED, 1).test(), 6, 2));
    String shown = CommandRun.of(resumed("--affnist=" + published)).succeeded().out();
    assertThat(shown).contains("1 version of 20 images: affNIST, " + published.getFileName());
    // Its second kind of test images are here the first's, at the same places.
    List<String> table = Files.readAllLines(place.resolve("affnist.csv"));
    assertThat(table.get(2).split(",")[5]).isEqualTo(table.get(1).split(",")[5]);
  }

  /** As if it was stopped between its trainings and its test. */
  @Test
  void whatItTestsOnIsKeptUntilItIsFinished() throws IOException {
    CommandRun.of(words("--target=1", "--epochs=1", "--images=10")).succeeded();
    String table = Files.readString(place.resolve("affnist.csv"));
    for (String name : List.of("affnist.csv", "affnist.json", "maps.csv")) {
      Files.delete(place.resolve(name));
    }
    Path published =
        AffNistFilesTest.write(
            temporary.resolve("1.mat"),
            RandomPlacement.shifted(DrawnDigits.dataset(1, 20, DrawnDigits.SEED, 1).test(), 6, 2));
    for (String other : List.of("--versions=4", "--images=11", "--affnist=" + published)) {
      assertThat(CommandRun.of(resumed(other)).failed(ExitStatus.USAGE))
          .contains("began with --versions 3 --images 10", other.replace('=', ' '));
    }
    String out = CommandRun.of(resumed()).succeeded().out();
    assertThat(out).contains("3 versions of 10 images");
    assertThat(place.resolve("affnist.csv")).hasContent(table);
    // Now that it is finished, its networks may be tested otherwise, and are so from then on.
    CommandRun.of(resumed("--affnist=" + published)).succeeded();
    assertThat(CommandRun.of(resumed()).succeeded().out()).contains("1 version of 10 images: aff");
    Path moved = Files.move(published, temporary.resolve("moved.mat"));
    Files.delete(place.resolve("affnist.json"));
    assertThat(CommandRun.of(resumed()).failed(1)).contains("1.mat", "no such file");
    CommandRun.of(resumed("--affnist=" + moved)).succeeded();
  }

  @Test
  void allFilesOfAffNistAreReadBeforeItTrains() throws IOException {
    Path published = Files.createDirectory(temporary.resolve("published"));
    AffNistFilesTest.write(
        published.resolve("1.mat"),
        RandomPlacement.shifted(DrawnDigits.dataset(1, 20, DrawnDigits.SEED, 1).test(), 6, 2));
    Files.writeString(published.resolve("2.mat"), "damaged");
    List<String> words = words("--epochs=1", "--affnist=" + published);
    words.removeIf(word -> word.startsWith("--versions"));
    assertThat(CommandRun.of(words).failed(1)).contains("2.mat");
    assertThat(place).doesNotExist();
  }

  @Test
  void refusesWhatItCannotDo() throws IOException {
    assertThat(CommandRun.of(words("--target=0")).failed(2)).contains("target", "0");
    assertThat(CommandRun.of(words("--epochs=0")).failed(2)).contains("--epochs");
    assertThat(CommandRun.of("experiment", "affnist").failed(2)).contains("--out");
    List<String> unknown = words();
    unknown.replaceAll(word -> word.startsWith("--networks") ? "--networks=rnn" : word);
    assertThat(CommandRun.of(unknown).failed(2)).contains("rnn", "capsnet");
    unknown.replaceAll(word -> word.startsWith("--networks") ? "--networks=cnn,cnn" : word);
    assertThat(CommandRun.of(unknown).failed(2)).contains("cnn,cnn");
    assertThat(CommandRun.of(words("--affnist=nowhere", "--epochs=2")).failed(2))
        .contains("--versions");
    assertThat(place).doesNotExist();
    List<String> small = words("--epochs=1");
    small.removeIf(word -> word.startsWith("--versions"));
    Path narrow =
        AffNistFilesTest.write(
            temporary.resolve("28.mat"), DrawnDigits.dataset(1, 20, DrawnDigits.SEED, 1).test());
    small.add("--affnist=" + narrow);
    assertThat(CommandRun.of(small).failed(1))
        .contains("28.mat", "28x28x1, expected 40x40x1")
        .doesNotContain("--margin");
    assertThat(place.resolve("capsnet")).doesNotExist();
    for (String setting :
        List.of("--target=99", "--epochs=3", "--networks=cnn", "--conv1-size=5")) {
      assertThat(CommandRun.of(resumed(setting)).failed(2))
          .contains(setting.split("=")[0], "resumed");
    }
    assertThat(CommandRun.of(resumed("--affnist=nowhere")).failed(1)).contains("nowhere");
  }
}
