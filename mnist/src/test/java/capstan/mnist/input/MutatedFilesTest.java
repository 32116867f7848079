package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.idx.Idx;
import capstan.capsnet.idx.IdxFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Damaged files of every kind: read all the same, or refused in one line, and nothing else. */
class MutatedFilesTest {
  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("mutated");
    Files.write(folder.resolve("good-images"), Idx.images(6, 5, 4));
    Files.write(folder.resolve("good-labels"), Idx.labels(6));
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Property(tries = 3000)
  void imagesAndLabels(@ForAll boolean images, @ForAll boolean gzipped, @ForAll long seed)
      throws IOException {
    byte[] plain = images ? Idx.images(6, 5, 4) : Idx.labels(6);
    byte[] whole = gzipped ? Idx.gzip(plain) : plain;
    Path file = Files.write(folder.resolve("mutated"), mutate(whole, new Random(seed)));
    try {
      ImageSet set =
          images
              ? IdxFile.read(file, folder.resolve("good-labels"), 10, "test")
              : IdxFile.read(folder.resolve("good-images"), file, 10, "test");
      assertThat(set.count()).isEqualTo(6);
    } catch (InvalidDataException e) {
      assertThat(e).hasMessageStartingWith(folder.toString()).hasMessageContaining("expected");
      assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("null");
    }
  }

  @Property(tries = 1500)
  void pictures(@ForAll("pictureFiles") byte[] whole, @ForAll long seed) throws IOException {
    Path file = Files.write(folder.resolve("picture"), mutate(whole, new Random(seed)));
    try {
      assertThat(HandwrittenPicture.read(PictureFile.of(file)).image()).hasSize(28 * 28);
    } catch (InvalidDataException e) {
      assertThat(e).hasMessageStartingWith(file.toString()).hasMessageContaining("expected");
      assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("null");
    }
  }

  @Provide
  Arbitrary<byte[]> pictureFiles() throws IOException {
    List<byte[]> files = new ArrayList<>();
    int[] types = {
      BufferedImage.TYPE_BYTE_GRAY,
      BufferedImage.TYPE_USHORT_GRAY,
      BufferedImage.TYPE_BYTE_INDEXED,
      BufferedImage.TYPE_BYTE_BINARY,
      BufferedImage.TYPE_INT_ARGB
    };
    for (int type : types) {
      files.add(encode(stroke(type), "png"));
    }
    files.add(encode(stroke(BufferedImage.TYPE_INT_RGB), "jpg"));
    return Arbitraries.of(files);
  }

  private static BufferedImage stroke(int type) {
    BufferedImage picture = new BufferedImage(37, 29, type);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.drawLine(8, 5, 22, 25);
    graphics.drawOval(9, 6, 15, 9);
    graphics.dispose();
    return picture;
  }

  private static byte[] encode(BufferedImage picture, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** Some damage of the kinds that happen, and of those that somebody may think of. */
  static byte[] mutate(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int wounds = random.nextInt(4);
    for (int wound = 0; wound < wounds && bytes.length > 4; wound++) {
      // Half of the damage goes where headers are.
      int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(40, bytes.length));
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(40));
        case 4 -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(bytes.length - Math.max(at, from), 1 + random.nextInt(30));
          System.arraycopy(bytes, from, bytes, at, length);
        }
        case 5 -> {
          byte[] more = new byte[1 + random.nextInt(20)];
          random.nextBytes(more);
          byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
          System.arraycopy(bytes, at, longer, at + more.length, bytes.length - at);
          System.arraycopy(more, 0, longer, at, more.length);
          bytes = longer;
        }
        default -> {
          int[] extremes = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffff, 30_000};
          int extreme = extremes[random.nextInt(extremes.length)];
          int start = Math.min(at, bytes.length - 4);
          for (int i = 0; i < 4; i++) {
            bytes[start + i] = (byte) (extreme >>> (24 - 8 * i));
          }
        }
      }
    }
    return bytes;
  }
}
