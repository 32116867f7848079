package capstan.mnist.warp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the elements of one variable of a MATLAB file in their order. What an element claims is
 * checked against what is left of the element around it before anything is made of it, and the
 * outermost against what can come at all.
 */
final class MatBytes {
  private final InputStream in;
  private final ByteOrder order;
  private long position;

  /**
   * The head of an element.
   *
   * @param type the format's code
   * @param size its bytes without the padding
   * @param end the position after its padding
   */
  record Tag(int type, long size, long end) {}

  MatBytes(InputStream in, ByteOrder order) {
    this.in = in;
    this.order = order;
  }

  /** How many bytes were read or passed over. */
  long position() {
    return position;
  }

  /**
   * Reads an element's head; a small element has its bytes in the head's second half.
   *
   * @param limit where the element around it ends, at most
   */
  Tag tag(long limit) throws IOException {
    requireWithin(8, limit);
    int first = int32();
    int small = first >>> 16;
    if (small > 4) {
      throw new IOException("damaged: a small element of " + small + " bytes");
    }
    if (small > 0) {
      return new Tag(first & 0xffff, small, position + 4);
    }
    long size = Integer.toUnsignedLong(int32());
    requireWithin(size, limit);
    return new Tag(first, size, Math.min(limit, position + (size + 7) / 8 * 8));
  }

  private void requireWithin(long size, long limit) throws IOException {
    if (size > limit - position) {
      throw new IOException(
          "damaged: an element of %d bytes where there are %d".formatted(size, limit - position));
    }
  }

  private int int32() throws IOException {
    return bytes(4).getInt();
  }

  /** The bytes of an element whose head was read, in the file's order; its padding is passed. */
  ByteBuffer content(Tag tag) throws IOException {
    long most = Runtime.getRuntime().maxMemory();
    if (tag.size > most / 2 || tag.size > Integer.MAX_VALUE - 8) {
      throw new IOException(
          "an array of %d MiB, too much for a Java heap of %d MiB: raise -Xmx"
              .formatted(tag.size >> 20, most >> 20));
    }
    ByteBuffer content = bytes((int) tag.size);
    skipTo(tag.end);
    return content;
  }

  private ByteBuffer bytes(int count) throws IOException {
    byte[] bytes = new byte[count];
    if (in.readNBytes(bytes, 0, count) < count) {
      throw new EOFException();
    }
    position += count;
    return ByteBuffer.wrap(bytes).order(order);
  }

  /** Passes over everything before a position. */
  void skipTo(long end) throws IOException {
    in.skipNBytes(end - position);
    position = Math.max(position, end);
  }
}
