package capstan.capsnet.idx;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Images of an IDX file, {@code [count, height, width, channels]}, unsigned bytes. Elements of
 * other types are taken where their meaning is plain: numbers of 0 to 255 as they are, floats of 0
 * to 1 as parts of full light.
 *
 * @param file where they were read
 * @param count how many
 * @param height rows of an image
 * @param width columns of an image
 * @param channels values per pixel: 1 for grey, 3 for colour
 * @param pixels of all images
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record IdxImages(Path file, int count, int height, int width, int channels, byte[] pixels) {
  private static final int WHITE = 255;
  private static final int COLOURS = 3;

  /**
   * Reads a file.
   *
   * @param file dimensions count, height and width, and perhaps 1 or 3 channels
   * @throws InvalidDataException if it is not exactly what it should be
   * @throws IOException if reading fails
   */
  static IdxImages read(Path file) throws IOException {
    IdxArray array = IdxArray.read(file, IdxArray.Contents.IMAGES);
    var extents = array.extents();
    int channels = extents.size() == 4 ? extents.get(3) : 1;
    if (extents.size() == 3 || (extents.size() == 4 && (channels == 1 || channels == COLOURS))) {
      return new IdxImages(
          file, extents.get(0), extents.get(1), extents.get(2), channels, pixels(array));
    }
    if (extents.size() == 4 && extents.get(1) == 1) {
      return new IdxImages(file, extents.get(0), extents.get(2), extents.get(3), 1, pixels(array));
    }
    throw new InvalidDataException(
        file,
        "dimensions " + array.shape(),
        "count x height x width, or these x 1 or x 3" + remedy(array));
  }

  private static String remedy(IdxArray array) {
    int count = array.extents().get(0);
    int size = array.length() / count;
    int side = (int) Math.sqrt(size);
    if (array.extents().size() == 2) {
      return side * side == size
          ? "; reshape them to %dx%dx%d".formatted(count, side, side)
          : "; reshape them";
    }
    return array.extents().size() == 4 && array.extents().get(1) == COLOURS
        ? "; put the channels last: transpose(0, 2, 3, 1) in NumPy"
        : "";
  }

  private static byte[] pixels(IdxArray array) throws InvalidDataException {
    if (array.type() == IdxType.UNSIGNED_BYTE) {
      return array.elements().array();
    }
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    boolean whole = true;
    for (int i = 0; i < array.length(); i++) {
      double element = array.element(i);
      if (Double.isNaN(element)) {
        throw new InvalidDataException(array.file(), "NaN at index " + i, "numbers");
      }
      least = Math.min(least, element);
      most = Math.max(most, element);
      whole &= element == Math.rint(element);
    }
    int scale = array.type().isFloat() && most <= 1 ? WHITE : 1;
    if (least < 0
        || most * scale > WHITE
        || (!whole && scale == 1)
        || array.type() == IdxType.INT8) {
      throw new InvalidDataException(
          array.file(),
          "%s elements from %s to %s"
              .formatted(array.type().words(), array.type().shown(least), array.type().shown(most)),
          expected(array.type()) + "; scale them to 0 to 255 and write them as unsigned bytes");
    }
    byte[] pixels = new byte[array.length()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(array.element(i) * scale);
    }
    return pixels;
  }

  private static String expected(IdxType type) {
    return switch (type) {
      case FLOAT32, FLOAT64 -> "0 to 1, or whole numbers of 0 to 255";
      case INT8 -> "another type, as int8 ends at half of full light";
      default -> "0 to 255";
    };
  }

  /** Rows and columns exchanged, in place: the old images must not be used again. */
  IdxImages transposed() {
    ImageSet.transpose(pixels, height, width, channels);
    return new IdxImages(file, count, width, height, channels, pixels);
  }
}
