package capstan.mnist.decoding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The strips or tiles of a TIFF's picture, unpacked one after the other, each as a whole.
 *
 * @param directory of the picture
 * @param width its columns
 * @param height its rows
 * @param samples of a pixel
 * @param bits of a sample
 */
record TiffBlocks(TiffDirectory directory, int width, int height, int samples, int bits) {
  private static final int FILL_ORDER = 266;
  private static final int COMPRESSION = 259;
  private static final int STRIP_OFFSETS = 273;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_BYTES = 279;
  private static final int PLANAR = 284;
  private static final int PREDICTOR = 317;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;

  private static final int NONE = 1;
  private static final int LZW = 5;
  private static final int DEFLATE = 8;
  private static final int OLD_DEFLATE = 32946;
  private static final int PACK_BITS = 32773;

  /** Of all blocks together, unpacked: tiles may reach far beyond a picture's edges. */
  private static final long MOST_BYTES = 1 << 28;

  /** The samples of a pixel that a row has. */
  record Share(int sample, int count) {
    int end() {
      return sample + count;
    }
  }

  /** Takes a row of a block. */
  interface Rows {
    /**
     * Takes a row.
     *
     * @param row its bytes, unpacked
     * @param x of its first pixel
     * @param y of all its pixels
     * @param length how many pixels lie in the picture
     * @param share which samples of each pixel
     */
    void take(ByteBuffer row, int x, int y, int length, Share share);
  }

  /** Whether a kind of compression is one of these. */
  static boolean unpacks(int compression) {
    return switch (compression) {
      case NONE, LZW, DEFLATE, OLD_DEFLATE, PACK_BITS -> true;
      default -> false;
    };
  }

  /**
   * The blocks as they are packed, whoever unpacks them.
   *
   * @param directory of the picture
   * @param file all of it
   * @throws RefusedPictureException if they do not lie in the file, or are more than it could hold
   */
  static List<byte[]> packed(TiffDirectory directory, byte[] file) throws RefusedPictureException {
    boolean tiled = directory.has(TILE_OFFSETS);
    double[] offsets = directory.numbers(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
    double[] bytes = directory.numbers(tiled ? TILE_BYTES : STRIP_BYTES);
    List<byte[]> blocks = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < offsets.length; i++) {
      sum += (long) bytes[i];
      if (offsets[i] + bytes[i] > file.length || sum > file.length) {
        throw RefusedPictureException.damaged("it ends too early");
      }
      blocks.add(Arrays.copyOfRange(file, (int) offsets[i], (int) (offsets[i] + bytes[i])));
    }
    return blocks;
  }

  /**
   * Unpacks all blocks.
   *
   * @param rows takes their rows
   * @throws RefusedPictureException if one is missing, damaged or too large
   */
  void each(Rows rows) throws RefusedPictureException {
    boolean tiled = directory.has(TILE_OFFSETS);
    int across = tiled ? side(TILE_WIDTH, 1 << 20) : width;
    int down = tiled ? side(TILE_HEIGHT, 1 << 20) : side(ROWS_PER_STRIP, height);
    double[] offsets = directory.numbers(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
    int sizes = tiled ? TILE_BYTES : STRIP_BYTES;
    boolean planar = samples > 1 && directory.number(PLANAR, 1) == 2;
    Share share = new Share(0, planar ? 1 : samples);
    int columns = Math.ceilDiv(width, across);
    int perPlane = columns * Math.ceilDiv(height, down);
    long count = (long) perPlane * (planar ? samples : 1);
    int rowBytes =
        (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv((long) across * share.count * bits, 8));
    if ((double) rowBytes * down * count > MOST_BYTES) {
      throw new RefusedPictureException(
          "a TIFF of %dx%d pixels, unpacked %,.0f bytes"
              .formatted(width, height, (double) rowBytes * down * count),
          "at most %,d".formatted(MOST_BYTES));
    }
    if (offsets.length < count) {
      throw RefusedPictureException.damaged(
          "%d of %d strips or tiles".formatted(offsets.length, count));
    }
    byte[] block = new byte[rowBytes * down];
    double[] bytes = directory.has(sizes) ? directory.numbers(sizes) : null;
    for (int i = 0; i < count; i++) {
      int x = i % perPlane % columns * across;
      int y = i % perPlane / columns * down;
      // The last strip may be shorter, a tile never is.
      int needed = rowBytes * (tiled ? down : Math.min(down, height - y));
      int length = (int) Math.min(Integer.MAX_VALUE, bytes == null ? needed : bytes[i]);
      int found = unpack((int) (long) offsets[i], length, block, needed);
      if (found < needed) {
        throw RefusedPictureException.damaged("its pixels end too early");
      }
      ByteOrder order = unpredict(block, across, share.count, needed / rowBytes);
      if (planar) {
        share = new Share(i / perPlane, 1);
      }
      for (int row = 0; row < Math.min(down, height - y); row++) {
        ByteBuffer line = ByteBuffer.wrap(block, row * rowBytes, rowBytes).slice().order(order);
        rows.take(line, x, y + row, Math.min(across, width - x), share);
      }
    }
  }

  private int side(int tag, int most) throws RefusedPictureException {
    double side = Math.min(directory.number(tag, most), most);
    if (!(side >= 1)) {
      throw RefusedPictureException.damaged("strips or tiles without pixels");
    }
    return (int) side;
  }

  /** How many bytes there were: those that are needed, or as many as the block may have. */
  private int unpack(int offset, int length, byte[] block, int needed)
      throws RefusedPictureException {
    ByteBuffer file = directory.file();
    int compression = (int) directory.number(COMPRESSION, NONE);
    if (offset < 0 || offset > file.limit() || length > file.limit() - offset) {
      throw RefusedPictureException.damaged("it ends too early");
    }
    boolean turned = directory.number(FILL_ORDER, 1) == 2;
    if (compression == NONE && !turned) {
      file.get(offset, block, 0, Math.min(length, needed));
      return Math.min(length, needed);
    }
    byte[] packed = new byte[length];
    file.get(offset, packed);
    for (int i = 0; turned && i < length; i++) {
      packed[i] = (byte) (Integer.reverse(packed[i]) >>> 24);
    }
    return switch (compression) {
      case LZW -> Lzw.unpack(packed, 8, true, block);
      case PACK_BITS -> unpackBits(packed, block);
      case NONE -> {
        System.arraycopy(packed, 0, block, 0, Math.min(length, needed));
        yield Math.min(length, needed);
      }
      default -> inflate(packed, block);
    };
  }

  private static int unpackBits(byte[] packed, byte[] block) throws RefusedPictureException {
    int done = 0;
    for (int next = 0; next < packed.length; ) {
      int code = packed[next++];
      int bytes = code == -128 ? 0 : 1 + Math.abs(code);
      if (bytes > block.length - done) {
        // A single byte may fill the strip up to an even number.
        if (next >= packed.length - 1) {
          return done;
        }
        throw RefusedPictureException.damaged("more pixels than its header says");
      }
      if (code >= 0) {
        System.arraycopy(packed, next, block, done, bytes);
        next += bytes;
      } else if (code != -128) {
        Arrays.fill(block, done, done + bytes, packed[next++]);
      }
      done += bytes;
    }
    return done;
  }

  private static int inflate(byte[] packed, byte[] block) throws RefusedPictureException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      int done = inflater.inflate(block);
      // The checksum comes behind the last byte.
      if (!inflater.finished() && (inflater.inflate(new byte[1]) > 0 || !inflater.finished())) {
        throw RefusedPictureException.damaged("its pixels end too early, or too late");
      }
      return done;
    } catch (DataFormatException e) {
      throw RefusedPictureException.damaged("its pixels cannot be unpacked: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  /** Adds up differences, where samples are stored as such; the order of the bytes from then on. */
  private ByteOrder unpredict(byte[] block, int across, int count, int rows)
      throws RefusedPictureException {
    ByteOrder order = directory.file().order();
    int predictor = (int) directory.number(PREDICTOR, 1);
    if (predictor == 1 || directory.number(COMPRESSION, NONE) == NONE) {
      return order;
    }
    int length = across * count;
    if (predictor == 2 && (bits == 8 || bits == 16 || bits == 32)) {
      ByteBuffer buffer = ByteBuffer.wrap(block).order(order);
      for (int row = 0; row < rows; row++) {
        for (int i = row * length + count; i < (row + 1) * length; i++) {
          switch (bits) {
            case 8 -> block[i] += block[i - count];
            case 16 ->
                buffer.putShort(
                    2 * i, (short) (buffer.getShort(2 * i) + buffer.getShort(2 * (i - count))));
            default -> buffer.putInt(4 * i, buffer.getInt(4 * i) + buffer.getInt(4 * (i - count)));
          }
        }
      }
      return order;
    }
    if (predictor != 3 || (bits != 16 && bits != 32 && bits != 64)) {
      throw new RefusedPictureException(
          "a TIFF of differences of %d bits".formatted(bits), "one that other programs read");
    }
    // Differences of bytes, all high bytes of a row first, and so on down to the lowest.
    int size = bits / 8;
    for (int row = 0; row < rows; row++) {
      int start = row * length * size;
      for (int i = start + count; i < start + length * size; i++) {
        block[i] += block[i - count];
      }
      byte[] planes = Arrays.copyOfRange(block, start, start + length * size);
      for (int i = 0; i < length; i++) {
        for (int octet = 0; octet < size; octet++) {
          block[start + i * size + octet] = planes[octet * length + i];
        }
      }
    }
    return ByteOrder.BIG_ENDIAN;
  }
}
