package capstan.mnist.decoding;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Decodes still WebP pictures, lossy and lossless. The file must be as long as its header says, and
 * its chunks whole; what follows is passed over, and so are profiles and unknown chunks.
 */
public final class WebpDecoder {
  private static final int HEAD = 12;
  private static final int ANIMATION = 2;
  private static final int ALPHA = 0x10;

  /** The reader keeps several copies of all pixels. */
  private static final long MOST_PIXELS = 16_000_000;

  private final ByteBuffer file;
  private final PictureBounds bounds;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private int step;
  private boolean pixels;
  private int orientation = 1;

  private WebpDecoder(byte[] file, PictureBounds bounds) {
    this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    this.bounds = bounds;
  }

  /**
   * Decodes a file.
   *
   * @param file all of it
   * @param bounds how large it may be
   * @throws RefusedPictureException if it is damaged, too large or animated
   * @throws IOException never else
   */
  public static BufferedImage decode(byte[] file, PictureBounds bounds) throws IOException {
    return new WebpDecoder(file, bounds).decode();
  }

  private BufferedImage decode() throws IOException {
    long length = 8 + Integer.toUnsignedLong(file.getInt(4));
    if (length > file.limit()) {
      throw RefusedPictureException.damaged("it ends too early");
    }
    file.limit((int) length).position(HEAD);
    while (file.remaining() >= 8) {
      readChunk();
    }
    if (!pixels) {
      throw RefusedPictureException.damaged("no pixels");
    }
    ByteBuffer whole = ByteBuffer.allocate(HEAD + kept.size()).order(ByteOrder.LITTLE_ENDIAN);
    whole.put(file.array(), 0, HEAD).put(kept.toByteArray()).putInt(4, whole.limit() - 8);
    return UprightPicture.turned(StrictReader.read("webp", whole.array(), step), orientation);
  }

  private void readChunk() throws IOException {
    int start = file.position();
    byte[] name = new byte[4];
    file.get(name);
    int length = file.getInt();
    if (length < 0 || length > file.remaining()) {
      throw RefusedPictureException.damaged("it ends too early");
    }
    int end = Math.min(file.limit(), start + 8 + length + (length & 1));
    ByteBuffer data = file.slice(start + 8, length).order(ByteOrder.LITTLE_ENDIAN);
    file.position(end);
    switch (new String(name, StandardCharsets.ISO_8859_1)) {
      case "VP8X" -> {
        if ((data.get(0) & ANIMATION) != 0) {
          throw new RefusedPictureException("an animated WebP picture", "a still one");
        }
        // Profiles, EXIF and the like are not kept.
        data.put(0, (byte) (data.get(0) & ALPHA));
        requireSize(1 + (data.getInt(4) & 0xffffff), 1 + (data.getInt(6) >>> 8));
      }
      case "VP8 " -> {
        int tag = data.getInt(0);
        if ((tag & 1) != 0 || (tag >> 5 & 0x7ffff) > length - 10) {
          throw RefusedPictureException.damaged("its pixels end too early");
        }
        requireSize(data.getShort(6) & 0x3fff, data.getShort(8) & 0x3fff);
        pixels = true;
      }
      case "VP8L" -> {
        int sides = data.getInt(1);
        requireSize(1 + (sides & 0x3fff), 1 + (sides >> 14 & 0x3fff));
        pixels = true;
      }
      case "EXIF" -> {
        boolean named = length >= 6 && data.get(0) == 'E';
        orientation = UprightPicture.orientation(named ? data.position(6) : data);
        return;
      }
      case "ALPH" -> {}
      default -> {
        return;
      }
    }
    kept.write(file.array(), start, end - start);
  }

  private void requireSize(int width, int height) throws RefusedPictureException {
    step = bounds.step(width, height);
    PictureBounds.requireAtMost(width, height, MOST_PIXELS);
  }
}
