package capstan.capsnet.idx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Bytes of IDX files, made for tests. */
public final class Idx {
  private Idx() {}

  public static byte[] images(int count, int height, int width, byte... pixels) {
    ByteBuffer bytes = ByteBuffer.allocate(16 + pixels.length);
    bytes.putInt(0x803).putInt(count).putInt(height).putInt(width).put(pixels);
    return bytes.array();
  }

  /** Images whose pixel number i is i modulo 251. */
  public static byte[] images(int count, int height, int width) {
    byte[] pixels = new byte[count * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 251);
    }
    return images(count, height, width, pixels);
  }

  /** Any file: a type's code, dimensions and elements. */
  static byte[] array(int type, int[] extents, byte... elements) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extents.length + elements.length);
    bytes.putInt(type << 8 | extents.length);
    for (int extent : extents) {
      bytes.putInt(extent);
    }
    return bytes.put(elements).array();
  }

  public static byte[] labels(int count, byte... labels) {
    return ByteBuffer.allocate(8 + labels.length).putInt(0x801).putInt(count).put(labels).array();
  }

  /** Labels 0, 1, … 9, 0, … */
  public static byte[] labels(int count) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 10);
    }
    return labels(count, labels);
  }

  public static byte[] gzip(byte... plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A folder of {@code train} and {@code test} images of 28x28. */
  public static void folder(Path folder, int train, int test) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("train-images-idx3-ubyte"), images(train, 28, 28));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(train));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(test, 28, 28));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(test));
  }
}
