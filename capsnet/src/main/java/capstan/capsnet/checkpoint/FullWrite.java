package capstan.capsnet.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes all of a buffer: a channel may take only part of it at a time. */
final class FullWrite {
  private FullWrite() {}

  static void write(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
