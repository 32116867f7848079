package capstan.mnist.warp;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The checksums of a MATLAB file of version 5 to 7: each compressed element ends with one, which a
 * reader that takes no more than it needs never comes to.
 */
final class MatChecksums {
  private static final int HEADER = 128;
  private static final int ENDIANNESS = 126;
  private static final int COMPRESSED = 15;
  private static final int BUFFER = 1 << 16;

  private MatChecksums() {}

  /**
   * Checks all of them.
   *
   * @throws IOException if one is wrong or the file ends too early; the message is a reason
   */
  static void check(Path file) throws IOException {
    try (DataInputStream bytes =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
      byte[] header = bytes.readNBytes(HEADER);
      if (header.length < HEADER) {
        throw new IOException("shorter than its header");
      }
      ByteOrder order = header[ENDIANNESS] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      while (true) {
        byte[] tag = bytes.readNBytes(8);
        if (tag.length < 8) {
          return; // whatever is left over is not an element
        }
        ByteBuffer numbers = ByteBuffer.wrap(tag).order(order);
        int type = numbers.getInt();
        long size = Integer.toUnsignedLong(numbers.getInt());
        if (type == COMPRESSED) {
          inflate(bytes, size);
        } else {
          // Padded to eight bytes, which of compressed elements is not so.
          bytes.skipNBytes((size + 7) / 8 * 8);
        }
      }
    } catch (EOFException early) {
      throw new IOException("it ends too early", early);
    } catch (DataFormatException damaged) {
      throw new IOException("damaged: " + damaged.getMessage(), damaged);
    }
  }

  private static void inflate(DataInputStream bytes, long size)
      throws IOException, DataFormatException {
    byte[] packed = new byte[BUFFER];
    byte[] unpacked = new byte[BUFFER];
    try (Inflater inflater = new Inflater()) {
      long left = size;
      while (left > 0) {
        int count = (int) Math.min(left, BUFFER);
        bytes.readFully(packed, 0, count);
        left -= count;
        inflater.setInput(packed, 0, count);
        while (!inflater.finished() && !inflater.needsInput()) {
          inflater.inflate(unpacked);
        }
      }
      if (!inflater.finished()) {
        throw new EOFException();
      }
    }
  }
}
