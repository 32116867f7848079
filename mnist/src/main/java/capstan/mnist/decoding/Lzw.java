package capstan.mnist.decoding;

/** Unpacks LZW as GIF and TIFF have it, which differ in the order of bits. */
final class Lzw {
  private static final int MOST_CODES = 4096;

  private final byte[] packed;
  private final boolean highBitsFirst;
  private int next;
  private int bits;
  private int held;

  private Lzw(byte[] packed, boolean highBitsFirst) {
    this.packed = packed;
    this.highBitsFirst = highBitsFirst;
  }

  /**
   * Unpacks bytes.
   *
   * @param packed all that is packed
   * @param literalBits of a byte that stands for itself, 2 to 8
   * @param tiff whether high bits come first, and codes become longer one code early
   * @param into where to
   * @return how many there were
   * @throws RefusedPictureException if a code cannot be, or there are more bytes than room
   */
  static int unpack(byte[] packed, int literalBits, boolean tiff, byte[] into)
      throws RefusedPictureException {
    Lzw lzw = new Lzw(packed, tiff);
    int clear = 1 << literalBits;
    int[] before = new int[MOST_CODES];
    int[] length = new int[MOST_CODES];
    byte[] last = new byte[MOST_CODES];
    for (int code = 0; code < clear; code++) {
      last[code] = (byte) code;
      length[code] = 1;
    }
    int size = clear + 2;
    int width = literalBits + 1;
    int previous = -1;
    int done = 0;
    while (true) {
      int code = lzw.code(width);
      if (code < 0 || code == clear + 1) {
        return done;
      }
      if (code == clear) {
        size = clear + 2;
        width = literalBits + 1;
        previous = -1;
        continue;
      }
      boolean adds = previous >= 0 && size < MOST_CODES;
      if (code > size || (code == size && !adds) || (previous < 0 && code > clear)) {
        throw RefusedPictureException.damaged("a code that cannot be");
      }
      int bytes = code == size ? length[previous] + 1 : length[code];
      if (bytes > into.length - done) {
        throw RefusedPictureException.damaged("more pixels than its header says");
      }
      // Of a code that is only now to be known, the last byte is the first of the one before.
      int from = code == size ? previous : code;
      int at = done + (code == size ? bytes - 2 : bytes - 1);
      for (; at >= done; at--) {
        into[at] = last[from];
        from = before[from];
      }
      if (code == size) {
        into[done + bytes - 1] = into[done];
      }
      if (adds) {
        before[size] = previous;
        length[size] = length[previous] + 1;
        last[size] = into[done];
        size++;
        if (size + (tiff ? 1 : 0) == 1 << width && width < 12) {
          width++;
        }
      }
      done += bytes;
      previous = code;
    }
  }

  /** The next code; -1 after the last. */
  private int code(int width) {
    while (bits < width) {
      if (next == packed.length) {
        return -1;
      }
      int octet = Byte.toUnsignedInt(packed[next++]);
      held = highBitsFirst ? held << 8 | octet : held | octet << bits;
      bits += 8;
    }
    bits -= width;
    int code;
    if (highBitsFirst) {
      code = held >>> bits & (1 << width) - 1;
    } else {
      code = held & (1 << width) - 1;
      held >>>= width;
    }
    return code;
  }
}
