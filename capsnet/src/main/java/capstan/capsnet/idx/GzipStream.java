package capstan.capsnet.idx;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The contents of a gzip file (RFC 1952): one member or several, one after the other, and perhaps
 * zeros that fill up the last block of a tape or disk. That is what {@code gunzip} unpacks without
 * complaint. The JDK's GZIPInputStream quietly ignores other bytes after the end; a reader that
 * validates to the byte cannot.
 */
final class GzipStream extends InflaterInputStream {
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA_FIELD = 4;
  private static final int FILE_NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final String BYTES_AFTER_END = "bytes after the end of the gzip data";

  /** Where the next byte is, in the buffer, of headers and of what follows a member. */
  private int position;

  private final CRC32 checksum = new CRC32();
  private boolean ended;

  /**
   * Reads the header of the first member.
   *
   * @param source at the first byte of the file
   * @throws IOException if there is no gzip header
   */
  GzipStream(InputStream source) throws IOException {
    super(source, new Inflater(true), 1 << 16);
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
    inf.reset();
    inf.setInput(buf, position, len - position);
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
      if (!inf.finished()) {
        throw new ZipException("damaged gzip data (a preset dictionary)");
      }
      finish();
    }
    return -1;
  }

  private int inflate(byte[] into, int offset, int length) throws IOException {
    try {
      return super.read(into, offset, length);
    } catch (ZipException e) {
      throw new ZipException("damaged gzip data (" + e.getMessage() + ")");
    }
  }

  private void finish() throws IOException {
    position = len - inf.getRemaining();
    long length = inf.getBytesWritten() & 0xffffffffL;
    if (fourBytes() != checksum.getValue() || fourBytes() != length) {
      throw new ZipException("damaged gzip data (checksum or length differs)");
    }
    if (!atEnd() && buf[position] != 0) {
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
    if (position == len) {
      position = 0;
      len = Math.max(0, in.read(buf));
    }
    return len == 0;
  }

  private long fourBytes() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private int next() throws IOException {
    if (position == len) {
      fill();
    }
    return buf[position++] & 0xff;
  }

  @Override
  protected void fill() throws IOException {
    position = len;
    if (atEnd()) {
      throw new EOFException("truncated gzip data");
    }
    inf.setInput(buf, 0, len);
  }

  @Override
  public void close() throws IOException {
    inf.end();
    super.close();
  }
}
