package capstan.mnist.input;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small files in the format of small NORB. */
public final class SmallNorbFiles {
  public static final int BYTES = 0x1e3d4c55;
  public static final int INTEGERS = 0x1e3d4c54;

  private SmallNorbFiles() {}

  /** The path of a file, such as {@code training-dat}. */
  public static Path file(Path folder, String role) {
    boolean training = role.startsWith("training");
    return folder.resolve(
        "smallnorb-5x%sx9x18x6x2x96x96-%s.mat".formatted(training ? "46789" : "01235", role));
  }

  /** A matrix; unused dimensions are written as 1. */
  public static byte[] matrix(int magic, int[] extents, byte... elements) {
    ByteBuffer file =
        ByteBuffer.allocate(8 + 4 * Math.max(3, extents.length) + elements.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(magic).putInt(extents.length);
    for (int i = 0; i < Math.max(3, extents.length); i++) {
      file.putInt(i < extents.length ? extents[i] : 1);
    }
    return file.put(elements).array();
  }

  /** Pairs of images [count, 2, height, width] of these pixels. */
  public static byte[] images(int count, int height, int width, byte... pixels) {
    return matrix(BYTES, new int[] {count, 2, height, width}, pixels);
  }

  /** Categories. */
  public static byte[] categories(int... labels) {
    ByteBuffer elements = ByteBuffer.allocate(4 * labels.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int label : labels) {
      elements.putInt(label);
    }
    return matrix(INTEGERS, new int[] {labels.length}, elements.array());
  }

  /** Categories one after the other, and images that tell them by a bright row. */
  public static Path write(Path folder, int train, int test, int side) throws IOException {
    Files.createDirectories(folder);
    for (String half : new String[] {"training", "testing"}) {
      int count = half.equals("training") ? train : test;
      byte[] pixels = new byte[count * 2 * side * side];
      int[] labels = new int[count];
      for (int image = 0; image < count; image++) {
        labels[image] = image % 5;
        for (int camera = 0; camera < 2; camera++) {
          int row = side / 4 + side / 10 * labels[image];
          for (int x = 0; x < side; x++) {
            for (int y = row; y < row + 2; y++) {
              pixels[((image * 2 + camera) * side + y) * side + x] = (byte) (200 + camera * 50);
            }
          }
        }
      }
      Files.write(file(folder, half + "-dat"), images(count, side, side, pixels));
      Files.write(file(folder, half + "-cat"), categories(labels));
      Files.write(file(folder, half + "-info"), new byte[0]);
    }
    return folder;
  }

  /** Packs a file and removes it. */
  public static void gzip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(file + ".gz")))) {
      out.write(bytes);
    }
    Files.delete(file);
  }
}
