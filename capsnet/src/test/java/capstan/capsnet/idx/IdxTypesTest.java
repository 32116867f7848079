package capstan.capsnet.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IDX files of other element types and dimensions than MNIST's, and files that are none. */
class IdxTypesTest {
  private static final int INT8 = 0x09;
  private static final int INT16 = 0x0b;
  private static final int INT32 = 0x0c;
  private static final int FLOAT32 = 0x0d;
  private static final int FLOAT64 = 0x0e;

  @TempDir Path folder;

  private static byte[] elements(int type, double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length);
    for (double value : values) {
      switch (type) {
        case INT16 -> bytes.putShort((short) value);
        case INT32 -> bytes.putInt((int) value);
        case FLOAT32 -> bytes.putFloat((float) value);
        case FLOAT64 -> bytes.putDouble(value);
        default -> bytes.put((byte) value);
      }
    }
    byte[] used = new byte[bytes.position()];
    bytes.flip().get(used);
    return used;
  }

  private IdxImages images(int type, double... values) throws IOException {
    int[] extents = {values.length / 2, 1, 2};
    return images(Idx.array(type, extents, elements(type, values)));
  }

  private IdxImages images(byte... bytes) throws IOException {
    return IdxImages.read(Files.write(folder.resolve("images"), bytes));
  }

  private int[] labels(int type, double... values) throws IOException {
    return labels(Idx.array(type, new int[] {values.length}, elements(type, values)));
  }

  private int[] labels(byte... bytes) throws IOException {
    return IdxLabels.read(Files.write(folder.resolve("labels"), bytes));
  }

  private void refusesImages(byte[] bytes, String... message) {
    assertThatThrownBy(() -> images(bytes))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith(folder.resolve("images") + ": found ")
        .hasMessageContainingAll(message)
        .message()
        .doesNotContain("\n");
  }

  private void refusesImages(int type, double[] values, String... message) {
    refusesImages(
        Idx.array(type, new int[] {values.length, 1, 1}, elements(type, values)), message);
  }

  @Test
  void floatsOfZeroToOneArePartsOfFullLight() throws IOException {
    for (int type : new int[] {FLOAT32, FLOAT64}) {
      for (int value = 0; value < 256; value++) {
        float part = value / 255f;
        assertThat(images(type, part, 1).pixels()).containsExactly(value, 255);
      }
      assertThat(images(type, 0, 0.5).pixels()).containsExactly(0, 128);
    }
  }

  @Test
  void wholeNumbersOfZeroTo255AreTakenAsTheyAre() throws IOException {
    for (int type : new int[] {INT16, INT32, FLOAT32, FLOAT64}) {
      assertThat(images(type, 0, 1, 254, 255).pixels()).containsExactly(0, 1, 254, 255);
    }
    assertThat(images(INT32, 0, 1).pixels()).containsExactly(0, 1);
  }

  @Test
  void imagesWhoseMeaningIsNotPlainAreRefusedWithTheirRange() {
    refusesImages(INT16, new double[] {3, 4095}, "int16 elements from 3 to 4095", "unsigned bytes");
    refusesImages(INT16, new double[] {-1, 255}, "int16 elements from -1 to 255", "0 to 255");
    refusesImages(INT32, new double[] {0, 256}, "int32 elements from 0 to 256");
    refusesImages(FLOAT32, new double[] {-0.4, 2.8}, "float32 elements from -0.4 to 2.8", "0 to 1");
    refusesImages(FLOAT64, new double[] {0.5, 254.5}, "float64 elements from 0.5 to 254.5");
    refusesImages(FLOAT64, new double[] {0, 256}, "float64 elements from 0 to 256");
    refusesImages(FLOAT32, new double[] {0, Double.POSITIVE_INFINITY}, "Infinity");
    refusesImages(FLOAT32, new double[] {0, Double.NaN}, "NaN at index 1");
    // An int8 holds half of the light at most.
    refusesImages(INT8, new double[] {0, 127}, "int8 elements from 0 to 127", "unsigned bytes");
  }

  @Test
  void channelsAreRead() throws IOException {
    byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    IdxImages colour = images(Idx.array(8, new int[] {2, 1, 2, 3}, pixels));
    assertThat(colour.channels()).isEqualTo(3);
    assertThat(colour.width()).isEqualTo(2);
    assertThat(colour.pixels()).containsExactly(pixels);
    for (int[] grey : new int[][] {{2, 3, 2, 1}, {2, 1, 3, 2}, {2, 3, 2}}) {
      IdxImages images = images(Idx.array(8, grey, pixels));
      assertThat(images.channels()).isEqualTo(1);
      assertThat(images.height()).isEqualTo(3);
      assertThat(images.width()).isEqualTo(2);
      assertThat(images.pixels()).containsExactly(pixels);
    }
  }

  @Test
  void otherDimensionsAreNamed() {
    byte[] pixels = new byte[72];
    refusesImages(
        Idx.array(8, new int[] {2, 36}, pixels), "dimensions 2x36", "reshape them to 2x6x6");
    refusesImages(Idx.array(8, new int[] {3, 24}, pixels), "dimensions 3x24", "reshape them");
    refusesImages(Idx.array(8, new int[] {2, 3, 4, 3, 1}, pixels), "dimensions 2x3x4x3x1");
    refusesImages(
        Idx.array(8, new int[] {2, 3, 2, 6}, pixels), "dimensions 2x3x2x6", "channels last");
    refusesImages(Idx.array(8, new int[] {2, 9, 2, 2}, pixels), "dimensions 2x9x2x2");
    refusesImages(Idx.array(8, new int[] {}, (byte) 1), "no dimensions");
    refusesImages(Idx.array(8, new int[] {72}, pixels), "(labels)");
  }

  @Test
  void labelsMayHaveAnyType() throws IOException {
    for (int type : new int[] {INT8, INT16, INT32, FLOAT32, FLOAT64}) {
      assertThat(labels(type, 0, 9, 127)).containsExactly(0, 9, 127);
    }
    assertThat(labels(INT16, 255, 9999)).containsExactly(255, 9999);
    assertThat(labels(Idx.array(INT32, new int[] {2, 1}, elements(INT32, 3, 4))))
        .containsExactly(3, 4);
  }

  @Test
  void labelsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> labels(INT8, 3, -1)).hasMessageContaining("label -1 at index 1");
    assertThatThrownBy(() -> labels(INT32, 10_000)).hasMessageContaining("label 10000 at index 0");
    assertThatThrownBy(() -> labels(FLOAT32, 1, 2, 2.5))
        .hasMessageContaining("label 2.5 at index 2");
    assertThatThrownBy(() -> labels(FLOAT64, Double.NaN)).hasMessageContaining("label NaN");
    assertThatThrownBy(() -> labels(Idx.array(8, new int[] {3, 10}, new byte[30])))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll("unsigned byte elements of dimensions 3x10", "one label for each");
    assertThatThrownBy(() -> labels(Idx.array(8, new int[] {2, 8}, new byte[16])))
        .hasMessageContaining("dimensions 2x8");
  }

  @Test
  void qmnistsFirstColumnIsTheLabel() throws IOException {
    double[] columns = {5, 0, 1, 2, 3, 4, 5, 6, /**/ 7, 100, 101, 102, 103, 104, 105, 100_000};
    byte[] bytes = Idx.array(INT32, new int[] {2, 8}, elements(INT32, columns));
    assertThat(labels(bytes)).containsExactly(5, 7);
  }

  @Test
  void whatIsNoIdxIsCalledWhatItIs() {
    Map<String, String> kinds =
        Map.ofEntries(
            Map.entry("<!DOCTYPE html><html>", "a web page (HTML)"),
            Map.entry("\n  <HTML lang=en>", "a web page (HTML)"),
            Map.entry("<?xml version=\"1.0\"?><Error>", "a web page"),
            Map.entry("version https://git-lfs.github.com/spec/v1\noid", "git lfs pull"),
            Map.entry("PK\u0003\u0004....", "a ZIP archive"),
            Map.entry("BZh91AY&SY", "a bzip2 file"),
            Map.entry("\u00fd7zXZ\0\0", "an xz file"),
            Map.entry("\u0093NUMPY\u0001\0", "a NumPy array"),
            Map.entry("\u0089PNG\r\n\u001a\n", "a PNG file"),
            Map.entry("404: Not Found", "a text"));
    kinds.forEach(
        (begin, name) -> {
          byte[] plain = begin.getBytes(StandardCharsets.ISO_8859_1);
          refusesImages(plain, name, "expected 0x00000803 (IDX images)");
          refusesImages(Idx.gzip(plain), name);
        });
    byte[] images = Idx.images(2, 3, 3);
    refusesImages(Idx.gzip(Idx.gzip(images)), "gzip inside gzip", "unpack it once more");
    refusesImages(new byte[0], "an empty file");
    refusesImages(new byte[] {1, 2, 3, 4, 5}, "first bytes 0x01020304, expected");
    refusesImages(new byte[] {0, 0, 7, 3, 5}, "first bytes 0x00000703, expected");
  }

  @Test
  void numbersFromTheOtherEndAreCalledSo() {
    ByteBuffer little = ByteBuffer.allocate(34).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    little.putInt(0x803).putInt(2).putInt(3).putInt(3);
    refusesImages(little.array(), "0x03080000 (a header of little-endian numbers)", "first");
    // The dimensions alone.
    little.put(0, Idx.images(0, 0, 0), 0, 4);
    refusesImages(little.array(), "as little-endian numbers the dimensions would be 2x3x3");
    refusesImages(Idx.gzip(little.array()), "the dimensions would be 2x3x3");
  }

  @Test
  void linksThatLeadNowhereAreCalledSo() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));
    assertThatThrownBy(() -> IdxImages.read(link))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("link: found a link that leads nowhere, to nowhere");
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("back"));
    Files.createSymbolicLink(folder.resolve("back"), Path.of("loop"));
    assertThatThrownBy(() -> IdxImages.read(loop))
        .hasMessageContaining("loop: found a link that leads back to itself, by back");
    Files.write(folder.resolve("nowhere"), Idx.images(1, 1, 1));
    assertThat(IdxImages.read(link).count()).isEqualTo(1);
  }

  @Test
  void turnedImagesHaveRowsForColumns() throws IOException {
    IdxImages wide =
        images(Idx.images(2, 1, 2, (byte) 1, (byte) 2, (byte) 3, (byte) 4)).transposed();
    assertThat(wide.height()).isEqualTo(2);
    assertThat(wide.width()).isEqualTo(1);
    assertThat(wide.pixels()).containsExactly(1, 2, 3, 4);
    IdxImages square =
        images(Idx.images(2, 2, 2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})).transposed();
    assertThat(square.pixels()).containsExactly(1, 3, 2, 4, 5, 7, 6, 8);
    byte[] colours = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    IdxImages colour = images(Idx.array(8, new int[] {1, 2, 2, 3}, colours)).transposed();
    assertThat(colour.pixels()).containsExactly(1, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12);
  }
}
