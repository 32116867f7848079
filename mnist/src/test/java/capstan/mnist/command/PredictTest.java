package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.exit.ExitStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several pictures, some of them bad; folders, standard input, tables. */
class PredictTest {
  @TempDir static Path temporary;

  private static String run;
  private static Path good;
  private static Path bad;

  @BeforeAll
  static void train() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 20, 10);
    run = temporary.resolve("run").toString();
    CommandRun.of(CommandRun.smallTraining(data, Path.of(run), 1)).succeeded();
    good = picture(temporary.resolve("pictures/good.png"), 40);
    bad = temporary.resolve("pictures/bad\u001b[31m.png");
    Files.writeString(bad, "no picture");
  }

  /** A bar of ink. */
  private static Path picture(Path file, int left) throws IOException {
    BufferedImage picture = new BufferedImage(100, 100, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(left, 10, 10, 80);
    graphics.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(picture, "png", file.toFile());
    return file;
  }

  @Test
  void theGoodAreAnsweredAndTheBadNamed() throws IOException {
    String[] words = {"predict", run, good.toString(), bad.toString(), good.toString()};
    CommandRun text = CommandRun.of(words);
    assertThat(text.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(text.out().lines()).hasSize(2).allMatch(line -> line.startsWith(good + ": "));
    assertThat(text.err()).startsWith("capstan: ").contains("bad?[31m.png").hasLineCount(1);
    CommandRun json = CommandRun.of(List.of(words), "--json");
    assertThat(json.status()).isEqualTo(ExitStatus.FAILED);
    JsonNode answers = new ObjectMapper().readTree(json.out());
    assertThat(answers).hasSize(3);
    assertThat(answers.at("/1/image").textValue()).isEqualTo(bad.toString());
    assertThat(answers.at("/1/error").textValue()).contains("picture");
    assertThat(answers.at("/2/class")).isEqualTo(answers.at("/0/class"));
    CommandRun csv = CommandRun.of(List.of(words), "--csv");
    assertThat(csv.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(csv.out().lines().toList())
        .hasSize(4)
        .first()
        .asString()
        .startsWith("image,class,name,doubt,note,error,length 0,length 1");
    assertThat(csv.out().lines().toList().get(2)).contains(",,,,,", "expected");
    assertThat(CommandRun.of(List.of(words), "--csv", "--json").failed(ExitStatus.USAGE))
        .contains("--json", "--csv");
    Path seen = temporary.resolve("seen.png");
    assertThat(CommandRun.of(List.of(words), "--reconstruct=" + seen).status())
        .isEqualTo(ExitStatus.FAILED);
    assertThat(seen).exists();
  }

  @Test
  void aPictureThatCannotBeWrittenIsRefusedBeforeAnythingIsRead() throws IOException {
    String image = picture(temporary.resolve("image.png"), 20).toString();
    for (Path place : List.of(temporary.resolve("nowhere/seen.png"), temporary)) {
      CommandRun refused = CommandRun.of("predict", run, image, "--reconstruct=" + place);
      assertThat(refused.failed(ExitStatus.FAILED)).contains(place.toString());
      assertThat(refused.out()).isEmpty();
    }
    byte[] before = Files.readAllBytes(Path.of(image));
    String other = temporary.resolve("./image.png").toString();
    assertThat(
            CommandRun.of("predict", run, temporary.toString(), "--reconstruct", other)
                .failed(ExitStatus.USAGE))
        .contains(other + " is one of the pictures");
    assertThat(Path.of(image)).hasBinaryContent(before);
  }

  @Test
  void aFolderStandsForAllPicturesInAndBelowIt() throws IOException {
    Path folder = temporary.resolve("folder");
    picture(folder.resolve("b.png"), 20);
    picture(folder.resolve("a/c.png"), 60);
    picture(folder.resolve("@eaDir/thumb.png"), 60);
    Files.move(picture(folder.resolve("z.png"), 60), folder.resolve("noending"));
    Files.writeString(folder.resolve("notes.txt"), "?");
    assertThat(CommandRun.of("predict", run, folder.toString()).succeeded().out().lines())
        .extracting(line -> line.substring(0, line.indexOf(": ")))
        .containsExactly(
            folder.resolve("a/c.png").toString(),
            folder.resolve("b.png").toString(),
            folder.resolve("noending").toString());
    Path empty = Files.createDirectories(temporary.resolve("empty"));
    assertThat(CommandRun.of("predict", run, empty.toString()).failed(ExitStatus.FAILED))
        .contains("found no pictures");
  }

  @Test
  void aPictureComesThroughStandardInput() throws IOException {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(good)));
      String named = CommandRun.of("predict", run, good.toString()).succeeded().out();
      assertThat(CommandRun.of("predict", run, "-").succeeded().out())
          .isEqualTo(named.replace(good.toString(), "standard input"));
      System.setIn(new ByteArrayInputStream(new byte[0]));
      assertThat(CommandRun.of("predict", run, "-").failed(ExitStatus.FAILED))
          .startsWith("capstan: standard input: found ");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void twoMarksAreDoubted() throws IOException {
    Path two = temporary.resolve("two.png");
    BufferedImage picture = ImageIO.read(good.toFile());
    picture.createGraphics().fillRect(75, 10, 10, 80);
    ImageIO.write(picture, "png", two.toFile());
    assertThat(CommandRun.of("predict", run, two.toString()).succeeded().out())
        .contains("; in doubt: several marks");
    assertThat(CommandRun.of("predict", run, two.toString(), "--json").succeeded().out())
        .contains("\"doubt\":\"several marks");
  }
}
