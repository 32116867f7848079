package capstan.mnist.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.mnist.command.CommandRun;
import capstan.mnist.command.DrawnFolder;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.illustration.Requirements;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look into a network, on networks that are not MNIST's. */
class OtherNetworksTest {
  @TempDir Path temporary;

  /** Images of 22x19, as noise. */
  private Path oddData(int classes) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("odd " + classes));
    for (String half : List.of("train", "t10k")) {
      int count = 2 * classes + 4;
      ByteBuffer images = ByteBuffer.allocate(16 + count * 22 * 19);
      images.putInt(0x803).putInt(count).putInt(22).putInt(19);
      ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
      for (int image = 0; image < count; image++) {
        for (int pixel = 0; pixel < 22 * 19; pixel++) {
          images.put((byte) (pixel * (image + 3)));
        }
        labels.put((byte) (image % classes));
      }
      Files.write(folder.resolve(half + "-images-idx3-ubyte"), images.array());
      Files.write(folder.resolve(half + "-labels-idx1-ubyte"), labels.array());
    }
    return folder;
  }

  @Test
  void aNetworkWithoutCapsules() {
    Path file = Path.of("cnn.safetensors");
    SavedModel cnn =
        new SavedModel(
            new BaselineCnnConfiguration(new ImageExtents(2, 3, 1), 2, 0).newModel(),
            List.of("even", "odd"),
            true,
            Optional.empty(),
            Optional.empty(),
            file,
            Optional.empty(),
            Optional.empty());
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> Requirements.capsules(cnn))
        .withMessage("cnn.safetensors: the network has no capsules, it is a cnn");
    assertThatExceptionOfType(CommandFailure.class).isThrownBy(() -> Requirements.decoder(cnn));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 26, 40})
  void imagesOfAnotherSizeAndOtherClasses(int classes) throws IOException {
    Path data = oddData(classes);
    Path run = temporary.resolve("run");
    CommandRun.of(CommandRun.smallTraining(data, run, 1), "--routing-rounds=1").succeeded();
    assertThat(SavedModel.load(run).model().configuration().classes()).isEqualTo(classes);
    for (String command :
        List.of("evaluate", "reconstruct", "perturb", "routing", "embed", "report", "rotation")) {
      List<String> words =
          switch (command) {
            case "routing" -> List.of(command, run.toString(), "3");
            case "rotation" -> List.of("experiment", command, run.toString(), "--step=90");
            default -> List.of(command, run.toString());
          };
      CommandRun.of(words, "--data", data.toString(), "--threads=1").succeeded();
    }
    String evaluation =
        CommandRun.of("evaluate", run.toString(), "--data", data.toString(), "--threads=1")
            .succeeded()
            .out();
    assertThat(evaluation)
        .contains(classes > 30 ? "The commonest confusions of 40 classes" : "Rows are the true");
    List<Integer> commonest =
        evaluation
            .lines()
            .filter(line -> line.contains(" taken for "))
            .map(line -> Integer.parseInt(line.strip().split(" ")[0]))
            .toList();
    assertThat(commonest).isSortedAccordingTo(Comparator.reverseOrder());
    if (classes > 30) {
      CommandRun evaluated =
          CommandRun.of("evaluate", run.toString(), "--data", data.toString(), "--json");
      assertThat(commonest.getFirst())
          .isEqualTo(mostConfused(new ObjectMapper().readTree(evaluated.out())));
    }
    BufferedImage seven = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    Path picture = temporary.resolve("seven.png");
    ImageIO.write(seven, "png", picture.toFile());
    assertThat(
            CommandRun.of("routing", run.toString(), picture.toString(), "--data", data.toString())
                .succeeded()
                .out())
        .contains("seven.png (brought from 28x28 to 19x22");
    Path digits = DrawnFolder.write(temporary.resolve("digits"), 60, 5);
    for (String command : List.of("reconstruct", "perturb", "embed", "report")) {
      assertThat(
              CommandRun.of(command, run.toString(), "--data", digits.toString())
                  .failed(ExitStatus.FAILED))
          .contains("22x19x1", "28x28x1");
    }
  }

  private static int mostConfused(JsonNode evaluation) {
    int most = 0;
    JsonNode rows = evaluation.get("confusion");
    for (int actual = 0; actual < rows.size(); actual++) {
      for (int predicted = 0; predicted < rows.size(); predicted++) {
        int count = rows.get(actual).get(predicted).intValue();
        most = actual == predicted ? most : Math.max(most, count);
      }
    }
    return most;
  }

  @Test
  void pairsOfOtherImagesAndClasses() throws IOException {
    Path data = oddData(3);
    Path run = temporary.resolve("pairs");
    List<String> words = new ArrayList<>(List.of("experiment", "multimnist", "--pairs=10"));
    words.addAll(List.of("--out", run.toString(), "--batch=5"));
    words.addAll(CommandRun.SMALL);
    CommandRun.of(words, "--data", data.toString()).succeeded();
    assertThat(SavedModel.load(run).model().configuration().classes()).isEqualTo(3);
  }

  @Test
  void classesThatAreSaid() throws IOException {
    Path data = oddData(3);
    Path run = temporary.resolve("run");
    CommandRun.of(CommandRun.smallTraining(data, run, 1), "--routing-rounds=1", "--classes=5")
        .succeeded();
    assertThat(SavedModel.load(run).model().configuration().classes()).isEqualTo(5);
    List<String> evaluate = List.of("evaluate", run.toString(), "--data", data.toString());
    for (String same : List.of("--classes=5", "--classes=3", "--threads=1")) {
      assertThat(CommandRun.of(evaluate, same).succeeded().out())
          .containsPattern("(?m)^    2 .*%$")
          .containsPattern("(?m)^    4 .* 0 +-$");
    }
    assertThat(CommandRun.of(evaluate, "--classes=2").failed(ExitStatus.FAILED))
        .contains("label 2 at index 2", "0 to 1", "--classes");
    for (String wrong : List.of("--classes=1", "--classes=10001")) {
      assertThat(CommandRun.of(evaluate, wrong).failed(ExitStatus.USAGE))
          .contains("2 to 10,000", wrong.substring(10));
    }
    assertThat(
            CommandRun.of("evaluate", run.toString(), "--drawn", "--classes=5")
                .failed(ExitStatus.USAGE))
        .contains("--classes", "drawn digits");
  }

  @Test
  void imagesDecideWhetherAKernelFits() throws IOException {
    Path data = oddData(3);
    List<String> words = CommandRun.smallTraining(data, temporary.resolve("run"), 1);
    assertThat(CommandRun.of(words, "--conv1-size=20").failed(ExitStatus.FAILED))
        .contains("Conv1", "20x20", "22x19");
    assertThat(CommandRun.of(words, "--conv1-size=15").failed(ExitStatus.FAILED))
        .contains("PrimaryCaps", "9x9", "22x19", "8x5");
    assertThat(temporary.resolve("run")).doesNotExist();
    // What no image of the preset fits is not refused before the images are there.
    assertThat(
            CommandRun.of(words, "--conv1-size=31", "--primary-size=40").failed(ExitStatus.FAILED))
        .contains("Conv1", "31x31", "22x19");
  }
}
