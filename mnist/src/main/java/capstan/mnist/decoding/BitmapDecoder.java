package capstan.mnist.decoding;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Decodes BMP files. A bitmap has no checksums: its header must agree with the file's length, and
 * run lengths must fill the picture exactly as far as their end marker.
 */
public final class BitmapDecoder {
  private static final int FILE_HEADER = 14;

  private BitmapDecoder() {}

  /**
   * Decodes a file.
   *
   * @param file all of it
   * @param bounds how large it may be
   * @throws RefusedPictureException if it is damaged, too large, or holds a JPEG or PNG
   * @throws IOException never else
   */
  public static BufferedImage decode(byte[] file, PictureBounds bounds) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long claimed = Integer.toUnsignedLong(header.getInt(2));
    long pixels = Integer.toUnsignedLong(header.getInt(10));
    int length = header.getInt(FILE_HEADER);
    boolean old = length == 12;
    int width = old ? Short.toUnsignedInt(header.getShort(18)) : header.getInt(18);
    int height = Math.abs(old ? Short.toUnsignedInt(header.getShort(20)) : header.getInt(22));
    int step = bounds.step(width, height);
    int bits = header.getShort(old ? 24 : 28);
    int packing = old ? 0 : header.getInt(30);
    if (packing == 4 || packing == 5) {
      throw new RefusedPictureException("a BMP that holds a JPEG or PNG", "an ordinary BMP");
    }
    if (claimed > file.length || pixels > file.length) {
      throw RefusedPictureException.damaged("it ends too early");
    }
    if (packing == 1 || packing == 2) {
      requireRuns(header.position((int) pixels), width, height, packing == 2);
    } else {
      long rows = (width * (long) bits + 31) / 32 * 4 * height;
      long said = old ? 0 : Integer.toUnsignedLong(header.getInt(34));
      if (rows > file.length - pixels) {
        throw RefusedPictureException.damaged("it ends too early");
      }
      // Some programs fill the end up to a multiple of four.
      if (said != 0 && (said < rows || said > rows + 3)) {
        throw RefusedPictureException.damaged(
            "%d bytes of pixels where %dx%d need %d".formatted(said, width, height, rows));
      }
    }
    return StrictReader.read("bmp", file, step);
  }

  /** Follows runs up to the marker of the end: every row must be there, and whole. */
  private static void requireRuns(ByteBuffer runs, int width, int height, boolean halves)
      throws RefusedPictureException {
    int x = 0;
    int y = 0;
    while (true) {
      int count = Byte.toUnsignedInt(runs.get());
      int value = Byte.toUnsignedInt(runs.get());
      boolean end = count == 0 && value <= 1;
      if (end && x > 0) {
        // Some programs fill rows up to a multiple of four.
        if (x < width || x > width + 3) {
          throw RefusedPictureException.damaged("a row of %d pixels".formatted(x));
        }
        x = 0;
        y++;
      }
      if (end && value == 1) {
        if (y != height) {
          throw RefusedPictureException.damaged("%d of %d rows".formatted(y, height));
        }
        return;
      }
      if (count == 0 && value == 2) {
        throw RefusedPictureException.damaged("pixels that are left out");
      }
      if (!end) {
        x += count == 0 ? value : count;
      }
      if (count == 0 && value > 2) {
        int bytes = halves ? Math.ceilDiv(value, 2) : value;
        runs.position(runs.position() + bytes + bytes % 2);
      }
    }
  }
}
