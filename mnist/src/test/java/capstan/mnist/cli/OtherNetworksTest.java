package capstan.mnist.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import capstan.mnist.model.BaselineCnnConfiguration;
import capstan.mnist.model.ImageExtents;
import capstan.mnist.training.SavedModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look into a network, on networks that are not MNIST's. */
class OtherNetworksTest {
  @TempDir Path temporary;

  /** Images of 22x19 in ten classes, as noise. */
  private Path oddData() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("odd"));
    for (String half : List.of("train", "t10k")) {
      int count = 24;
      ByteBuffer images = ByteBuffer.allocate(16 + count * 22 * 19);
      images.putInt(0x803).putInt(count).putInt(22).putInt(19);
      ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
      for (int image = 0; image < count; image++) {
        for (int pixel = 0; pixel < 22 * 19; pixel++) {
          images.put((byte) (pixel * (image + 3)));
        }
        labels.put((byte) (image % 10));
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
            Optional.empty(),
            file,
            Optional.empty());
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> Requirements.capsules(cnn))
        .withMessage("cnn.safetensors: a baseline CNN, which has no capsules");
    assertThatExceptionOfType(CommandFailure.class).isThrownBy(() -> Requirements.decoder(cnn));
  }

  @Test
  void imagesOfAnotherSize() throws IOException {
    Path data = oddData();
    Path run = temporary.resolve("run");
    CommandRun.of(CommandRun.smallTraining(data, run, 1), "--routing-rounds=1").succeeded();
    for (String command : List.of("reconstruct", "perturb", "routing", "embed", "report")) {
      List<String> words =
          command.equals("routing")
              ? List.of(command, run.toString(), "3")
              : List.of(command, run.toString());
      CommandRun.of(words, "--data", data.toString(), "--threads=1").succeeded();
    }
    Path picture = Files.writeString(temporary.resolve("seven.png"), "");
    assertThat(
            CommandRun.of("routing", run.toString(), picture.toString(), "--data", data.toString())
                .failed(ExitStatus.FAILED))
        .contains("22x19x1", "28x28x1");
    Path digits = DrawnFolder.write(temporary.resolve("digits"), 5, 5);
    for (String command : List.of("reconstruct", "perturb", "embed", "report")) {
      assertThat(
              CommandRun.of(command, run.toString(), "--data", digits.toString())
                  .failed(ExitStatus.FAILED))
          .contains("22x19x1", "28x28x1");
    }
  }
}
