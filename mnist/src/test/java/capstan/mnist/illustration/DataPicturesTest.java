package capstan.mnist.illustration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import capstan.capsnet.data.Batches;
import capstan.capsnet.data.ImageSet;
import capstan.core.Tensor;
import capstan.mnist.picture.Picture;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands where on the sheets of a data set. */
class DataPicturesTest {
  private static final int WHITE = 0xffffff;
  private static final int MARGIN = 16;
  private static final int GAP = 6;
  private static final int HEIGHT = 9;
  private static final int WIDTH = 10;

  /** 80 by the longer side. */
  private static final int SCALE = 8;

  /** The first channel tells which image it is, the others tell row and column. */
  private static ImageSet coloured(int classes, int... labels) {
    byte[] pixels = new byte[labels.length * HEIGHT * WIDTH * 3];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) (1 + i / (HEIGHT * WIDTH * 3));
      pixels[i + 1] = (byte) (10 + i / (3 * WIDTH) % HEIGHT);
      pixels[i + 2] = (byte) (20 + i / 3 % WIDTH);
    }
    return ImageSet.owning("a test", HEIGHT, WIDTH, 3, classes, pixels, labels);
  }

  /** The pixels of a cell, each from the middle of its square; from the end, for names differ. */
  private static int[] cell(Picture sheet, int rows, int columns, int row, int column) {
    int left = sheet.width() - MARGIN + GAP - (columns - column) * (WIDTH * SCALE + GAP);
    int top = sheet.height() - MARGIN + GAP - (rows - row) * (HEIGHT * SCALE + GAP);
    int[] pixels = new int[HEIGHT * WIDTH];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          sheet.rgb(left + i % WIDTH * SCALE + SCALE / 2, top + i / WIDTH * SCALE + SCALE / 2);
    }
    return pixels;
  }

  private static int[] blank() {
    int[] pixels = new int[HEIGHT * WIDTH];
    Arrays.fill(pixels, WHITE);
    return pixels;
  }

  private static int[] pixels(ImageSet images, int image) {
    float[] values = new float[images.imageSize()];
    images.copyImage(image, values, 0);
    return pixels(values, 0);
  }

  private static int[] pixels(float[] values, int offset) {
    int[] pixels = new int[HEIGHT * WIDTH];
    for (int i = 0; i < pixels.length; i++) {
      for (int channel = 0; channel < 3; channel++) {
        pixels[i] = pixels[i] << 8 | Math.round(255 * values[offset + 3 * i + channel]);
      }
    }
    return pixels;
  }

  @Test
  void eachClassHasItsFirstImagesInARow() throws IOException {
    ImageSet images = coloured(4, 2, 0, 0, 2, 0, 3, 0);
    Picture sheet = new DataPictures(images, 3).asTheyAre("");
    int[][] expected = {{1, 2, 4}, {}, {0, 3}, {5}};
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 3; column++) {
        assertThat(cell(sheet, 4, 3, row, column))
            .as("row %d, column %d", row, column)
            .isEqualTo(
                column < expected[row].length ? pixels(images, expected[row][column]) : blank());
      }
    }
  }

  /** The same images found in whole batches, which know nothing of sheets. */
  @Property(tries = 20)
  void trainingSheetsShowWhatBatchesHandOut(
      @ForAll @IntRange(min = 2, max = 6) int columns,
      @ForAll @IntRange(min = 0, max = 3) int shift,
      @ForAll @IntRange(min = 1, max = 5) int batch,
      @ForAll long seed)
      throws IOException {
    ImageSet images = coloured(3, 2, 0, 0, 2, 0, 2, 0);
    int[] first = {1, -1, 0};
    Picture sheet =
        new DataPictures(images, columns).asSeen("", Batches.training(images, 1, seed, shift));
    Batches batches = Batches.training(images, batch, seed, shift);
    Tensor pixels = Tensor.zeros(batches.pixelShape(batch));
    Tensor targets = Tensor.zeros(batches.targetShape(batch));
    int[] labels = new int[batch];
    int compared = 0;
    for (int epoch = 0; epoch < columns - 1; epoch++) {
      batches.moveTo(epoch, 0);
      while (batches.nextSize() > 0) {
        int size = batches.next(pixels, targets, labels);
        for (int row = 0; row < size; row++) {
          int[] seen = pixels(pixels.array(), row * images.imageSize());
          int image = Arrays.stream(seen).map(rgb -> rgb >> 16).max().orElseThrow() - 1;
          if (image == first[labels[row]]) {
            assertThat(cell(sheet, 3, columns, labels[row], epoch + 1)).isEqualTo(seen);
            compared++;
          }
        }
      }
      assertThat(cell(sheet, 3, columns, 1, epoch + 1)).isEqualTo(blank());
    }
    assertThat(compared).isEqualTo(2 * (columns - 1));
    assertThat(cell(sheet, 3, columns, 0, 0)).isEqualTo(pixels(images, 1));
    assertThat(cell(sheet, 3, columns, 2, 0)).isEqualTo(pixels(images, 0));
  }

  @Test
  void epochsDiffer() throws IOException {
    ImageSet images = coloured(2, 0, 1);
    Picture sheet = new DataPictures(images, 12).asSeen("", Batches.training(images, 1, 3, 2));
    Set<Integer> different = new HashSet<>();
    for (int epoch = 1; epoch < 12; epoch++) {
      different.add(Arrays.hashCode(cell(sheet, 2, 12, 0, epoch)));
    }
    assertThat(different).hasSizeGreaterThan(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "10 | 28 | 12 | 10 | 12 | ''",
        "100 | 28 | 12 | 100 | 12 | ''",
        "3000 | 28 | 12 | 100 | 12 | the first 100 of 3,000 classes",
        "10 | 600 | 12 | 7 | 12 | the first 7 of 10 classes",
        "10 | 2048 | 12 | 1 | 8 | the first 1 of 10 classes, 8 of 12 columns",
        "2 | 2048 | 4 | 2 | 4 | ''"
      })
  void sheetsStayOfASizeThatCanBeLookedAt(
      int classes, int side, int asked, int rows, int columns, String cut) throws IOException {
    ImageSet images =
        ImageSet.owning("a test", side, side, 1, classes, new byte[side * side], new int[1]);
    DataPictures pictures = new DataPictures(images, asked);
    assertThat(pictures.cut()).isEqualTo(cut);
    int scale = Math.max(1, 80 / side);
    Picture sheet = pictures.asTheyAre("");
    assertThat(sheet.height()).isGreaterThan(rows * (side * scale + GAP)).isLessThan(8_000);
    assertThat(sheet.width()).isBetween(columns * (side * scale + GAP), 17_000);
  }

  @Test
  void refusesBatchesOfOtherImages() {
    ImageSet images = coloured(2, 0, 1);
    DataPictures pictures = new DataPictures(images, 2);
    Batches others = Batches.training(coloured(2, 0, 1), 1, 1, 0);
    assertThatIllegalArgumentException().isThrownBy(() -> pictures.asSeen("", others));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DataPictures(images, 1))
        .withMessageContaining("found 1");
  }
}
