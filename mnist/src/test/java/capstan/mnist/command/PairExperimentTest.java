package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.exit.ExitStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The experiment with overlapping digits on a tiny network. */
class PairExperimentTest {
  @TempDir Path temporary;

  private List<String> words(Path data, Path run, int pairs) {
    List<String> words = new ArrayList<>(List.of("experiment", "multimnist", "--data=" + data));
    words.addAll(List.of("--out=" + run, "--pairs=" + pairs, "--batch=20"));
    words.addAll(CommandRun.SMALL);
    return words;
  }

  @Test
  void whatAPresetDoesToImagesBesideShiftsIsLeftOutAndTold() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 20, 10);
    Path run = temporary.resolve("pairs");
    assertThat(
            CommandRun.of(
                    List.of("experiment", "multimnist", "--preset=best", "--pairs=20"),
                    "--data=" + data,
                    "--out=" + run)
                .succeeded()
                .out())
        .contains("Pairs are shifted and nothing else, without the preset's rotate 15");
    assertThat(Files.readString(run.resolve("config.json"))).contains("\"rotate\" : 0.0");
  }

  @Test
  void trainsTestsAndDraws() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 30);
    Path run = temporary.resolve("pairs");
    CommandRun done = CommandRun.of(words(data, run, 120), "--json");
    assertThat(done.status()).isZero();
    JsonNode json = new ObjectMapper().readTree(done.out());
    assertThat(json.get("primaryCapsules").intValue()).isEqualTo(200);
    assertThat(json.get("epochs")).hasSize(2);
    assertThat(json.get("pairs").intValue()).isEqualTo(120);
    assertThat(json.get("pairsPerEpoch").intValue()).isEqualTo(60);
    assertThat(done.err())
        .containsPattern("epoch 2: test exact-match error [0-9.]+ % \\([0-9]+ of 30; 95 %")
        .containsPattern("training exact-match error .* \\([0-9,]+ pairs/s\\)")
        .contains("2 epochs of 3 steps (60 pairs, 120 in all)", "/60 pairs, loss")
        .doesNotContain("images/s");
    assertThat(json.at("/epochs/1/pairsSeen").intValue()).isEqualTo(120);
    assertThat(json.at("/epochs/1/testPairs").intValue()).isEqualTo(30);
    for (String name : List.of("curves.png", "errors.png", "pairs.png")) {
      assertThat(ImageIO.read(run.resolve(name).toFile()).getWidth()).isGreaterThan(200);
    }
    assertThat(Files.readAllLines(run.resolve("errors.csv"))).hasSize(3);
    assertThat(json.get("files")).hasSize(4);
    // Its report needs images that its pairs can be made of.
    List<String> report = List.of("report", run.toString(), "--data=" + data, "--threads=1");
    assertThat(CommandRun.of(report, "--images=1").failed(1)).contains("at least two classes");
    Path larger = DrawnFolder.write(temporary.resolve("larger"), 20, 10);
    assertThat(
            CommandRun.of(
                    List.of("report", run.toString(), "--data=" + larger, "--threads=1"),
                    "--margin=2")
                .failed(1))
        .contains("36x36x1", "40x40x1");
    // One that was stopped before its first checkpoint has nothing but this.
    Path early = Files.createDirectory(temporary.resolve("early"));
    Files.copy(run.resolve("config.json"), early.resolve("config.json"));
    assertThat(
            CommandRun.of("experiment", "multimnist", "--resume=" + early, "--data=" + data)
                .succeeded()
                .out())
        .contains("it begins again");
    assertThat(Files.readAllLines(early.resolve("errors.csv")))
        .isEqualTo(Files.readAllLines(run.resolve("errors.csv")));
    assertThat(CommandRun.of("train", "--resume=" + early, "--data=" + data).failed(1))
        .contains("experiment multimnist --resume");
    // A second time on another number of threads.
    Path again = temporary.resolve("again");
    List<String> words = words(data, again, 120);
    words.replaceAll(word -> word.equals("--threads=1") ? "--threads=2" : word);
    CommandRun.of(words).succeeded();
    assertThat(Files.readAllLines(again.resolve("errors.csv")))
        .isEqualTo(Files.readAllLines(run.resolve("errors.csv")));
    assertThat(
            CommandRun.of(
                    "experiment", "multimnist", "--resume=" + run, "--data=" + data, "--threads=1")
                .succeeded()
                .out())
        .contains("resumed", "done: 2 epochs");
  }

  @Test
  void kernelsNeedFitTheFrameAlone() throws IOException {
    // 28 pixels are too few for these kernels; the frame has 36.
    Path data = DrawnFolder.write(temporary.resolve("data"), 20, 10);
    CommandRun.of(
            words(data, temporary.resolve("large"), 20), "--conv1-size=20", "--primary-size=10")
        .succeeded();
    assertThat(
            CommandRun.of(
                    words(data, temporary.resolve("too large"), 20),
                    "--conv1-size=30",
                    "--primary-size=10")
                .failed(1))
        .contains("PrimaryCaps");
  }

  @Test
  void asManyPairsAsAskedForAndTestedAsOften() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 20);
    Path often = temporary.resolve("often");
    CommandRun.of(words(data, often, 100), "--pairs-per-epoch=25").succeeded();
    assertThat(seen(often)).containsExactly("25", "50", "75", "100");
    Path even = temporary.resolve("even");
    assertThat(CommandRun.of(words(data, even, 125)).succeeded().out())
        .contains("3 epochs of 3 steps (42 pairs, 126 in all)");
    assertThat(seen(even)).containsExactly("42", "84", "126");
    Path few = temporary.resolve("few");
    CommandRun.of(words(data, few, 30)).succeeded();
    assertThat(seen(few)).containsExactly("30");
    for (String anEpoch : List.of("0", "30", "200")) {
      assertThat(
              CommandRun.of(words(data, few, 100), "--pairs-per-epoch=" + anEpoch)
                  .failed(ExitStatus.USAGE))
          .contains("--pairs-per-epoch", anEpoch);
    }
  }

  @Test
  void aReportTellsOfPairs() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 30);
    Path run = temporary.resolve("pairs");
    CommandRun trained = CommandRun.of(words(data, run, 120), "--json");
    JsonNode last = new ObjectMapper().readTree(trained.out()).at("/epochs/1");
    CommandRun report =
        CommandRun.of("report", run.toString(), "--data=" + data, "--threads=1", "--json");
    assertThat(report.status()).isZero();
    JsonNode json = new ObjectMapper().readTree(report.out());
    assertThat(json.get("pairs").intValue()).isEqualTo(30);
    assertThat(json.get("wrong")).isEqualTo(last.get("wrong"));
    Document page = Jsoup.parse(Files.readString(run.resolve("report.html")));
    assertThat(page.select("h2").eachText())
        .containsExactly(
            "Training", "Pairs", "Time", "Configuration", "Environment of this report");
    assertThat(page.select("img")).hasSize(3);
    assertThat(page.text())
        .contains("test exact-match error", "pairs not matched exactly", "pairs/s")
        .doesNotContain("images/s", "misread");
  }

  private static List<String> seen(Path run) throws IOException {
    return Files.readAllLines(run.resolve("errors.csv")).stream()
        .skip(1)
        .map(row -> row.split(",")[0])
        .toList();
  }

  @Test
  void otherRunsAreNotResumed() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 40, 20);
    Path plain = temporary.resolve("plain");
    CommandRun.of(CommandRun.smallTraining(data, plain, 1)).succeeded();
    assertThat(
            CommandRun.of("experiment", "multimnist", "--resume=" + plain, "--data=" + data)
                .failed(ExitStatus.FAILED))
        .contains("'paper'", "expected one of multimnist");
    assertThat(CommandRun.of("experiment", "multimnist", "--out=x", "--pairs=0").failed(2))
        .contains("--pairs");
    Path pairs = temporary.resolve("pairs");
    CommandRun.of(words(data, pairs, 20)).succeeded();
    assertThat(CommandRun.of("train", "--resume=" + pairs, "--data=" + data).failed(1))
        .contains("overlapping pairs", "experiment multimnist --resume");
    assertThat(CommandRun.of("compare", pairs.toString(), plain.toString()).failed(1))
        .contains("pairs was trained on pairs, plain on images", "cannot be compared");
    assertThat(CommandRun.of("compare", pairs.toString(), pairs.toString()).succeeded().out())
        .contains("test exact-match error, last epoch", "test pairs wrong", "training pairs/s");
  }

  @Test
  void aRunIsMadeLonger() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 20);
    Path run = temporary.resolve("run");
    CommandRun.of(words(data, run, 80), "--pairs-per-epoch=40").succeeded();
    List<String> before = Files.readAllLines(run.resolve("errors.csv"));
    List<String> resume =
        List.of("experiment", "multimnist", "--resume=" + run, "--data=" + data, "--threads=1");
    assertThat(CommandRun.of(resume, "--pairs=79").failed(ExitStatus.USAGE))
        .contains("--pairs: this run is one of 80, which can only be raised, found 79");
    assertThat(CommandRun.of(resume, "--pairs=150").succeeded().out())
        .contains("4 epochs of 2 steps (40 pairs, 160 in all)", "done: 4 epochs");
    assertThat(seen(run)).containsExactly("40", "80", "120", "160");
    assertThat(Files.readAllLines(run.resolve("errors.csv")).subList(0, 3)).isEqualTo(before);
    assertThat(CommandRun.of(resume, "--pairs=160").succeeded().out()).contains("done: 4 epochs");
    // Epochs of all images.
    Path whole = temporary.resolve("whole");
    CommandRun.of(words(data, whole, 60)).succeeded();
    CommandRun.of("experiment", "multimnist", "--resume=" + whole, "--data=" + data, "--pairs=61")
        .succeeded();
    assertThat(seen(whole)).containsExactly("60", "120");
    // One that never began has the length that it was to have.
    Files.delete(run.resolve("checkpoint.safetensors"));
    Files.deleteIfExists(run.resolve("checkpoint.previous.safetensors"));
    assertThat(CommandRun.of(resume, "--pairs=200").failed(ExitStatus.FAILED))
        .contains("another configuration", "epochs");
  }

  @Test
  void aResumedRunTakesNoSettings() {
    for (String setting :
        List.of(
            "--pairs-per-epoch=20",
            "--batch=20",
            "--seed=2",
            "--conv1-kernels=4",
            "--no-decoder")) {
      assertThat(
              CommandRun.of("experiment", "multimnist", "--resume=x", setting)
                  .failed(ExitStatus.USAGE))
          .contains(setting.split("=")[0].replace("--no-", ""), "resumed");
    }
  }
}
