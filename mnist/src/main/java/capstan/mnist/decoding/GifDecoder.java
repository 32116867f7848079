package capstan.mnist.decoding;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decodes the first frame of a GIF at its place on the screen. Around it the screen has its
 * background colour, or is transparent if the frame has transparent pixels or there is no such
 * colour. A frame must have all its pixels, and the file its trailer.
 */
public final class GifDecoder {
  private static final int HEAD = 6;

  private final ByteBuffer file;
  private final PictureBounds bounds;
  private int width;
  private int height;
  private int background;
  private int[] colours;
  private int transparent = -1;
  private BufferedImage picture;

  private GifDecoder(byte[] file, PictureBounds bounds) {
    this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    this.bounds = bounds;
  }

  /**
   * Decodes a file.
   *
   * @param file all of it
   * @param bounds how large it may be
   * @throws RefusedPictureException if it is damaged or too large
   * @throws IOException never else
   */
  public static BufferedImage decode(byte[] file, PictureBounds bounds) throws IOException {
    return new GifDecoder(file, bounds).decode();
  }

  private BufferedImage decode() throws IOException {
    file.position(HEAD);
    width = Short.toUnsignedInt(file.getShort());
    height = Short.toUnsignedInt(file.getShort());
    int flags = file.get();
    background = Byte.toUnsignedInt(file.get());
    file.get();
    colours = colours(flags, null);
    for (int block = file.get(); block != ';'; block = file.get()) {
      switch (block) {
        case '!' -> readExtension();
        case ',' -> readFrame();
        default ->
            throw RefusedPictureException.damaged("no block at byte " + (file.position() - 1));
      }
    }
    if (picture == null) {
      throw RefusedPictureException.damaged("no frame");
    }
    return picture;
  }

  /** A table of colours, if flags say that one follows. */
  private int[] colours(int flags, int... otherwise) {
    if ((flags & 0x80) == 0) {
      return otherwise;
    }
    int[] table = new int[2 << (flags & 7)];
    for (int i = 0; i < table.length; i++) {
      table[i] =
          0xff000000 | (file.get() & 0xff) << 16 | (file.get() & 0xff) << 8 | (file.get() & 0xff);
    }
    return table;
  }

  private void readExtension() {
    int label = Byte.toUnsignedInt(file.get());
    byte[] data = data();
    if (label == 0xf9 && data.length >= 4 && picture == null) {
      transparent = (data[0] & 1) == 1 ? Byte.toUnsignedInt(data[3]) : -1;
    }
  }

  private byte[] data() {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int length = file.get(); length != 0; length = file.get()) {
      byte[] block = new byte[Byte.toUnsignedInt((byte) length)];
      file.get(block);
      data.writeBytes(block);
    }
    return data.toByteArray();
  }

  private void readFrame() throws RefusedPictureException {
    int left = Short.toUnsignedInt(file.getShort());
    int top = Short.toUnsignedInt(file.getShort());
    int columns = Short.toUnsignedInt(file.getShort());
    int rows = Short.toUnsignedInt(file.getShort());
    int flags = file.get();
    int[] table = colours(flags, colours);
    int literalBits = file.get();
    byte[] packed = data();
    if (picture != null) {
      return; // a later one
    }
    if (width == 0 && height == 0) {
      width = left + columns;
      height = top + rows;
    }
    int step = bounds.step(width, height);
    if (columns == 0 || rows == 0 || left + columns > width || top + rows > height) {
      throw RefusedPictureException.damaged(
          "a frame of %dx%d at %d,%d on a screen of %dx%d"
              .formatted(columns, rows, left, top, width, height));
    }
    if (table == null || literalBits < 1 || literalBits > 8) {
      throw RefusedPictureException.damaged("a frame without colours");
    }
    byte[] indices = new byte[columns * rows];
    if (Lzw.unpack(packed, literalBits, false, indices) < indices.length) {
      throw RefusedPictureException.damaged("its pixels end too early");
    }
    picture =
        new BufferedImage(
            Math.ceilDiv(width, step), Math.ceilDiv(height, step), BufferedImage.TYPE_INT_ARGB);
    int ground =
        transparent >= 0 || colours == null || background >= colours.length
            ? 0
            : colours[background];
    int[] line = new int[picture.getWidth()];
    for (int y = 0; y < height; y += step) {
      Arrays.fill(line, ground);
      int row = y - top;
      for (int x = 0; x < width && row >= 0 && row < rows; x += step) {
        int column = x - left;
        if (column >= 0 && column < columns) {
          int stored = (flags & 0x40) == 0 ? row : interlaced(row, rows);
          int index = Byte.toUnsignedInt(indices[stored * columns + column]);
          if (index >= table.length && index != transparent) {
            throw RefusedPictureException.damaged("a colour that its table lacks");
          }
          line[x / step] = index == transparent ? 0 : table[index];
        }
      }
      picture.setRGB(0, y / step, line.length, 1, line, 0, line.length);
    }
  }

  /** Where a row is stored among those of four passes: every eighth, those between, and so on. */
  private static int interlaced(int row, int rows) {
    if (row % 8 == 0) {
      return row / 8;
    }
    if (row % 4 == 0) {
      return Math.ceilDiv(rows, 8) + row / 8;
    }
    return row % 2 == 0 ? Math.ceilDiv(rows, 4) + row / 4 : Math.ceilDiv(rows, 2) + row / 2;
  }
}
