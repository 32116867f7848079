package capstan.capsnet.idx;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The contents of a gzip file (RFC 1952): one member or several, one after the other, and perhaps
 * zeros that fill up the last block of a tape or disk. That is what {@code gunzip} unpacks without
 * complaint. The JDK's own stream quietly ignores other bytes after the end; a reader that
 * validates to the byte cannot.
 */
final class GzipStream extends InputStream {
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA_FIELD = 4;
  private static final int FILE_NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final String BYTES_AFTER_END = "bytes after the end of the gzip data";

  private final InputStream source;
  private final byte[] buffer = new byte[1 << 16];
  private final byte[] single = new byte[1];
  private int position;
  private int limit;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private boolean ended;

  /**
   * Reads the header of the first member.
   *
   * @param source at the first byte of the file
   * @throws IOException if there is no gzip header
   */
  GzipStream(InputStream source) throws IOException {
    this.source = source;
    readHeader("no gzip header");
  }

  private void readHeader(String otherwise) throws IOException {
    checksum.reset();
    if (nextInHeader() != 0x1f || nextInHeader() != 0x8b || nextInHeader() != 8) {
      throw new ZipException(otherwise);
    }
    int flags = nextInHeader();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("damaged gzip header");
    }
    skipInHeader(6); // time, compression level, system
    if ((flags & EXTRA_FIELD) != 0) {
      skipInHeader(nextInHeader() | nextInHeader() << 8);
    }
    for (int text = flags & (FILE_NAME | COMMENT); text != 0; text &= text - 1) {
      while (nextInHeader() != 0) {
        // a name or comment ends with a zero byte
      }
    }
    long computed = checksum.getValue() & 0xffff;
    if ((flags & HEADER_CHECKSUM) != 0 && (next() | next() << 8) != computed) {
      throw new ZipException("damaged gzip header (checksum differs)");
    }
    checksum.reset();
    inflater.reset();
    inflater.setInput(buffer, position, limit - position);
  }

  private int nextInHeader() throws IOException {
    int value = next();
    checksum.update(value);
    return value;
  }

  private void skipInHeader(int count) throws IOException {
    for (int skipped = 0; skipped < count; skipped++) {
      nextInHeader();
    }
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  /**
   * Inflates; at the end of a member checks that checksum and length hold and what follows.
   *
   * @throws EOFException if the file ends early
   * @throws ZipException if the file is damaged
   */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      int inflated = inflate(into, offset, length);
      if (inflated > 0) {
        checksum.update(into, offset, inflated);
        return inflated;
      }
      if (inflater.finished()) {
        finish();
      } else if (inflater.needsDictionary()) {
        throw new ZipException("damaged gzip data (a preset dictionary)");
      } else if (inflater.needsInput()) {
        refill();
        inflater.setInput(buffer, 0, limit);
      }
    }
    return -1;
  }

  private int inflate(byte[] into, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(into, offset, length);
    } catch (DataFormatException e) {
      throw new ZipException("damaged gzip data (" + e.getMessage() + ")");
    }
  }

  private void finish() throws IOException {
    position = limit - inflater.getRemaining();
    long length = inflater.getBytesWritten() & 0xffffffffL;
    if (fourBytes() != checksum.getValue() || fourBytes() != length) {
      throw new ZipException("damaged gzip data (checksum or length differs)");
    }
    if (!atEnd() && buffer[position] != 0) {
      readHeader(BYTES_AFTER_END);
      return;
    }
    while (!atEnd()) {
      if (next() != 0) {
        throw new ZipException(BYTES_AFTER_END);
      }
    }
    ended = true;
  }

  private boolean atEnd() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, source.read(buffer));
    }
    return limit == 0;
  }

  private long fourBytes() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private int next() throws IOException {
    if (position == limit) {
      refill();
    }
    return buffer[position++] & 0xff;
  }

  private void refill() throws IOException {
    position = limit;
    if (atEnd()) {
      throw new EOFException("truncated gzip data");
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    source.close();
  }
}
