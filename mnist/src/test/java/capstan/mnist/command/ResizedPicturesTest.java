package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.Resizing;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.mnist.exit.ExitStatus;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of several sizes and colours, from their training to their prediction. */
class ResizedPicturesTest {
  @TempDir Path temporary;
  private Path data;
  private Path run;

  @BeforeEach
  void pictures() throws IOException {
    data = temporary.resolve("data");
    run = temporary.resolve("run");
    for (int number = 0; number < 14; number++) {
      write(data.resolve("lying/" + number + ".png"), 24 + number, 22, Color.WHITE);
      write(data.resolve("standing/" + number + ".png"), 22, 24 + number, Color.WHITE);
    }
  }

  /** A bar along the longer side. */
  private static Path write(Path file, int width, int height, Color colour) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(
        width > height ? 2 : width / 2 - 3,
        width > height ? height / 2 - 3 : 2,
        width > height ? width - 4 : 6,
        width > height ? 6 : height - 4);
    graphics.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(picture, "png", file.toFile());
    return file;
  }

  private CommandRun train(String... options) {
    return CommandRun.of(CommandRun.smallTraining(data, run, 1), options);
  }

  @Test
  void severalSizesAreBroughtToOneAndTheRunRemembersHow() throws IOException {
    assertThat(train().failed(ExitStatus.FAILED)).contains("27 of 28", "--resize 24x22");
    train("--resize=26x20", "--fit=stretch").succeeded();
    SavedModel saved = SavedModel.load(run);
    assertThat(saved.model().configuration().image()).isEqualTo(new ImageExtents(20, 26, 1));
    assertThat(saved.resizing()).contains(new Resizing(26, 20, Resizing.Fit.STRETCH));
    Path picture = write(temporary.resolve("red.png"), 60, 90, Color.RED);
    assertThat(CommandRun.of("predict", run.toString(), picture.toString()).succeeded().out())
        .contains("; brought from 60x90 to 26x20, stretch; in colour, read as grey");
    // The run's own data, and other pictures, in colour too.
    assertThat(CommandRun.of("evaluate", run.toString()).succeeded().out())
        .contains("28 of 28 pictures are brought to 26x20, stretch");
    Path others = temporary.resolve("others");
    for (int number = 0; number < 4; number++) {
      write(others.resolve("test/lying/" + number + ".png"), 50 + number, 30, Color.RED);
      write(others.resolve("train/lying/" + number + ".png"), 50 + number, 30, Color.RED);
      write(others.resolve("test/standing/" + number + ".png"), 22, 40, Color.WHITE);
      write(others.resolve("train/standing/" + number + ".png"), 22, 40, Color.WHITE);
    }
    assertThat(CommandRun.of("evaluate", run.toString(), "--data=" + others).succeeded().out())
        .contains("16 of 16 pictures are brought", "8 pictures in colour are read as grey")
        .doesNotContain("Not given");
  }

  @Test
  void whatWasNotAskedForAndCannotBeIsRefused() {
    assertThat(train("--fit=crop").failed(ExitStatus.USAGE)).contains("--fit is for --resize");
    assertThat(train("--resize=0x5").failed(ExitStatus.USAGE)).contains("--resize", "1 to 2048");
    assertThat(train("--resize=28").failed(ExitStatus.USAGE)).contains("--resize", "28x28");
    List<String> drawn = new ArrayList<>(List.of("train", "--drawn", "--run", run.toString()));
    assertThat(CommandRun.of(drawn, "--resize=28x28").failed(ExitStatus.USAGE))
        .contains("--resize", "for a folder");
    assertThat(run).doesNotExist();
  }

  @Test
  void setsInMnistsFormAreNoPictures() throws IOException {
    data = DrawnFolder.write(temporary.resolve("idx"), 4, 2);
    assertThat(train("--resize=20x20").failed(ExitStatus.FAILED)).contains("--resize", "pictures");
  }

  @Test
  void whatCannotBeReadIsLeftOutOnDemand() throws IOException {
    Files.writeString(data.resolve("lying/bad.png"), "no picture");
    assertThat(train("--resize=24x24").failed(ExitStatus.FAILED))
        .contains("bad.png", "--skip-unreadable");
    assertThat(train("--resize=24x24", "--skip-unreadable").succeeded().out())
        .contains("Left out 1 that cannot be read", "bad.png", "24 training images");
  }

  @Test
  void moreClassesThanAByteHolds() throws IOException {
    data = temporary.resolve("many");
    for (int label = 0; label < 300; label++) {
      for (int number = 0; number < 2; number++) {
        write(data.resolve(label + "/" + number + ".png"), 20, 21 + label % 5, Color.WHITE);
      }
    }
    train("--resize=20x20").succeeded();
    assertThat(CommandRun.of("evaluate", run.toString()).succeeded().out()).contains("of 300");
    CommandRun predicted =
        CommandRun.of("predict", run.toString(), data.resolve("299/0.png").toString());
    assertThat(predicted.succeeded().out()).contains("(largest of 300 lengths ");
    CommandRun.of("report", run.toString()).succeeded();
  }
}
