package capstan.mnist.data;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One picture as a folder of pictures is read: its pixels as they are, what is transparent black,
 * or white where what is opaque is dark.
 */
public final class PlainPicture {
  private PlainPicture() {}

  /**
   * Reads a picture of a known size.
   *
   * @param file PNG, JPEG or whatever the JDK reads
   * @param height its rows
   * @param width its columns
   * @param channels 1 for grey, 3 for red, green and blue; a grey picture has all three the same
   * @return {@code [height, width, channels]}, 0 to 1
   * @throws InvalidDataException if it is no picture, damaged, of another size, or in colour where
   *     grey is wanted
   * @throws IOException if reading fails
   */
  public static float[] read(Path file, int height, int width, int channels) throws IOException {
    PicturePixels picture = PicturePixels.read(file);
    if (picture.height() != height || picture.width() != width) {
      throw new InvalidDataException(
          file,
          "a picture of %dx%d pixels".formatted(picture.width(), picture.height()),
          "%dx%d, as the network takes".formatted(width, height));
    }
    if (channels == 1 && !picture.grey()) {
      throw new InvalidDataException(file, "a picture in colour", "a grey one");
    }
    byte[] bytes = new byte[height * width * channels];
    picture.copy(channels, bytes, 0);
    float[] pixels = new float[bytes.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (bytes[i] & 0xff) / 255f;
    }
    return pixels;
  }
}
