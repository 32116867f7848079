package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.exit.ExitStatus;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run knows where its data is, and every command that has a run finds it there. */
class DataOfRunTest {
  @TempDir private static Path shared;
  private static Path data;
  private static Path run;
  @TempDir private Path temporary;

  @BeforeAll
  static void train() throws IOException {
    data = pictures(shared.resolve("private/birds"), "auk", "owl");
    run = shared.resolve("run");
    CommandRun.of(CommandRun.smallTraining(data, run, 1), "--margin=1", "--shift=1").succeeded();
  }

  /** Light squares, larger by the class. */
  private static Path pictures(Path folder, String... classes) throws IOException {
    for (String half : List.of("train", "test")) {
      for (int label = 0; label < classes.length; label++) {
        Path place = Files.createDirectories(folder.resolve(half + "/" + classes[label]));
        for (int image = 0; image < 6; image++) {
          BufferedImage picture = new BufferedImage(22, 22, BufferedImage.TYPE_BYTE_GRAY);
          picture.createGraphics().fillRect(image, image, 4 + 6 * label, 4 + 6 * label);
          ImageIO.write(picture, "png", place.resolve(image + ".png").toFile());
        }
      }
    }
    return folder;
  }

  private static Path copy(Path folder, Path to) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copied = to.resolve(folder.relativize(file).toString());
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied);
      }
    }
    return to;
  }

  private static String confusion(CommandRun evaluated) {
    return evaluated.succeeded().out().replaceAll("(?s).*(test error[^\n]*).*Rows(.*)", "$1 $2");
  }

  @Test
  void isFoundByEveryCommand() throws IOException {
    String given = confusion(evaluate(run, "--data=" + data, "--margin=1"));
    CommandRun found = evaluate(run);
    assertThat(confusion(found)).isEqualTo(given);
    assertThat(found.out()).contains("--data " + data.toAbsolutePath() + " --margin 1");
    // The same place with what the run says of it beside.
    assertThat(confusion(evaluate(run, "--data=" + data))).isEqualTo(given);
    for (String command : List.of("reconstruct", "embed", "routing")) {
      List<String> words =
          command.equals("routing")
              ? List.of(command, run.toString(), "3")
              : List.of(command, run.toString());
      CommandRun.of(words, "--threads=1", "--out=" + temporary.resolve(command)).succeeded();
    }
    CommandRun.of(
            "experiment",
            "rotation",
            run.toString(),
            "--step=90",
            "--out=" + temporary.resolve("rotation"))
        .succeeded();
  }

  private static CommandRun evaluate(Path network, String... others) {
    return CommandRun.of(List.of("evaluate", network.toString(), "--threads=1"), others);
  }

  @Test
  void isAskedForWhereItMovedOrChanged() throws IOException {
    Path moved = copy(data, temporary.resolve("moved"));
    Path other = temporary.resolve("other");
    CommandRun.of(CommandRun.smallTraining(moved, other, 1)).succeeded();
    Files.copy(moved.resolve("train/owl/1.png"), moved.resolve("train/owl/9.png"));
    assertThat(evaluate(other).failed(ExitStatus.FAILED))
        .contains("trained on other data", "12 training", "13 training", "give --data");
    Files.move(moved, temporary.resolve("elsewhere"));
    assertThat(evaluate(other).failed(ExitStatus.FAILED))
        .contains("moved: found no such folder", "give --data");
    assertThat(CommandRun.of("train", "--resume=" + other).failed(ExitStatus.FAILED))
        .contains("give --data");
  }

  /** A folder of an older version has no word on it, and a file that was given away has none. */
  @Test
  void isNeverReplacedByDrawnDigits() throws IOException {
    Path older = copy(run, temporary.resolve("older"));
    Files.delete(older.resolve("data.json"));
    String refused = evaluate(older).failed(ExitStatus.FAILED);
    assertThat(refused).contains("give --data").doesNotContain("--classes");
    assertThat(confusion(evaluate(older, "--data=" + data, "--margin=1")))
        .isEqualTo(confusion(evaluate(run)));
  }

  @Test
  void isRememberedFromWhereItIsGivenAgain() throws IOException {
    Path again = copy(run, temporary.resolve("again"));
    Path moved = copy(data, temporary.resolve("moved"));
    CommandRun.of("train", "--resume=" + again, "--data=" + moved, "--margin=1").succeeded();
    assertThat(evaluate(again).succeeded().out()).contains("--data " + moved.toAbsolutePath());
  }

  @Test
  void isOfClassesThatTheNetworkKnows() throws IOException {
    String refused =
        evaluate(run, "--data=" + pictures(temporary.resolve("cats"), "cat", "dog"), "--margin=1")
            .failed(ExitStatus.FAILED);
    assertThat(refused).contains("cat, dog", "auk, owl");
    // Sorted by their names these two come the other way round, and one is missing.
    Path fewer = pictures(temporary.resolve("fewer"), "owl", "z");
    for (String half : List.of("train", "test")) {
      Files.move(fewer.resolve(half + "/z"), fewer.resolve(half + "/auk"));
    }
    CommandRun swapped = evaluate(run, "--data=" + fewer, "--margin=1");
    assertThat(confusion(swapped)).contains("auk").contains("owl");
    CommandRun unlike = evaluate(run, "--data=" + fewer);
    assertThat(unlike.failed(ExitStatus.FAILED)).contains("24x24x1", "22x22x1", "--margin=1");
  }

  /** What is given to others tells nobody where its writer keeps things. */
  @Test
  void isNamedWithoutItsPathInWhatOthersGet() throws IOException {
    Path out = temporary.resolve("out");
    evaluate(run, "--out=" + out).succeeded();
    CommandRun.of("report", run.toString(), "--threads=1", "--out=" + out).succeeded();
    CommandRun.of("compare", run.toString(), run.toString(), "--out=" + out).succeeded();
    for (Path file :
        List.of(
            run.resolve("config.json"),
            run.resolve("checkpoint.safetensors"),
            out.resolve("evaluation.json"),
            out.resolve("predictions.csv"),
            out.resolve("table.csv"),
            out.resolve("report.html"))) {
      assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).contains(shared.toString()))
          .as(file.toString())
          .isFalse();
    }
    assertThat(Files.readString(run.resolve("data.json"))).contains(data.toString());
    assertThat(Files.readString(out.resolve("evaluation.json"))).contains("birds");
  }
}
