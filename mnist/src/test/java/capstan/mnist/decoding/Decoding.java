package capstan.mnist.decoding;

import java.awt.image.BufferedImage;
import java.io.IOException;

/** Decodes a file of any format by its first bytes, for tests. */
final class Decoding {
  private Decoding() {}

  static BufferedImage of(byte[] file) throws IOException {
    PictureBounds bounds = new PictureBounds(2048, false);
    return switch (file[0] & 0xff) {
      case 0x89 -> PngDecoder.decode(file, bounds);
      case 0xff -> JpegDecoder.decode(file, bounds);
      case 'G' -> GifDecoder.decode(file, bounds);
      case 'B' -> BitmapDecoder.decode(file, bounds);
      case 'I', 'M' -> TiffDecoder.decode(file, bounds);
      case 'R' -> WebpDecoder.decode(file, bounds);
      default -> PortableMapDecoder.decode(file, bounds);
    };
  }

  /** How light a pixel is, of 255; of grey as it is stored, as ImageIO would brighten it. */
  static int level(BufferedImage picture, int x, int y) {
    return switch (picture.getType()) {
      case BufferedImage.TYPE_BYTE_GRAY -> picture.getRaster().getSample(x, y, 0);
      case BufferedImage.TYPE_USHORT_GRAY ->
          Math.round(picture.getRaster().getSample(x, y, 0) / 257f);
      default -> picture.getRGB(x, y) >> 8 & 0xff;
    };
  }
}
