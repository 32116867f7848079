package capstan.mnist.warp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MATLAB files as several programs write them, as others write theirs, and made to do harm. */
class MatStructureTest {
  private final MatFileBytes mat = new MatFileBytes(ByteOrder.LITTLE_ENDIAN);
  private final byte[] image = mat.numbers("", 2, 9, 1, 2, new byte[] {7, (byte) 200});
  private final byte[] label = mat.numbers("", 2, 6, 1, 2, new byte[] {3, 4});

  @TempDir Path temporary;

  private ImageSet read(byte[] bytes) throws IOException {
    return AffNistFiles.open(Files.write(temporary.resolve("a.mat"), bytes)).version(0);
  }

  private void assertRefused(byte[] bytes, String... parts) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(InvalidDataException.class)
        .message()
        .startsWith(temporary.resolve("a.mat") + ": found ")
        .contains(parts)
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void bothByteOrdersPackedAndNot(boolean little, boolean packed) throws IOException {
    MatFileBytes of = new MatFileBytes(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    byte[] wide = of.bytes(numbers -> numbers.putShort((short) 7).putShort((short) 200));
    byte[] structure =
        of.affNistStructure(
            of.numbers("", 4, 6, 1, 2, wide), of.numbers("", 2, 6, 2, 1, new byte[] {3, 4}));
    byte[] before = of.numbers("x", 9, 6, 1, 1, new byte[8]);
    ImageSet images =
        read(
            packed
                ? of.file(of.packed(before), of.packed(structure))
                : of.file(before, structure, before));
    assertThat(images.count()).isEqualTo(2);
    assertThat(images.pixel(1, 0, 0, 0)).isEqualTo(200);
    assertThat(images.label(1)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 2", "4, 2", "5, 4", "6, 4", "7, 4", "9, 8", "12, 8", "13, 8"})
  void everyTypeOfNumbers(int type, int bytes) throws IOException {
    byte[] numbers =
        mat.bytes(
            buffer -> {
              for (int value : new int[] {7, 100}) {
                switch (type) {
                  case 7 -> buffer.putFloat(value);
                  case 9 -> buffer.putDouble(value);
                  default -> buffer.put((byte) value).put(new byte[bytes - 1]);
                }
              }
            });
    ImageSet images = read(mat.affNist(mat.numbers("", type, 6, 1, 2, numbers), label));
    assertThat(images.pixel(0, 0, 0, 0)).isEqualTo(7);
    assertThat(images.pixel(1, 0, 0, 0)).isEqualTo(100);
    byte[] negative = numbers.clone();
    Arrays.fill(negative, (byte) 0xff);
    if (type != 2) {
      assertRefused(
          mat.affNist(mat.numbers("", type, 6, 1, 2, negative), label),
          "pixel ",
          "whole numbers from 0 to 255");
    }
  }

  @Test
  void otherKindsAreCalledWhatTheyAre() {
    byte[] hdf5 = Arrays.copyOf("\u0089HDF\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1), 600);
    assertRefused(hdf5, "an HDF5 file", "version 5 to 7", "save -v7");
    byte[] newest = new byte[600];
    byte[] text = "MATLAB 7.3 MAT-file, Platform: GLNXA64".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, newest, 0, text.length);
    assertRefused(newest, "a MATLAB file of version 7.3 (HDF5)", "save -v7");
    Arrays.fill(newest, 0, 512, (byte) ' ');
    System.arraycopy(hdf5, 0, newest, 512, 8);
    assertRefused(newest, "a MATLAB file of version 7.3 (HDF5)", "save -v7");
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ByteBuffer oldest = ByteBuffer.allocate(200).order(order);
      oldest.putInt(order == ByteOrder.LITTLE_ENDIAN ? 50 : 1050).putInt(1).putInt(2).putInt(0);
      oldest.putInt(6).put("image\0".getBytes(StandardCharsets.US_ASCII));
      assertRefused(oldest.array(), "a MATLAB file of version 4", "save -v7");
    }
    assertRefused(ascii("# Created by Octave 8.4.0\n# name: x\n"), "an Octave text", "save -v7");
    assertRefused(ascii("Octave-1-L\0\0\0\0"), "an Octave binary file", "save -v7");
    assertRefused(ascii("<!DOCTYPE html><html>"), "a web page (HTML)");
    assertRefused(
        ascii("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "Git LFS pointer");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aPresetDictionaryIsRefused() {
    byte[] structure = mat.affNistStructure(image, label);
    assertRefused(
        mat.file(mat.packed(structure, structure.length, new byte[] {1, 2, 3})),
        "preset dictionary");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatNestsIsPassedOver(boolean packed) throws IOException {
    byte[] nested = mat.element(MatFileBytes.MATRIX);
    for (int depth = 0; depth < 20_000; depth++) {
      // Only the heads around, since every level of bytes would be copied.
      nested = depth % 4_000 == 0 ? mat.array("c", 1, mat.dimensions(1, 1), nested) : nested;
    }
    byte[] deep = deep(20_000);
    byte[] structure =
        mat.structure(
            "affNISTdata",
            mat.dimensions(1, 1),
            new String[] {"deep", "image", "label_int", "nested"},
            deep,
            image,
            label,
            nested);
    byte[] file = packed ? mat.file(mat.packed(structure)) : mat.file(structure);
    assertThat(read(file).count()).isEqualTo(2);
  }

  /** Cells in cells: each head claims all bytes after it. */
  private byte[] deep(int cells) {
    int level = mat.array("", 1, mat.dimensions(1, 1)).length;
    ByteBuffer bytes = ByteBuffer.allocate(level * cells).order(mat.order());
    for (int depth = 0; depth < cells; depth++) {
      byte[] cell = mat.array("", 1, mat.dimensions(1, 1));
      ByteBuffer.wrap(cell).order(mat.order()).putInt(4, level * (cells - depth) - 8);
      bytes.put(cell);
    }
    return bytes.array();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClaimOfMoreThanThereCanBeIsRefused(boolean packed) {
    int claimed = 2_000_000_000;
    byte[] huge = mat.numbers("", 2, 9, 1, claimed, new byte[16]);
    // The array's own size, and those of all around it.
    byte[] structure = mat.affNistStructure(huge, label);
    ByteBuffer sizes = ByteBuffer.wrap(structure).order(mat.order());
    for (int place = 0; place < structure.length - 8; place += 8) {
      if (sizes.getInt(place) == MatFileBytes.MATRIX) {
        sizes.putInt(place + 4, claimed + 200);
      } else if (sizes.getInt(place) == 2 && sizes.getInt(place + 4) == 16) {
        sizes.putInt(place + 4, claimed);
      }
    }
    assertRefused(packed ? mat.file(mat.packed(structure)) : mat.file(structure), "cannot be read");
  }

  /** Zeros pack to a thousandth; nothing beyond the inner element's own size is unpacked. */
  @Test
  void aBombIsNotUnpacked() {
    byte[] zeros = Arrays.copyOf(mat.affNistStructure(image, label), 50_000_000);
    assertRefused(mat.file(mat.packed(zeros)), "bytes after a variable's end");
    byte[] bombs = mat.packed(mat.array("z", 6, mat.dimensions(1, 1), new byte[40_000_000]));
    byte[][] many = new byte[40][];
    Arrays.fill(many, bombs);
    assertRefused(mat.file(many), "damaged: an element of 400000");
  }

  @Test
  void whatIsNotTheStructureIsNamed() {
    byte[] x = mat.numbers("x", 2, 9, 1, 1, new byte[] {1});
    assertRefused(mat.file(x, x), "found only x, x, expected affNIST's structure affNISTdata");
    assertRefused(mat.file(), "found no variable");
    byte[] other = {'a', 'f', 'f'};
    assertRefused(mat.file(mat.numbers("affNISTdata", 2, 9, 1, 3, other)), "not one structure");
    assertRefused(mat.affNist(mat.element(MatFileBytes.MATRIX), label), "no image in affNISTdata");
    byte[] text = mat.array("", 4, mat.dimensions(1, 2), mat.element(4, new byte[4]));
    assertRefused(mat.affNist(text, label), "image is no array of real numbers");
    byte[] cube = mat.array("", 9, mat.dimensions(1, 1, 2), mat.element(2, new byte[2]));
    assertRefused(mat.affNist(cube, label), "image has 3 dimensions, expected 2");
    byte[] short3 = mat.numbers("", 2, 9, 1, 2, new byte[3]);
    assertRefused(mat.affNist(short3, label), "image of 1x2 in 3 bytes");
    byte[] name = mat.numbers("a\u001b[31m", 2, 9, 1, 1, new byte[1]);
    assertRefused(mat.file(name), "damaged: a name with other characters");
  }

  @Test
  void everyCutIsSeen() {
    byte[] whole = mat.affNist(image, label);
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "found");
    }
    for (int more = 1; more < 20; more++) {
      assertRefused(Arrays.copyOf(whole, whole.length + more), "cannot be read");
    }
  }
}
