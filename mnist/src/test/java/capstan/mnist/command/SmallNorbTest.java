package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.input.SmallNorbFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small NORB, from its files to what is asked of a network that learned from it. */
class SmallNorbTest {
  @TempDir Path temporary;
  private Path data;
  private Path run;

  @BeforeEach
  void files() throws IOException {
    data = SmallNorbFiles.write(temporary.resolve("norb"), 40, 20, 40);
    run = temporary.resolve("run");
  }

  @Test
  void everyCommandTakesTheMiddlesThatTheTrainingTook() throws IOException {
    List<String> training = CommandRun.smallTraining(data, run, 1);
    CommandRun.of(training, "--resize=30x30", "--crop=24x24", "--shift=3").succeeded();
    assertThat(SavedModel.load(run).model().configuration().image())
        .isEqualTo(new ImageExtents(24, 24, 2));
    assertThat(CommandRun.of("evaluate", run.toString()).succeeded().out())
        .contains("--resize 30x30 --crop 24x24", "small NORB", "airplane");
    for (String command : List.of("reconstruct", "perturb", "report", "confidence")) {
      CommandRun.of(command, run.toString()).succeeded();
    }
    Path picture = temporary.resolve("picture.png");
    ImageIO.write(new BufferedImage(24, 24, BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());
    assertThat(
            CommandRun.of("predict", run.toString(), picture.toString()).failed(ExitStatus.FAILED))
        .contains("images of 2 channels, expected 1 or 3");
  }

  /** Drawn letters are smaller than the middles that such a network sees. */
  @Test
  void middlesLargerThanDrawnLettersAreJudgedToo() {
    CommandRun.of(CommandRun.smallTraining(data, run, 1), "--crop=30x30").succeeded();
    assertThat(CommandRun.of("confidence", run.toString()).succeeded().out())
        .contains("No drawn letters", "refused");
  }

  @Test
  void isLookedAtBeforeATraining() {
    Path out = temporary.resolve("show");
    assertThat(
            CommandRun.of(
                    "data",
                    "show",
                    "--data=" + data,
                    "--resize=30x30",
                    "--crop=24x24",
                    "--out=" + out)
                .succeeded()
                .out())
        .contains("24x24, pairs", "animal", "human", "airplane", "truck", "car");
    assertThat(out.resolve("data.png")).exists();
    assertThat(out.resolve("training.png")).exists();
  }

  @Test
  void refusesMiddlesThatThereAreNot() throws IOException {
    List<String> training = CommandRun.smallTraining(data, run, 1);
    assertThat(CommandRun.of(training, "--crop=41x24").failed(ExitStatus.USAGE))
        .contains("--crop 41x24", "40x40");
    assertThat(CommandRun.of(training, "--crop=24x24", "--margin=2").failed(ExitStatus.USAGE))
        .contains("--crop cannot be used together with --margin");
    Files.delete(SmallNorbFiles.file(data, "testing-cat"));
    assertThat(CommandRun.of(training).failed(ExitStatus.FAILED)).contains("testing-cat");
    assertThat(run).doesNotExist();
  }
}
