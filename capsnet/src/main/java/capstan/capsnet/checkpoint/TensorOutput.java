package capstan.capsnet.checkpoint;

import capstan.capsnet.file.FullWrite;
import capstan.core.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;

/** Writes the numbers of tensors into a file where it stands, little-endian, block by block. */
public final class TensorOutput implements AutoCloseable {
  private final FileChannel channel;
  private final ElementType type;
  private final Arena arena = Arena.ofConfined();
  private final ByteBuffer buffer;

  /**
   * Takes memory for one block.
   *
   * @param channel open for writing; not closed
   * @param type how numbers are stored
   */
  public TensorOutput(FileChannel channel, ElementType type) {
    this.channel = channel;
    this.type = type;
    buffer =
        arena
            .allocate(SafetensorsWriter.BUFFER_BYTES)
            .asByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes a tensor.
   *
   * @param name for messages
   * @param tensor any shape, its first axis slowest
   * @param written is shown each block of bytes
   * @throws IOException if a number is too large for the type, or a write fails
   */
  public void write(String name, Tensor tensor, Consumer<ByteBuffer> written) throws IOException {
    int done = 0;
    while (done < tensor.elements()) {
      int count = Math.min(buffer.capacity() / type.bytes(), tensor.elements() - done);
      int start = tensor.offset() + done;
      requireInRange(name, tensor.array(), start, count);
      buffer.clear();
      type.encode(tensor.array(), start, count, buffer);
      buffer.limit(count * type.bytes());
      written.accept(buffer);
      buffer.rewind();
      FullWrite.write(channel, buffer);
      done += count;
    }
  }

  private void requireInRange(String name, float[] numbers, int start, int count)
      throws IOException {
    for (int k = start; k < start + count; k++) {
      if (Math.abs(numbers[k]) >= type.tooLarge() && Float.isFinite(numbers[k])) {
        throw new IOException(
            "tensor %s holds %s, expected less than %s, above which %s has no number"
                .formatted(name, numbers[k], type.tooLarge(), type));
      }
    }
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    arena.close();
  }
}
