package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.exit.ExitStatus;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code predict} where no network is named, and what it takes for the name of one. */
class PredictByDemoTest {
  private static final String NOTICE =
      "capstan: no RUN is named: the small network that comes with Capstan answers";

  @TempDir static Path temporary;

  private static String run;
  private static Path seven;

  @BeforeAll
  static void make() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 20, 10);
    run = temporary.resolve("runs/one").toString();
    CommandRun.of(CommandRun.smallTraining(data, Path.of(run), 1)).succeeded();
    BufferedImage picture = new BufferedImage(120, 160, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = picture.createGraphics();
    graphics.setStroke(new BasicStroke(12, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.drawPolyline(new int[] {25, 95, 55}, new int[] {30, 30, 130}, 3);
    graphics.dispose();
    seven = temporary.resolve("pictures/seven.png");
    Files.createDirectories(seven.getParent());
    ImageIO.write(picture, "png", seven.toFile());
    Files.copy(seven, temporary.resolve("scan"));
    Files.copy(Path.of(run, "checkpoint.safetensors"), temporary.resolve("weights"));
  }

  private static void assertReadAsSeven(CommandRun found, int pictures) {
    assertThat(found.err().strip()).isEqualTo(NOTICE);
    assertThat(found.status()).isZero();
    assertThat(found.out().lines()).hasSize(pictures).allMatch(line -> line.contains(": 7"));
  }

  @Test
  void picturesAloneAreReadByTheDemoNetwork() throws IOException {
    assertReadAsSeven(CommandRun.of("predict", seven.toString()), 1);
    assertReadAsSeven(CommandRun.of("predict", seven.toString(), seven.toString()), 2);
    assertReadAsSeven(CommandRun.of("predict", seven.getParent().toString()), 1);
    String withoutEnding = temporary.resolve("scan").toString();
    assertReadAsSeven(CommandRun.of("predict", withoutEnding, seven.toString()), 2);
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(seven)));
      assertReadAsSeven(CommandRun.of("predict", "-"), 1);
    } finally {
      System.setIn(before);
    }
    Path drawn = temporary.resolve("drawn.png");
    CommandRun.of("predict", seven.toString(), "--reconstruct=" + drawn);
    assertThat(drawn).isNotEmptyFile();
  }

  @Test
  void programsGetTheirTableAlone() {
    CommandRun csv = CommandRun.of("predict", "--csv", seven.toString());
    assertThat(csv.out().lines()).hasSize(2).first().asString().startsWith("image,class,");
    assertThat(csv.err().strip()).isEqualTo(NOTICE);
  }

  @Test
  void aNetworkIsKnownByItsFolderItsNameOrItsBytes() throws IOException {
    String image = seven.toString();
    CommandRun.of("predict", run, image).succeeded();
    CommandRun.of("predict", run + "/checkpoint.safetensors", image).succeeded();
    CommandRun.of("predict", temporary.resolve("weights").toString(), image).succeeded();
    Path model = Files.createDirectories(temporary.resolve("model"));
    Files.copy(temporary.resolve("weights"), model.resolve("model.safetensors"));
    CommandRun.of("predict", model.toString(), image).succeeded();
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs/one", "weights", "runs/onne", "runs"})
  void whatIsNoPictureWantsOneAfterIt(String network) {
    String named = temporary.resolve(network).toString();
    assertThat(CommandRun.of("predict", named).failed(ExitStatus.USAGE))
        .contains("IMAGE: expected at least one picture, found " + named);
    assertThat(CommandRun.of("predict").failed(ExitStatus.USAGE))
        .contains("IMAGE: expected at least one picture");
  }

  /** Else the pictures after it would be answered by a network that nobody asked for. */
  @Test
  void aRunThatIsMisspeltIsNotTakenForAPicture() throws IOException {
    String image = seven.toString();
    for (String wrong : new String[] {"runs/onne", "gone.safetensors", "runs"}) {
      String named = temporary.resolve(wrong).toString();
      CommandRun refused = CommandRun.of("predict", named, image);
      assertThat(refused.failed(ExitStatus.FAILED)).contains(named);
      assertThat(refused.out()).isEmpty();
    }
    Path notes = Files.writeString(temporary.resolve("notes.txt"), "neither");
    assertThat(CommandRun.of("predict", notes.toString(), image).failed(ExitStatus.FAILED))
        .contains(notes.toString(), "not a checkpoint");
  }

  @Test
  void aPictureThatIsNotThereIsNamedAsOne() {
    String gone = temporary.resolve("gone.png").toString();
    CommandRun both = CommandRun.of("predict", gone, seven.toString());
    assertThat(both.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(both.err().lines()).hasSize(2).last().asString().contains(gone);
    assertThat(both.out().lines()).hasSize(1);
  }

  @Test
  void whatIsSaidOfBareWeightsMustHoldForTheDemoNetwork() {
    CommandRun other = CommandRun.of("predict", seven.toString(), "--image-size=32x32");
    assertThat(other.failed(ExitStatus.FAILED)).contains("demo.safetensors", "another");
  }
}
