package capstan.mnist.input;

import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.idx.FileKind;
import capstan.capsnet.idx.PictureFormat;
import capstan.mnist.decoding.BitmapDecoder;
import capstan.mnist.decoding.GifDecoder;
import capstan.mnist.decoding.JpegDecoder;
import capstan.mnist.decoding.PictureBounds;
import capstan.mnist.decoding.PngDecoder;
import capstan.mnist.decoding.PortableMapDecoder;
import capstan.mnist.decoding.RefusedPictureException;
import capstan.mnist.decoding.TiffDecoder;
import capstan.mnist.decoding.WebpDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A picture of unknown origin, decoded within bounds on time and memory.
 *
 * @param name what messages call it
 * @param bytes of one of the formats that are read
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record PictureFile(Path name, byte... bytes) {
  /** Larger pictures are thinned out while decoding: a digit needs 20 pixels. */
  private static final int LONGEST_SIDE = 2048;

  /** Of a file. */
  private static final int MOST_BYTES = 1 << 27;

  /**
   * Reads a file, of one of the formats that are read, whatever its name.
   *
   * @throws InvalidDataException if it is no file or too large
   * @throws IOException if reading fails
   */
  public static PictureFile of(Path file) throws IOException {
    return new PictureFile(file, bytes(file));
  }

  /**
   * Decodes a picture; of one with a side beyond 2048 pixels only every second, third, … pixel.
   *
   * @throws InvalidDataException if it is no picture, too large or damaged
   * @throws IOException if a decoder fails
   */
  BufferedImage decode() throws IOException {
    return decode(new PictureBounds(LONGEST_SIDE, true));
  }

  /**
   * Decodes every pixel of a picture.
   *
   * @throws InvalidDataException if it is no picture, damaged, or has a side beyond 2048 pixels
   * @throws IOException if a decoder fails
   */
  BufferedImage decodeWhole() throws IOException {
    return decode(new PictureBounds(LONGEST_SIDE, false));
  }

  private BufferedImage decode(PictureBounds bounds) throws IOException {
    PictureFormat format =
        PictureFormat.of(bytes)
            .orElseThrow(
                () ->
                    new InvalidDataException(
                        name,
                        bytes.length == 0
                            ? "an empty file"
                            : FileKind.of(Arrays.copyOf(bytes, Math.min(bytes.length, 1024)))
                                .map(FileKind::words)
                                .orElse("no picture"),
                        PictureFormat.READ));
    try {
      return switch (format) {
        case PNG -> PngDecoder.decode(bytes, bounds);
        case JPEG -> JpegDecoder.decode(bytes, bounds);
        case GIF -> GifDecoder.decode(bytes, bounds);
        case BMP -> BitmapDecoder.decode(bytes, bounds);
        case TIFF -> TiffDecoder.decode(bytes, bounds);
        case WEBP -> WebpDecoder.decode(bytes, bounds);
        case PNM -> PortableMapDecoder.decode(bytes, bounds);
        default ->
            throw new InvalidDataException(
                name,
                "a picture of the format " + format.label() + ", which is not read",
                PictureFormat.READ + ": convert it to PNG");
      };
    } catch (RefusedPictureException e) {
      throw new InvalidDataException(name, e.found(), e.expected());
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      throw new InvalidDataException(
          name, "a picture that cannot be decoded (it ends too early)", "a whole picture");
    } catch (OutOfMemoryError e) {
      throw new InvalidDataException(
          name, "a picture too large for the Java heap", "a smaller one, or a larger heap (-Xmx)");
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      String found =
          Files.isDirectory(file)
              ? "a folder"
              : Files.exists(file) ? "a device or pipe" : "no such file";
      throw new InvalidDataException(file, found, PictureFormat.READ);
    }
    if (!Files.isReadable(file)) {
      throw new InvalidDataException(file, "no permission to read it", PictureFormat.READ);
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new InvalidDataException(
          file,
          "%,d bytes".formatted(Files.size(file)),
          "a picture of at most %,d".formatted(MOST_BYTES));
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return stream.readNBytes(MOST_BYTES);
    }
  }
}
