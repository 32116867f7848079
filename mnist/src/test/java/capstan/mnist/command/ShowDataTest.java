package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.idx.Idx;
import capstan.mnist.exit.ExitStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code capstan data show} on small sets of every form. */
class ShowDataTest {
  @TempDir private Path temporary;
  private Path data;
  private Path out;

  @BeforeEach
  void name() {
    data = temporary.resolve("set");
    out = temporary.resolve("deep/shown");
  }

  private CommandRun show(String... options) {
    return CommandRun.of(List.of("data", "show", "--data=" + data, "--out=" + out), options);
  }

  private JsonNode json(String... options) throws IOException {
    CommandRun run =
        CommandRun.of(List.of("data", "show", "--json", "--data=" + data, "--out=" + out), options);
    assertThat(run.status()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private BufferedImage picture(String name) throws IOException {
    return ImageIO.read(out.resolve(name).toFile());
  }

  @Test
  void tellsWhatThereIsAndWritesThreeFiles() throws IOException {
    DrawnFolder.write(data, 60, 30);
    String text = show().succeeded().out();
    assertThat(text)
        .contains("the files in set", "28x28, grey", "mean 0.", "shift 2")
        .containsPattern("(?m)^class +training +validation +test$")
        .containsPattern("(?m)^all +60 +0 +30$")
        .contains("written   " + out.resolve("training.png"));
    assertThat(text.lines().filter(line -> line.matches("\\d +\\d+ +0 +\\d+"))).hasSize(10);
    List<String> table = Files.readAllLines(out.resolve("counts.csv"));
    assertThat(table).hasSize(11).first().isEqualTo("label,name,training,validation,test");
    int training = 0;
    for (String row : table.subList(1, 11)) {
      training += Integer.parseInt(row.split(",")[2]);
    }
    assertThat(training).isEqualTo(60);
    assertThat(picture("data.png").getWidth()).isGreaterThan(12 * (56 + 6));
    assertThat(picture("training.png").getHeight()).isEqualTo(picture("data.png").getHeight() + 20);
    try (var files = Files.list(out)) {
      assertThat(files).hasSize(3);
    }
    show("--columns=3").succeeded();
    assertThat(picture("data.png").getWidth()).isLessThan(5 * (56 + 6) + 240);
  }

  @Test
  void showsWhatATrainingOfTheseOptionsUses() throws IOException {
    DrawnFolder.write(data, 60, 30);
    JsonNode used = json("--limit=50", "--validation=8", "--shift=0", "--seed=3", "--margin=2");
    assertThat(used.get("training").intValue()).isEqualTo(42);
    assertThat(used.get("validation").intValue()).isEqualTo(8);
    assertThat(used.get("test").intValue()).isEqualTo(30);
    assertThat(used.get("height").intValue()).isEqualTo(32);
    int validation = 0;
    for (JsonNode each : used.get("classes")) {
      validation += each.get("validation").intValue();
    }
    assertThat(validation).isEqualTo(8);
    assertThat(used.get("files")).hasSize(3);
    assertThat(show("--limit=50", "--shift=0", "--seed=3").succeeded().out())
        .contains("shift 0, seed 3, limit 50");
    assertThat(show("--preset=pytorch").succeeded().out()).contains("shift 0, limit 5000");
  }

  @Test
  void augmentationIsShown() throws IOException {
    DrawnFolder.write(data, 60, 30);
    assertThat(show("--shift=0", "--flip").succeeded().out()).contains("shift 0, flip true");
    long flipped = light("training.png");
    assertThat(show("--shift=0", "--erase=28").succeeded().out()).contains("shift 0, erase 28");
    // All columns but the first are black: more than the letters of the title make up for.
    assertThat(light("training.png")).isLessThan(flipped - 3_000_000);
  }

  /** Warps of a preset end where its training's end, and can all be left out. */
  @Test
  void laterEpochsAreShownWithoutWarps() throws IOException {
    DrawnFolder.write(data, 60, 30);
    assertThat(show("--preset=best", "--epochs=10", "--warp-until=0.4").succeeded().out())
        .contains("warp-until 0.4");
    int right = picture("data.png").getWidth() - 10;
    BufferedImage some = picture("training.png");
    show("--preset=best", "--rotate=0", "--scale=0", "--shear=0", "--elastic=0").succeeded();
    BufferedImage none = picture("training.png");
    assertThat(sameEpochs(some, none, right, 7)).isTrue();
    assertThat(sameEpochs(some, none, right, 8)).isFalse();
  }

  /** Whether the last columns show the same, in the rows of the last nine classes. */
  private static boolean sameEpochs(BufferedImage some, BufferedImage none, int right, int epochs) {
    return Arrays.equals(lastColumns(some, right, epochs), lastColumns(none, right, epochs));
  }

  private static int[] lastColumns(BufferedImage sheet, int right, int columns) {
    int width = columns * (56 + 6);
    int height = 9 * (56 + 6);
    int top = sheet.getHeight() - height - 10;
    return sheet.getRGB(right - width, top, width, height, null, 0, width);
  }

  private long light(String name) throws IOException {
    BufferedImage image = picture(name);
    int width = image.getWidth();
    return Arrays.stream(image.getRGB(0, 0, width, image.getHeight(), null, 0, width))
        .mapToLong(pixel -> pixel & 0xff)
        .sum();
  }

  /** As many classes as EMNIST's balanced set, with letters for names. */
  @Test
  void namesOfManyClassesStandBesideTheirRows() throws IOException {
    Files.createDirectories(data);
    StringBuilder mapping = new StringBuilder();
    for (int label = 0; label < 47; label++) {
      mapping.append(label).append(' ').append(65 + label).append('\n');
    }
    Files.writeString(data.resolve("emnist-balanced-mapping.txt"), mapping);
    for (String half : List.of("train", "test")) {
      int count = half.equals("train") ? 47 * 3 : 47;
      byte[] labels = new byte[count];
      for (int image = 0; image < count; image++) {
        labels[image] = (byte) (image % 47);
      }
      Path file = data.resolve("emnist-balanced-" + half);
      Files.write(Path.of(file + "-images-idx3-ubyte"), Idx.images(count, 28, 28));
      Files.write(Path.of(file + "-labels-idx1-ubyte"), Idx.labels(count, labels));
    }
    assertThat(show().succeeded().out())
        .contains("emnist-balanced", "turned upright")
        .containsPattern("(?m)^A +3 +0 +1$")
        .containsPattern("(?m)^o +3 +0 +1$");
    assertThat(picture("data.png").getHeight()).isGreaterThan(47 * (56 + 6));
    assertThat(Files.readAllLines(out.resolve("counts.csv"))).hasSize(48).contains("46,o,3,0,1");
  }

  @Test
  void ofVeryManyClassesTheFirstAreShownAndThatIsSaid() throws IOException {
    DrawnFolder.write(data, 20, 10);
    assertThat(show("--classes=3000").succeeded().out())
        .contains("the first 100 of 3,000 classes", "and 2,900 more, which counts.csv has");
    assertThat(picture("data.png").getHeight()).isBetween(100 * 62, 101 * 62);
    assertThat(Files.readAllLines(out.resolve("counts.csv"))).hasSize(3001);
  }

  @Test
  void colourIsKept() throws IOException {
    for (String half : List.of("train", "test")) {
      for (int image = 0; image < 4; image++) {
        BufferedImage drawn = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 400; i++) {
          drawn.setRGB(i % 20, i / 20, image % 2 == 0 ? 0xff8000 : 0x0080ff);
        }
        Path file = data.resolve(half).resolve(image % 2 == 0 ? "warm" : "cold");
        Files.createDirectories(file);
        ImageIO.write(drawn, "png", file.resolve(image + ".png").toFile());
      }
    }
    assertThat(show().succeeded().out())
        .contains("20x20, red, green and blue", "mean 0.5000 0.5020 0.5000")
        .contains("deviation 0.5000 0.0000 0.5000")
        .containsPattern("(?m)^warm +2 +0 +2$");
    for (String name : List.of("data.png", "training.png")) {
      BufferedImage sheet = picture(name);
      // Four times as large; of a sheet's last rows the middle of the first image.
      int left = sheet.getWidth() - 16 + 6 - 12 * 86;
      assertThat(sheet.getRGB(left + 40, sheet.getHeight() - 56) & 0xffffff).isEqualTo(0xff8000);
      assertThat(sheet.getRGB(left + 40, sheet.getHeight() - 142) & 0xffffff).isEqualTo(0x0080ff);
    }
  }

  @Test
  void whatCannotBeIsRefusedInOneLine() throws IOException {
    DrawnFolder.write(data, 20, 10);
    assertThat(show("--columns=1").failed(ExitStatus.USAGE)).contains("--columns", "from 2 to 100");
    assertThat(show("--shift=-1").failed(ExitStatus.USAGE)).contains("--shift", "'-1.0'");
    assertThat(show("--warp-share=0.5").failed(ExitStatus.USAGE)).contains("warp-share", "0.5");
    assertThat(show("--rotate=5", "--warp-until=0").failed(ExitStatus.USAGE))
        .contains("warp-until");
    assertThat(show("--no-warped-target").failed(ExitStatus.USAGE)).contains("warped-target");
    assertThat(show("--preset=kera").failed(ExitStatus.USAGE)).contains("--preset", "keras");
    for (String other : List.of("--batch=3", "--learning-rate=1", "--model=cnn")) {
      assertThat(show(other).failed(ExitStatus.USAGE)).contains(other);
    }
    assertThat(show("--validation=20").failed(ExitStatus.FAILED)).contains("20 of 20");
    assertThat(out).doesNotExist();
    Files.createDirectories(out.getParent());
    Files.writeString(out, "a file");
    assertThat(show().failed(ExitStatus.FAILED)).contains(out.toString(), "expected a folder");
    assertThat(Files.readString(out)).isEqualTo("a file");
    out = data.resolve("../set/shown");
    assertThat(show().failed(ExitStatus.USAGE)).contains("--out", "outside the data");
    assertThat(out).doesNotExist();
    data = temporary.resolve("nowhere");
    assertThat(show().failed(ExitStatus.FAILED)).contains("nowhere");
  }
}
