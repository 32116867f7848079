package capstan.mnist.data;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Turns photographs as their camera was held. A camera stores what its sensor saw, and beside it,
 * in EXIF, which way was up; the JDK's decoder does not look.
 */
final class UprightPicture {
  private UprightPicture() {}

  /**
   * The picture as it is to be seen.
   *
   * @param file which it was decoded from
   * @param picture as it is stored
   */
  static BufferedImage of(Path file, BufferedImage picture) {
    return turned(picture, orientation(file));
  }

  /** From 1, upright, to 8; 1 of a file that does not tell. */
  private static int orientation(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      if (stream.read() != 0xff || stream.read() != 0xd8) {
        return 1; // no JPEG
      }
    } catch (IOException unreadable) {
      return 1;
    }
    try (InputStream stream = Files.newInputStream(file)) {
      Metadata metadata = JpegMetadataReader.readMetadata(stream, List.of(new ExifReader()));
      ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
      Integer found =
          directory == null ? null : directory.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
      return found == null || found < 1 || found > 8 ? 1 : found;
    } catch (IOException | JpegProcessingException | RuntimeException damaged) {
      // The picture itself was decoded; that it lies is worth no failure.
      return 1;
    }
  }

  /**
   * Turns and mirrors.
   *
   * @param orientation EXIF's: where the stored first row and column belong
   */
  static BufferedImage turned(BufferedImage picture, int orientation) {
    if (orientation == 1) {
      return picture;
    }
    boolean swapped = orientation >= 5;
    // Stored columns run to the left, or stored rows upwards.
    boolean columnsBack = orientation == 2 || orientation == 3 || orientation >= 7;
    boolean rowsBack = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    int width = picture.getWidth();
    int height = picture.getHeight();
    Raster from = picture.getRaster();
    WritableRaster to =
        from.createCompatibleWritableRaster(swapped ? height : width, swapped ? width : height);
    Object pixel = null;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        pixel = from.getDataElements(x + from.getMinX(), y + from.getMinY(), pixel);
        int column = columnsBack ? width - 1 - x : x;
        int row = rowsBack ? height - 1 - y : y;
        to.setDataElements(swapped ? row : column, swapped ? column : row, pixel);
      }
    }
    return new BufferedImage(picture.getColorModel(), to, picture.isAlphaPremultiplied(), null);
  }
}
