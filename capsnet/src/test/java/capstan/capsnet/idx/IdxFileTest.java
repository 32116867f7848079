package capstan.capsnet.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
  @TempDir Path folder;

  @Test
  void readsPlainAndGzippedByContentWhateverTheName() throws IOException {
    byte[] images = Idx.images(3, 2, 4);
    byte[] labels = Idx.labels(3, (byte) 9, (byte) 0, (byte) 4);
    ImageSet plain = read(images, labels);
    ImageSet gzipped = read(Idx.gzip(images), Idx.gzip(labels));
    for (ImageSet set : new ImageSet[] {plain, gzipped}) {
      assertThat(set.count()).isEqualTo(3);
      assertThat(set.height()).isEqualTo(2);
      assertThat(set.width()).isEqualTo(4);
      assertThat(set.channels()).isEqualTo(1);
      assertThat(set.label(0)).isEqualTo(9);
      assertThat(set.label(2)).isEqualTo(4);
      assertThat(set.pixel(2, 1, 3, 0)).isEqualTo(23);
      assertThat(set.image(1)).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
    }
  }

  @Test
  void readsAnEmptyGzipNameAndCommentInTheHeader() throws IOException {
    byte[] gzip = Idx.gzip(Idx.labels(2));
    gzip[3] = 4 | 8 | 16;
    ByteBuffer named = ByteBuffer.allocate(gzip.length + 12);
    named.put(gzip, 0, 10).put(new byte[] {3, 0, 7, 7, 7, 'a', 'b', 0, 'c', 0});
    named.put(gzip, 10, gzip.length - 10);
    byte[] bytes = Arrays.copyOf(named.array(), named.position());
    assertThat(read(Idx.images(2, 1, 1), bytes).label(1)).isEqualTo(1);
  }

  @Test
  void refusesLabelsWhereImagesBelong() {
    refuses(Idx.labels(3), Idx.labels(3), "images:", "0x00000801 (labels)", "0x00000803");
    refuses(Idx.images(3, 1, 1), Idx.images(3, 1, 1), "labels:", "0x00000803 (images)");
  }

  @Test
  void refusesOtherFiles() {
    byte[] text = "not an IDX file".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    refuses(text, Idx.labels(3), "first bytes 0x6e6f7420", "0x00000803");
    refuses(new byte[0], Idx.labels(3), "found 0 bytes");
    refuses(new byte[] {0, 0, 8, 3, 0, 0}, Idx.labels(3), "a header of 6 bytes", "16 bytes");
  }

  @Test
  void refusesMissingBytesAndBytesTooMany() {
    byte[] images = Idx.images(2, 3, 3);
    byte[] shorter = Arrays.copyOf(images, images.length - 1);
    byte[] longer = Arrays.copyOf(images, images.length + 1);
    for (byte[] labels : new byte[][] {Idx.labels(2), Idx.gzip(Idx.labels(2))}) {
      refuses(shorter, labels, "truncated: 17 bytes", "expected 18 bytes");
      refuses(Idx.gzip(shorter), labels, "truncated: 17 bytes", "expected 18 bytes");
      refuses(longer, labels, "trailing bytes", "expected 18 bytes");
      refuses(Idx.gzip(longer), labels, "trailing bytes", "expected 18 bytes");
    }
  }

  @Test
  void refusesDamagedGzip() {
    byte[] gzip = Idx.gzip(Idx.images(2, 3, 3));
    byte[] cut = Arrays.copyOf(gzip, gzip.length - 3);
    refuses(cut, Idx.labels(2), "truncated gzip data");
    byte[] longer = Arrays.copyOf(gzip, gzip.length + 1);
    longer[gzip.length] = 7;
    refuses(longer, Idx.labels(2), "bytes after the end of the gzip data");
    byte[] wrong = gzip.clone();
    wrong[wrong.length - 6] ^= 1;
    refuses(wrong, Idx.labels(2), "checksum or length differs");
  }

  @Test
  void refusesLabelsOutOfRangeAndCountsThatDiffer() {
    refuses(
        Idx.images(2, 1, 1), Idx.labels(2, (byte) 9, (byte) 10), "label 10 at index 1", "0 to 9");
    refuses(Idx.images(2, 1, 1), Idx.labels(2, (byte) 255, (byte) 0), "label 255 at index 0");
    refuses(Idx.images(2, 1, 1), Idx.labels(3), "labels: found 3 labels", "expected 2");
    refuses(Idx.images(0, 28, 28), Idx.labels(3), "dimension 0 of 0");
  }

  @Test
  void claimsNoMemoryOnTheWordOfAHeader() {
    byte[] huge = Idx.images(0x7fffffff, 0x7fffffff, 0x7fffffff, (byte) 1);
    refuses(huge, Idx.labels(3), "dimensions that multiply to more", "at most 2147483639");
    refuses(Idx.gzip(huge), Idx.labels(3), "at most 2147483639");
    // A product that wraps around to a small positive number in 64 bits.
    byte[] wrapping = Idx.images(0x40000000, 0x40000000, 0x10, (byte) 1);
    refuses(wrapping, Idx.labels(3), "at most 2147483639");
    byte[] large = Idx.images(0x7ffffff0, 1, 1, (byte) 1);
    refuses(large, Idx.labels(3), "truncated: 1 bytes", "expected 2147483632 bytes");
    refuses(Idx.gzip(large), Idx.labels(3), "truncated", "expected 2147483632 bytes");
    refuses(Idx.images(-1, 28, 28, (byte) 1), Idx.labels(3), "dimension 0 of 4294967295");
  }

  @Test
  void stopsInflatingWhereTheHeaderSays() {
    byte[] bomb = Idx.gzip(Idx.images(1, 1, 1, new byte[50_000_000]));
    assertThat(bomb.length).isLessThan(60_000);
    refuses(bomb, Idx.labels(1), "trailing bytes", "expected 1 bytes");
  }

  @Test
  void namesMissingFilesAndFolders() {
    assertThatThrownBy(() -> IdxFile.read(folder, folder, 10, "test"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("found a folder");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> IdxFile.read(missing, missing, 10, "test"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("missing: found no such file");
  }

  private ImageSet read(byte[] images, byte[] labels) throws IOException {
    Path imageFile = Files.write(folder.resolve("images"), images);
    Path labelFile = Files.write(folder.resolve("labels"), labels);
    return IdxFile.read(imageFile, labelFile, 10, "test");
  }

  private void refuses(byte[] images, byte[] labels, String... message) {
    assertThatThrownBy(() -> read(images, labels))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll(message)
        .message()
        .doesNotContain("\n");
  }

  /** Whatever it inflates to. */
  @Test
  void damagedGzipIsCalledSo() {
    byte[] images = Idx.images(40, 5, 7);
    byte[] whole = Idx.gzip(images);
    for (int place = 20; place < whole.length - 8; place += 7) {
      byte[] damaged = whole.clone();
      damaged[place] ^= 0x10;
      assertThatThrownBy(() -> read(damaged, Idx.labels(40)))
          .isInstanceOf(InvalidDataException.class)
          .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("trailing bytes"));
    }
  }
}
