package capstan.mnist.warp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** affNIST's own files. */
public class AffNistFilesTest {
  @TempDir Path temporary;

  /**
   * Writes a file in affNIST's form.
   *
   * @param file where to
   * @param rows bytes of an image
   * @param images each a column
   * @param labels one an image
   */
  static Path write(Path file, int rows, int[][] images, int... labels) throws IOException {
    byte[] pixels = new byte[rows * images.length];
    for (int column = 0; column < images.length; column++) {
      for (int row = 0; row < images[column].length; row++) {
        pixels[column * rows + row] = (byte) images[column][row];
      }
    }
    byte[] digits = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      digits[i] = (byte) labels[i];
    }
    MatFileBytes mat = new MatFileBytes(ByteOrder.LITTLE_ENDIAN);
    byte[] image = mat.numbers("", 2, 9, rows, images.length, pixels);
    byte[] label = mat.numbers("", 2, 9, 1, labels.length, digits);
    return Files.write(file, mat.affNist(image, label));
  }

  /** Writes images as affNIST would. */
  public static Path write(Path file, ImageSet images) throws IOException {
    int[][] columns = new int[images.count()][images.imageSize()];
    int[] labels = new int[images.count()];
    for (int image = 0; image < images.count(); image++) {
      labels[image] = images.label(image);
      for (int i = 0; i < images.imageSize(); i++) {
        columns[image][i] = Byte.toUnsignedInt(images.image(image)[i]);
      }
    }
    return write(file, images.imageSize(), columns, labels);
  }

  @Test
  void anImageIsAColumnRowAfterRow() throws IOException {
    Path file =
        write(temporary.resolve("a.mat"), 4, new int[][] {{0, 1, 2, 255}, {9, 8, 7, 6}}, 3, 9);
    AffNistFiles affNist = AffNistFiles.open(file);
    assertThat(affNist.versions()).isEqualTo(1);
    ImageSet images = affNist.version(0);
    assertThat(images.count()).isEqualTo(2);
    assertThat(images.height()).isEqualTo(2);
    assertThat(images.width()).isEqualTo(2);
    assertThat(images.pixel(0, 0, 1, 0)).isEqualTo(1);
    assertThat(images.pixel(0, 1, 0, 0)).isEqualTo(2);
    assertThat(images.pixel(0, 1, 1, 0)).isEqualTo(255);
    assertThat(images.label(1)).isEqualTo(9);
    assertThat(affNist.pose(0, 0)).isEmpty();
  }

  @Test
  void filesOfAFolderAreVersionsInTheirNumbersOrder() throws IOException {
    for (int number : new int[] {1, 2, 10}) {
      write(temporary.resolve(number + ".mat"), 1, new int[][] {{number}}, 0);
    }
    Files.writeString(temporary.resolve("read.me"), "nothing");
    Files.writeString(temporary.resolve("._1.mat"), "what a Mac leaves");
    AffNistFiles affNist = AffNistFiles.open(temporary);
    assertThat(affNist.versions()).isEqualTo(3);
    assertThat(affNist.version(1).pixel(0, 0, 0, 0)).isEqualTo(2);
    assertThat(affNist.version(2).pixel(0, 0, 0, 0)).isEqualTo(10);
    assertThat(affNist.version(0).pixel(0, 0, 0, 0)).isEqualTo(1);
  }

  @Test
  void oneLargeFileIsCutIntoVersions() throws IOException {
    int[][] images = new int[20_000][];
    int[] labels = new int[images.length];
    for (int i = 0; i < images.length; i++) {
      images[i] = new int[] {i / 10_000 + 1};
      labels[i] = i % 10;
    }
    AffNistFiles affNist =
        AffNistFiles.open(write(temporary.resolve("test.mat"), 1, images, labels));
    assertThat(affNist.versions()).isEqualTo(2);
    assertThat(affNist.version(1).count()).isEqualTo(10_000);
    assertThat(affNist.version(1).pixel(0, 0, 0, 0)).isEqualTo(2);
  }

  @Test
  void badFilesAreNamed() throws IOException {
    assertFails(temporary.resolve("none.mat"), "none.mat", "no such file");
    assertFails(temporary, "no .mat file");
    Path text = temporary.resolve("text.mat");
    Files.writeString(
        text,
        "this is no file of that kind, though it is long enough to hold a header"
            + " of one hundred and twenty-eight bytes, as those files do have");
    assertFails(text, "text.mat", "affNISTdata");
    Path empty = Files.createFile(temporary.resolve("empty.mat"));
    assertFails(empty, "empty.mat");
    Path other = temporary.resolve("other.mat");
    MatFileBytes mat = new MatFileBytes(ByteOrder.LITTLE_ENDIAN);
    Files.write(other, mat.file(mat.packed(mat.numbers("x", 2, 9, 1, 1, new byte[1]))));
    assertFails(other, "other.mat", "found only x", "affNISTdata");
    assertFails(write(temporary.resolve("shape.mat"), 3, new int[][] {{1, 2, 3}}, 1), "3 by 1");
    assertFails(write(temporary.resolve("labels.mat"), 1, new int[][] {{1}}, 1, 2), "2 labels");
    assertFails(write(temporary.resolve("digit.mat"), 1, new int[][] {{1}}, 10), "label 10");
    Path cut = temporary.resolve("cut.mat");
    byte[] whole =
        Files.readAllBytes(write(temporary.resolve("w.mat"), 4, new int[][] {{1, 2, 3, 4}}, 1));
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertFails(cut, "cut.mat");
  }

  /** A bit that does not count, such as one that fills a byte, changes no pixel and no label. */
  @Test
  void noFlippedBitGoesUnseen() throws IOException {
    int[][] images = new int[20][16];
    for (int image = 0; image < images.length; image++) {
      for (int pixel = 0; pixel < 16; pixel++) {
        images[image][pixel] = (image * 37 + pixel * 11) % 256;
      }
    }
    Path file = write(temporary.resolve("flipped.mat"), 16, images, new int[20]);
    byte[] whole = Files.readAllBytes(file);
    ImageSet right = AffNistFiles.open(file).version(0);
    int same = 0;
    // Before that is text for people, and a version that nobody reads.
    for (int place = 126; place < whole.length; place++) {
      byte[] flipped = whole.clone();
      flipped[place] ^= (byte) (1 << place % 8);
      Files.write(file, flipped);
      try {
        ImageSet read = AffNistFiles.open(file).version(0);
        for (int image = 0; image < right.count(); image++) {
          assertThat(read.image(image)).as("byte %d", place).isEqualTo(right.image(image));
          assertThat(read.label(image)).as("byte %d", place).isEqualTo(right.label(image));
        }
        same++;
      } catch (InvalidDataException refused) {
        assertThat(refused).hasMessageContaining("flipped.mat");
      }
    }
    assertThat(same).isLessThan(4);
  }

  @Test
  void whatIsNoByteIsRefusedAndNotRounded() throws IOException {
    assertFails(doubles("scaled.mat", 0.5, 3), "pixel 0.5", "whole numbers from 0 to 255");
    assertFails(doubles("none.mat", Double.NaN, 3), "pixel NaN");
    assertFails(doubles("label.mat", 1, 3.6), "label 3.6");
    assertFails(doubles("nothing.mat", 1, Double.NaN), "label NaN");
    assertThat(AffNistFiles.open(doubles("good.mat", 200, 3)).version(0).pixel(0, 0, 0, 0))
        .isEqualTo(200);
  }

  private Path doubles(String name, double pixel, double label) throws IOException {
    MatFileBytes mat = new MatFileBytes(ByteOrder.LITTLE_ENDIAN);
    return Files.write(
        temporary.resolve(name),
        mat.affNist(
            mat.numbers("", 9, 6, 1, 1, mat.bytes(buffer -> buffer.putDouble(pixel))),
            mat.numbers("", 9, 6, 1, 1, mat.bytes(buffer -> buffer.putDouble(label)))));
  }

  @Test
  void filesOfImagesOfSeveralSizesAreRefused() throws IOException {
    write(temporary.resolve("1.mat"), 4, new int[][] {{1, 2, 3, 4}}, 0);
    write(temporary.resolve("2.mat"), 1, new int[][] {{1}}, 0);
    AffNistFiles affNist = AffNistFiles.open(temporary);
    assertThatThrownBy(() -> affNist.version(1))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll("2.mat", "1x1", "2x2", "1.mat");
  }

  private static void assertFails(Path place, String... parts) {
    assertThatThrownBy(() -> AffNistFiles.open(place))
        .isInstanceOf(InvalidDataException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }
}
