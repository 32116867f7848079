package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.exit.ExitStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The equivariance experiment on tiny networks. */
class EquivarianceExperimentTest {
  private static final int STEPS = 9 + 19 + 13 + 9;

  @TempDir Path temporary;

  @Test
  void testsEachNetworkUnderEachTransformation() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 60);
    Path run = temporary.resolve("tiny");
    Path wide = temporary.resolve("wide");
    CommandRun.of(CommandRun.smallTraining(data, run, 1)).succeeded();
    List<String> wider =
        CommandRun.blindTraining(data, wide, 1).stream()
            .map(word -> word.replace("digit-dimensions=4", "digit-dimensions=18"))
            .toList();
    CommandRun.of(wider).succeeded();
    Path out = temporary.resolve("out");
    List<String> words =
        List.of(
            "experiment",
            "equivariance",
            run.toString(),
            wide.toString(),
            "--out=" + out,
            "--data=" + data,
            "--threads=1");
    String text = CommandRun.of(words).succeeded().out();
    assertThat(text)
        .contains(
            "tiny (capsnet): the true class's capsule, 4 numbers; score is its length",
            "shift, pixels to the right",
            "rotation, degrees, counter-clockwise",
            "scale, times as large",
            "thickness, pixels wider strokes",
            "     −45 ",
            "    0.75 ",
            "tiny (capsnet), 4 numbers ",
            "wide (capsnet), 16 components of 18 ");
    for (String name : List.of("equivariance.png", "readouts.png", "digits.png")) {
      assertThat(ImageIO.read(out.resolve(name).toFile()).getWidth()).isGreaterThan(500);
    }
    assertThat(out.resolve("unfinished-test")).doesNotExist();
    assertThat(Files.readAllLines(out.resolve("steps.csv")))
        .hasSize(1 + 2 * STEPS)
        .first()
        .asString()
        .isEqualTo(
            "network,transformation,images,value,wrong,error_percent,low_percent,high_percent,"
                + "score,distance");
    // Of three kinds of maps, over all classes and of each.
    assertThat(Files.readAllLines(out.resolve("readouts.csv"))).hasSize(1 + 3 * 4 * 11);
    JsonNode json = new ObjectMapper().readTree(CommandRun.of(words, "--json").succeeded().out());
    JsonNode upright =
        new ObjectMapper()
            .readTree(CommandRun.of("evaluate", run.toString(), "--data=" + data, "--json").out());
    JsonNode shift = json.at("/networks/0/transformations/0");
    assertThat(shift.get("transformation").textValue()).isEqualTo("shift");
    assertThat(shift.at("/points/4/value").doubleValue()).isZero();
    assertThat(shift.at("/points/4/distance").doubleValue()).isZero();
    assertThat(shift.at("/points/0/distance").doubleValue()).isPositive();
    assertThat(shift.at("/points/4/errorPercent").doubleValue())
        .isEqualTo(upright.get("errorPercent").doubleValue());
    assertThat(shift.at("/readouts/0/r2").doubleValue()).isLessThanOrEqualTo(1);
    assertThat(json.at("/networks/1/transformations/3/readouts")).hasSize(2);
    assertThat(json.at("/files")).hasSize(5);
  }

  @Test
  void goesOnWithTheStepsThatAreLeft() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 60);
    Path run = temporary.resolve("tiny");
    CommandRun.of(CommandRun.smallTraining(data, run, 1)).succeeded();
    Path out = temporary.resolve("out");
    List<String> words =
        List.of("experiment", "equivariance", run.toString(), "--out=" + out, "--threads=1");
    // Stopped by a folder where a table should go, once all steps are done.
    Files.createDirectories(out.resolve("steps.csv"));
    assertThat(CommandRun.of(words).failed(ExitStatus.FAILED)).contains("steps.csv");
    Files.delete(out.resolve("steps.csv"));
    // The image as it is belongs to all four transformations.
    assertThat(CommandRun.of(words).succeeded().out())
        .contains("going on with a test that was stopped: " + (STEPS - 3) + " parts done");
  }

  /** Bars that stand or lie, 28 of each, of which every seventh is for testing. */
  private Path pictures(int size, int type) throws IOException {
    Path folder = temporary.resolve("pictures");
    for (String name : List.of("lying", "standing")) {
      Files.createDirectories(folder.resolve(name));
      for (int number = 0; number < 28; number++) {
        BufferedImage picture = new BufferedImage(size, size, type);
        for (int i = 0; i < size; i++) {
          boolean lying = name.equals("lying");
          picture.setRGB(lying ? i : number % size, lying ? number % size : i, 0xff8000);
        }
        ImageIO.write(picture, "png", folder.resolve(name + "/" + number + ".png").toFile());
      }
    }
    return folder;
  }

  @Test
  void aCnnIsTestedByItsLastHiddenLayer() throws IOException {
    Path data = pictures(4, BufferedImage.TYPE_BYTE_GRAY);
    Path run = temporary.resolve("cnn");
    CommandRun.of(
            "train",
            "--model=cnn",
            "--epochs=1",
            "--shift=0",
            "--run=" + run,
            "--data=" + data,
            "--threads=1")
        .succeeded();
    String text = CommandRun.of("experiment", "equivariance", run.toString()).succeeded().out();
    assertThat(text)
        .contains(
            "cnn (cnn): the last hidden layer, 192 numbers; score is the true class's probability",
            "cnn (cnn), 192 numbers ",
            "cnn (cnn), 16 components of 192 ");
    assertThat(run.resolve("equivariance/digits.png")).exists();
  }

  @Test
  void coloursAreRefused() throws IOException {
    Path data = pictures(20, BufferedImage.TYPE_INT_RGB);
    Path run = temporary.resolve("coloured");
    CommandRun.of(CommandRun.smallTraining(data, run, 1)).succeeded();
    assertThat(
            CommandRun.of("experiment", "equivariance", run.toString()).failed(ExitStatus.FAILED))
        .contains("images of 3 channels, expected 1");
  }

  @Test
  void whatCannotBeTestedIsRefused() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 60);
    Path run = temporary.resolve("tiny");
    CommandRun.of(CommandRun.smallTraining(data, run, 1)).succeeded();
    List<String> words =
        List.of("experiment", "equivariance", run.toString(), "--data=" + data, "--threads=1");
    assertThat(CommandRun.of(words, "--images=5").failed(ExitStatus.FAILED))
        .contains("5 test images of", "no class has 4 of them");
    assertThat(CommandRun.of(words, "--margin=2").failed(ExitStatus.FAILED))
        .contains("the network takes images of 28x28", "32x32");
    assertThat(CommandRun.of(words, "--images=0").failed(ExitStatus.USAGE)).contains("--images");
    assertThat(CommandRun.of("experiment", "equivariance").failed(ExitStatus.USAGE))
        .contains("RUN");
    assertThat(
            CommandRun.of("experiment", "equivariance", temporary.resolve("none").toString())
                .failed(ExitStatus.FAILED))
        .contains("none");
  }
}
