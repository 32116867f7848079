package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.exit.ExitStatus;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on EMNIST's images, turned upright or as they are stored. */
class EmnistRunTest {
  private static final int SIDE = 20;

  @TempDir private Path temporary;
  private Path data;
  private Path run;

  @BeforeEach
  void write() throws IOException {
    data = Files.createDirectory(temporary.resolve("data"));
    run = temporary.resolve("run");
    for (String half : new String[] {"train", "test"}) {
      int count = half.equals("train") ? 12 : 6;
      ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
      images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
      ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
      for (int image = 0; image < count; image++) {
        for (int i = 0; i < SIDE * SIDE; i++) {
          images.put((byte) (i / SIDE < 4 + 5 * (image % 3) ? 255 : i % SIDE));
        }
        labels.put((byte) (1 + image % 3));
      }
      Path file = data.resolve("emnist-letters-" + half);
      Files.write(Path.of(file + "-images-idx3-ubyte"), images.array());
      Files.write(Path.of(file + "-labels-idx1-ubyte"), labels.array());
    }
  }

  private void writeMapping() throws IOException {
    Files.writeString(data.resolve("emnist-letters-mapping.txt"), "1 65 97\n2 66 98\n3 67 99\n");
  }

  private CommandRun train(String... options) {
    return CommandRun.of(CommandRun.smallTraining(data, run, 1), options);
  }

  private CommandRun evaluate(String... options) {
    return CommandRun.of(
        java.util.List.of("evaluate", run.toString(), "--threads=1", "--data=" + data), options);
  }

  private CommandRun resume(String... options) {
    return CommandRun.of(
        java.util.List.of("train", "--resume=" + run, "--threads=1", "--data=" + data), options);
  }

  @Test
  void namesReachTheAnswers() throws IOException {
    writeMapping();
    assertThat(train().succeeded().out())
        .contains("turned upright (--no-transposed", "emnist-letters, the files in ");
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    Path file = temporary.resolve("picture.png");
    ImageIO.write(picture, "png", file.toFile());
    assertThat(
            CommandRun.of("predict", run.toString(), file.toString(), "--json").succeeded().out())
        .containsPattern("\"[ABC]\"");
    assertThat(evaluate().succeeded().out()).contains("A", "B", "C");
    assertThat(evaluate("--no-transposed").succeeded().out()).doesNotContain("turned upright");
  }

  /** As older versions did, which knew neither of lying images nor of names. */
  @Test
  void aRunOnLyingImagesSaysWhichSwitchToGive() throws IOException {
    train("--no-transposed").succeeded();
    Files.delete(run.resolve("data.json"));
    writeMapping();
    assertThat(evaluate().failed(ExitStatus.FAILED))
        .contains("as they are stored, lying on their side; --no-transposed reads them so");
    assertThat(evaluate("--no-transposed").succeeded().out()).contains("A for 1, B for 2, C for 3");
    assertThat(resume().failed(ExitStatus.FAILED))
        .contains("trained on other data", "; --no-transposed leaves the images as they are");
    resume("--no-transposed").succeeded();
  }

  @Test
  void aRunOnTurnedImagesDoesTheSame() throws IOException {
    train().succeeded();
    Files.delete(run.resolve("data.json"));
    assertThat(resume("--no-transposed").failed(ExitStatus.FAILED))
        .contains("trained on other data", "; --transposed turns the images");
    resume().succeeded();
  }

  @Test
  void theChoiceIsKeptWithTheRun() {
    train("--no-transposed", "--split=letters").succeeded();
    CommandRun found = CommandRun.of("evaluate", run.toString(), "--threads=1").succeeded();
    assertThat(found.out()).contains("--split letters --no-transposed").doesNotContain("upright");
  }

  @Test
  void choicesMeanNothingToDrawnDigits() {
    for (String option : new String[] {"--split=letters", "--transposed", "--no-transposed"}) {
      assertThat(CommandRun.of("train", "--drawn", "--run=" + run, option).failed(ExitStatus.USAGE))
          .contains(option.replaceFirst("=.*", ""), "drawn digits");
    }
    assertThat(run).doesNotExist();
  }
}
