package capstan.mnist.picture;

import capstan.capsnet.file.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A finished picture.
 *
 * @param image its pixels
 */
public record Picture(BufferedImage image) {

  /** Width in pixels. */
  public int width() {
    return image.getWidth();
  }

  /** Height in pixels. */
  public int height() {
    return image.getHeight();
  }

  /** The colour of a pixel, 0xRRGGBB. */
  public int rgb(int x, int y) {
    return image.getRGB(x, y) & 0xffffff;
  }

  /**
   * Writes the picture whole or not at all.
   *
   * @param file a PNG file, replaced if it exists
   * @throws IOException if the file cannot be written; the message names it
   */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, png());
  }

  /**
   * The picture as the bytes of a PNG file.
   *
   * @throws IOException if this JDK cannot write PNG
   */
  public byte[] png() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", stream)) {
        throw new IOException("this JDK cannot write PNG; is java.desktop complete?");
      }
    }
    return bytes.toByteArray();
  }
}
