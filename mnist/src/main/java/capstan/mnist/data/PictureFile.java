package capstan.mnist.data;

import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes picture files that nobody vouches for, within bounds on memory. */
final class PictureFile {
  private static final long MOST_PIXELS = 64_000_000;

  /** Larger pictures are thinned out while decoding: a digit needs 20 pixels. */
  private static final int LONGEST_SIDE = 2048;

  private PictureFile() {}

  /**
   * Decodes a picture; of one with a side beyond 2048 pixels only every second, third, … pixel.
   *
   * @param file PNG, JPEG or whatever the JDK reads
   * @throws InvalidDataException if it is no picture, too large or damaged
   * @throws IOException if reading fails
   */
  static BufferedImage read(Path file) throws IOException {
    return read(file, true);
  }

  /**
   * Decodes every pixel of a picture.
   *
   * @param file PNG, JPEG or whatever the JDK reads
   * @throws InvalidDataException if it is no picture, damaged, or has a side beyond 2048 pixels
   * @throws IOException if reading fails
   */
  static BufferedImage readWhole(Path file) throws IOException {
    return read(file, false);
  }

  private static BufferedImage read(Path file, boolean thinned) throws IOException {
    if (!Files.isRegularFile(file)) {
      String found =
          Files.isDirectory(file)
              ? "a folder"
              : Files.exists(file) ? "a device or pipe" : "no such file";
      throw new InvalidDataException(file, found, "a PNG or JPEG picture");
    }
    if (!Files.isReadable(file)) {
      throw new InvalidDataException(file, "no permission to read it", "a PNG or JPEG picture");
    }
    // Not from a File, which in some locales cannot open names that a Path can.
    try (InputStream bytes = Files.newInputStream(file);
        ImageInputStream stream = new MemoryCacheImageInputStream(bytes)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new InvalidDataException(file, "no picture", "a PNG or JPEG picture");
      }
      ImageReader reader = readers.next();
      try {
        // Metadata is left unread: it is not needed, and its chunks may claim any size.
        reader.setInput(stream, true, true);
        return UprightPicture.of(file, decode(file, reader, thinned));
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage decode(Path file, ImageReader reader, boolean thinned)
      throws InvalidDataException {
    try {
      long width = reader.getWidth(0);
      long height = reader.getHeight(0);
      if (width * height > MOST_PIXELS) {
        throw new InvalidDataException(
            file,
            "a picture of %dx%d".formatted(width, height),
            "at most %,d pixels".formatted(MOST_PIXELS));
      }
      if (!thinned && Math.max(width, height) > LONGEST_SIDE) {
        throw new InvalidDataException(
            file,
            "a picture of %dx%d".formatted(width, height),
            "at most %d pixels a side".formatted(LONGEST_SIDE));
      }
      ImageReadParam param = reader.getDefaultReadParam();
      int step = Math.ceilDiv((int) Math.max(width, height), LONGEST_SIDE);
      param.setSourceSubsampling(step, step, 0, 0);
      return reader.read(0, param);
    } catch (InvalidDataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's decoders answer damaged files with exceptions of many kinds, unchecked ones too.
      String reason =
          switch (e) {
            case EOFException _ -> "it ends too early";
            case NullPointerException _ -> "damaged";
            default ->
                e.getMessage() == null
                    ? "damaged"
                    : e.getMessage().lines().findFirst().orElse("damaged");
          };
      throw new InvalidDataException(
          file, "a picture that cannot be decoded (" + reason + ")", "a whole PNG or JPEG picture");
    }
  }
}
