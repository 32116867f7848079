package capstan.capsnet.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes all of a buffer: a channel may take only part of it at a time. */
public final class FullWrite {
  private FullWrite() {}

  /** Writes all that a buffer holds; a full disk is an error, not a short write. */
  public static void write(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
