package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A folder of pictures from its training to its report. */
class PicturesAsDataTest {
  @TempDir Path temporary;

  /** Bars that stand, lie or slant, each in a colour of its own. */
  private Path pictures(boolean colour) throws IOException {
    Path folder = temporary.resolve("pictures");
    // The second is named as the map names its crossed points.
    List<String> classes = List.of("lying", "misread", "standing");
    for (String name : classes) {
      Files.createDirectories(folder.resolve(name));
      for (int number = 0; number < 14; number++) {
        BufferedImage picture =
            new BufferedImage(
                24, 22, colour ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
        int label = classes.indexOf(name);
        for (int i = 0; i < 22; i++) {
          int x = label == 2 ? 4 + number : i;
          int y = label == 0 ? 4 + number : i;
          picture.setRGB(x, y, colour ? 0xff << (8 * label) : 0xffffff);
        }
        ImageIO.write(picture, "png", folder.resolve(name + "/" + number + ".png").toFile());
      }
    }
    return folder;
  }

  @ParameterizedTest
  @CsvSource({"false,1", "true,3"})
  void trainsAndIsLookedInto(boolean colour, int channels) throws IOException {
    Path data = pictures(colour);
    Path run = temporary.resolve("run");
    CommandRun training = CommandRun.of(CommandRun.smallTraining(data, run, 2)).succeeded();
    assertThat(training.out())
        .contains("classes 0 = lying, 1 = misread, 2 = standing", "every 7th", "36 training");
    assertThat(SavedModel.load(run).model().configuration().image())
        .isEqualTo(new ImageExtents(22, 24, channels));
    for (String command : List.of("evaluate", "reconstruct", "perturb", "embed", "report")) {
      CommandRun.of(command, run.toString(), "--data", data.toString(), "--threads=1").succeeded();
    }
    assertThat(CommandRun.of("evaluate", run.toString(), "--data=" + data).succeeded().out())
        .containsPattern("(?m)^ +0 .*% {2}lying$")
        .containsPattern("(?m)^ +2 .*% {2}standing$");
    assertThat(CommandRun.of("evaluate", run.toString(), "--data=" + data, "--json").out())
        .contains("\"classes\":[\"lying\",\"misread\",\"standing\"]");
    assertThat(
            CommandRun.of("routing", run.toString(), "4", "--data", data.toString())
                .succeeded()
                .out())
        .contains("class 1, misread")
        .containsPattern("read as (lying|misread|standing)")
        .containsPattern("lying: [01]\\.\\d+ misread: ");
    assertThat(
            CommandRun.of("perturb", run.toString(), "4", "--data", data.toString(), "--samples=4")
                .succeeded()
                .out())
        .containsPattern("read as (lying|misread|standing)\n")
        .containsPattern("class misread");
    assertThat(Files.size(run.resolve("report.html"))).isGreaterThan(20_000);
    Path picture = data.resolve("lying/3.png");
    CommandRun.of("routing", run.toString(), picture.toString(), "--data", data.toString())
        .succeeded();
    // Classes are the network's, whatever data is at hand.
    Path fewer = DrawnFolder.write(temporary.resolve("fewer"), 2, 2);
    assertThat(
            CommandRun.of("routing", run.toString(), picture.toString(), "--data=" + fewer)
                .succeeded()
                .out())
        .containsPattern(" standing: [01]\\.\\d+");
    Path drawn = temporary.resolve("drawn.png");
    assertThat(
            CommandRun.of("predict", run.toString(), picture.toString(), "--reconstruct=" + drawn)
                .succeeded()
                .out())
        .containsPattern(
            "3.png: (lying|misread|standing)  \\(lengths lying: [01]\\.\\d+, misread: ");
    JsonNode predicted =
        new ObjectMapper()
            .readTree(CommandRun.of("predict", run.toString(), picture.toString(), "--json").out())
            .get(0);
    String name = List.of("lying", "misread", "standing").get(predicted.get("class").intValue());
    assertThat(predicted.get("name").textValue()).isEqualTo(name);
    assertThat(CommandRun.of("predict", run.toString(), picture.toString()).out())
        .contains("3.png: " + name + "  (");
    assertThat(
            CommandRun.of(
                    "reconstruct",
                    run.toString(),
                    "--data=" + data,
                    "--out=" + temporary.resolve("again"))
                .succeeded()
                .out())
        .containsPattern(
            "image \\d+, a (lying|misread|standing) read as (lying|misread|standing),");
    BufferedImage sheet = ImageIO.read(drawn.toFile());
    assertThat(holds(sheet, colour ? 0x0000ff : 0xffffff)).isTrue();
  }

  private static boolean holds(BufferedImage picture, int colour) {
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        if ((picture.getRGB(x, y) & 0xffffff) == colour) {
          return true;
        }
      }
    }
    return false;
  }
}
