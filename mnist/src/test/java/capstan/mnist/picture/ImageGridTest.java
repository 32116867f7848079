package capstan.mnist.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageGridTest {
  private static final int WHITE = 0xffffff;
  private static final int RED = 0xc8321e;

  @Test
  void imagesAreEnlargedWithoutBlur() throws IOException {
    PixelImage image = PixelImage.of(2, 3, 1, 0, 0.2f, 0.4f, 0.6f, 0.8f, 1);
    Picture picture = new ImageGrid(1, 1, 2, 3).scale(5).cell(0, 0, image).draw();
    assertThat(picture.width()).isEqualTo(16 + 15 + 16);
    assertThat(picture.height()).isEqualTo(16 + 10 + 16);
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 15; x++) {
        int grey = 51 * (y / 5 * 3 + x / 5);
        assertThat(picture.rgb(16 + x, 16 + y)).isEqualTo(grey << 16 | grey << 8 | grey);
      }
    }
    assertThat(picture.rgb(15, 20)).isEqualTo(WHITE);
    assertThat(picture.rgb(31, 20)).isEqualTo(WHITE);
  }

  @Test
  void cellsLieWhereTheyWerePut() throws IOException {
    Picture picture =
        new ImageGrid(2, 3, 4, 4)
            .scale(2)
            .cell(0, 2, grey(4, 1, 0.2f))
            .cell(1, 0, grey(4, 1, 0.4f))
            .draw();
    assertThat(picture.rgb(16 + 2 * 14 + 3, 16 + 3)).isEqualTo(0x333333);
    assertThat(picture.rgb(16 + 3, 16 + 14 + 3)).isEqualTo(0x666666);
    assertThat(picture.rgb(16 + 3, 16 + 3)).isEqualTo(WHITE);
  }

  @Test
  void coloursKeepTheirOrder() throws IOException {
    PixelImage image = PixelImage.of(1, 1, 3, 1, 0.4f, 0.2f);
    assertThat(new ImageGrid(1, 1, 1, 1).cell(0, 0, image).draw().rgb(16, 16)).isEqualTo(0xff6633);
  }

  @Test
  void valuesOutsideTheRangeAreCutOffAndNanStandsOut() throws IOException {
    PixelImage image = PixelImage.of(1, 3, 1, -3, 7, Float.NaN);
    Picture picture = new ImageGrid(1, 1, 1, 3).scale(1).cell(0, 0, image).draw();
    assertThat(picture.rgb(16, 16)).isZero();
    assertThat(picture.rgb(17, 16)).isEqualTo(0xffffff);
    assertThat(picture.rgb(18, 16)).isEqualTo(0xff00ff);
  }

  @Test
  void aMarkFramesItsCellAlone() throws IOException {
    Picture picture =
        new ImageGrid(1, 2, 4, 4)
            .scale(4)
            .cell(0, 0, grey(4, 1, 0))
            .cell(0, 1, grey(4, 1, 0))
            .mark(0, 1)
            .draw();
    int second = 16 + 16 + 6;
    assertThat(picture.rgb(second - 1, 24)).isEqualTo(RED);
    assertThat(picture.rgb(second + 16, 24)).isEqualTo(RED);
    assertThat(picture.rgb(second + 8, 15)).isEqualTo(RED);
    assertThat(picture.rgb(second + 8, 32)).isEqualTo(RED);
    assertThat(picture.rgb(second, 24)).isZero();
    assertThat(picture.rgb(15, 24)).isEqualTo(WHITE);
  }

  @Test
  void namesAndCaptionsGetRoom() throws IOException {
    Picture plain = new ImageGrid(2, 2, 8, 8).draw();
    Picture captioned = new ImageGrid(2, 2, 8, 8).caption(1, 1, "seven read as one").draw();
    assertThat(captioned.height()).isEqualTo(plain.height() + 20);
    assertThat(captioned.width()).isGreaterThan(plain.width() + 100);
    Picture named = new ImageGrid(2, 2, 8, 8).rowName(0, "input").columnName(0, "0").draw();
    assertThat(named.height()).isEqualTo(plain.height() + 20);
    assertThat(named.width()).isGreaterThan(plain.width() + 20);
    Picture titled = new ImageGrid(2, 2, 8, 8).title("a title wider than the images").draw();
    assertThat(titled.height()).isEqualTo(plain.height() + 30);
    assertThat(titled.width()).isGreaterThan(200);
  }

  @Test
  void aLongTitleIsCutIntoLinesThatHaveRoom() throws IOException {
    String title = "digits as seen with " + "a warp of many words, ".repeat(3) + "and no more";
    Picture plain = new ImageGrid(2, 2, 8, 8).draw();
    Picture titled = new ImageGrid(2, 2, 8, 8).title(title).draw();
    assertThat(titled.height()).isEqualTo(plain.height() + 30 + 20);
    assertThat(titled.width()).isBetween(400, 640 + 32);

    Font font = Canvas.font(16, true);
    List<String> lines = Canvas.lines(title, font, 640);
    assertThat(lines).hasSize(2).allMatch(line -> Canvas.textWidth(line, font) <= 640);
    assertThat(String.join(" ", lines)).isEqualTo(title);
    assertThat(Canvas.lines("w".repeat(4000), font, 640))
        .hasSizeBetween(2, 3)
        .allMatch(line -> Canvas.textWidth(line, font) <= 640)
        .anyMatch(line -> line.contains("…"));
    assertThat(Canvas.lines("", font, 640)).isEmpty();
  }

  @Property(tries = 30)
  void anySizeCanBeDrawn(
      @ForAll @IntRange(min = 1, max = 17) int rows,
      @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll @IntRange(min = 1, max = 9) int side,
      @ForAll @IntRange(min = 1, max = 3) int scale)
      throws IOException {
    ImageGrid grid = new ImageGrid(rows, columns, side, side).scale(scale);
    grid.cell(rows - 1, columns - 1, grey(side, 1, 0));
    Picture picture = grid.draw();
    assertThat(picture.rgb(picture.width() - 17, picture.height() - 17)).isZero();
    assertThat(picture.rgb(picture.width() - 16, picture.height() - 17)).isEqualTo(WHITE);
  }

  @Test
  void writesAPngThatReadsBackTheSame(@TempDir Path folder) throws IOException {
    Picture picture = new ImageGrid(1, 1, 3, 3).cell(0, 0, grey(3, 3, 0.6f)).draw();
    Path file = folder.resolve("grid.png");
    Files.writeString(file, "what was there before");
    picture.write(file);
    var read = ImageIO.read(file.toFile());
    assertThat(read.getWidth()).isEqualTo(picture.width());
    assertThat(read.getHeight()).isEqualTo(picture.height());
    assertThat(read.getRGB(18, 18) & 0xffffff).isEqualTo(0x999999);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void refusesImagesOfAnotherSize() {
    ImageGrid grid = new ImageGrid(1, 1, 28, 28);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> grid.cell(0, 0, grey(27, 1, 0)))
        .withMessageContaining("27x27")
        .withMessageContaining("28x28");
    assertThatIllegalArgumentException().isThrownBy(() -> new ImageGrid(0, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> PixelImage.of(2, 2, 4, new float[16]));
    assertThatIllegalArgumentException().isThrownBy(() -> PixelImage.of(2, 2, 1, new float[3]));
  }

  private static PixelImage grey(int side, int channels, float value) {
    float[] values = new float[side * side * channels];
    java.util.Arrays.fill(values, value);
    return PixelImage.of(side, side, channels, values);
  }

  @Test
  void longCaptionsDoNotPushImagesApart() throws IOException {
    String name = "a very long name of a class that nobody could read under a small image";
    ImageGrid grid = new ImageGrid(1, 2, 28, 28).scale(3).cell(0, 0, grey(28, 1, 0));
    int usual = grid.draw().height();
    Picture picture = grid.caption(0, 0, name + "\nread as cat").caption(0, 1, "b").draw();
    assertThat(picture.width()).isEqualTo(16 + 130 + 6 + 130 + 16);
    assertThat(picture.height()).isEqualTo(usual + 2 * 20);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = picture.width() - 16; x < picture.width(); x++) {
        assertThat(picture.rgb(x, y)).isEqualTo(WHITE);
      }
    }
  }

  @Test
  void aShortenedTextFitsAndSaysSo() {
    Font font = Canvas.font(13, false);
    assertThat(Canvas.shortened("cat", font, 100)).isEqualTo("cat");
    String shortened = Canvas.shortened("a caterpillar on a leaf", font, 60);
    assertThat(shortened).startsWith("a cat").endsWith("…");
    assertThat(Canvas.textWidth(shortened, font)).isLessThanOrEqualTo(60);
    assertThat(Canvas.shortened("cat", font, 0)).isEqualTo("…");
  }
}
