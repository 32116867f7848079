package capstan.mnist.input;

import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.Resizing;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.collections.api.list.primitive.ImmutableFloatList;
import org.eclipse.collections.impl.factory.primitive.FloatLists;

/**
 * One picture as a folder of pictures is read: its pixels as they are, what is transparent black,
 * or white where what is opaque is dark.
 *
 * @param pixels {@code [height, width, channels]}, 0 to 1
 * @param change what was done to it that its network's own pictures may not have needed, in words;
 *     empty for nothing
 */
public record PlainPicture(ImmutableFloatList pixels, String change) {

  /**
   * Reads a picture in the form of a network's images.
   *
   * @param file a picture
   * @param height rows of an image
   * @param width columns of an image
   * @param channels 1 for grey, 3 for red, green and blue; a grey picture has all three the same
   * @param own to what size the network's own pictures were brought; they lie in the middle of the
   *     image if it is larger, and the image is their middle if it is smaller. Empty for the
   *     image's size
   * @throws InvalidDataException if it is no picture or damaged, or no picture has such channels
   * @throws IOException if reading fails
   */
  public static PlainPicture read(
      PictureFile file, int height, int width, int channels, Optional<Resizing> own)
      throws IOException {
    if (channels != 1 && channels != 3) {
      throw new InvalidDataException(
          "the network takes images of %d channels, expected 1 or 3, as a picture has"
              .formatted(channels));
    }
    Resizing size = own.orElseGet(() -> new Resizing(width, height, Resizing.Fit.PAD));
    PicturePixels stored = PicturePixels.readToResize(file);
    PicturePixels picture = stored.resized(size);
    byte[] bytes = new byte[size.height() * size.width() * channels];
    picture.copy(channels, bytes, 0);
    float[] pixels = new float[height * width * channels];
    int row = size.width() * channels;
    int top = (height - size.height()) / 2;
    int left = (width - size.width()) / 2 * channels;
    for (int i = 0; i < bytes.length; i++) {
      int y = top + i / row;
      int x = left + i % row;
      if (y >= 0 && y < height && x >= 0 && x < width * channels) {
        pixels[y * width * channels + x] = (bytes[i] & 0xff) / 255f;
      }
    }
    String change = "";
    if (stored.height() != size.height() || stored.width() != size.width()) {
      change = "brought from %dx%d to %s".formatted(stored.width(), stored.height(), size);
    }
    if (channels == 1 && !stored.grey()) {
      change += (change.isEmpty() ? "" : "; ") + "in colour, read as grey";
    }
    return new PlainPicture(FloatLists.immutable.of(pixels), change);
  }
}
