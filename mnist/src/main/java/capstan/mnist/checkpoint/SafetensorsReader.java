package capstan.mnist.checkpoint;

import capstan.core.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.CRC32C;

/** Reads one checkpoint: header, then checks, then the tensors one after the other. */
final class SafetensorsReader {
  private final Path path;
  private final String file;
  private final Checksums checksums;

  SafetensorsReader(Path path, Checksums checksums) {
    this.path = path;
    this.file = path.toString();
    this.checksums = checksums;
  }

  Checkpoint read() throws IOException {
    return read(true);
  }

  /** All but the tensors. */
  Checkpoint readTexts() throws IOException {
    return read(false);
  }

  private Checkpoint read(boolean withTensors) throws IOException {
    if (!Files.exists(path)) {
      throw new InvalidCheckpointException(file, "no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw new InvalidCheckpointException(
          file, "not a checkpoint: expected a safetensors file, found a folder or device");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return read(channel, withTensors);
    } catch (InvalidCheckpointException invalid) {
      throw invalid;
    } catch (IOException failure) {
      throw new IOException(file + ": cannot read: " + OneLine.reason(failure), failure);
    }
  }

  private Checkpoint read(FileChannel channel, boolean withTensors) throws IOException {
    long size = channel.size();
    byte[] bytes = readHeader(channel, size);
    String stated = SafetensorsHeader.statedChecksum(bytes);
    if (stated != null) {
      checkSum("header", stated, SafetensorsHeader.checksum(bytes));
    }
    SafetensorsHeader header =
        SafetensorsHeaderParser.parse(file, bytes, size - Long.BYTES - bytes.length);
    if (stated == null) {
      requireForeign(header);
    }
    checkFormat(header);
    if (!withTensors) {
      return new Checkpoint(file, stated != null, ownTexts(header), new LinkedHashMap<>());
    }
    checkMemory(header);
    return new Checkpoint(
        file, stated != null, ownTexts(header), readTensors(channel, header, stated != null));
  }

  private byte[] readHeader(FileChannel channel, long size) throws IOException {
    if (size < Long.BYTES + 2) {
      throw new InvalidCheckpointException(
          file, "not a checkpoint: " + size + " bytes, a safetensors file has at least 10");
    }
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, start, "header");
    long length = start.getLong(0);
    long most = Math.min(size - Long.BYTES, SafetensorsHeader.LONGEST);
    if (length < 2 || length > most) {
      throw new InvalidCheckpointException(
          file,
          "header",
          "length "
              + Long.toUnsignedString(length)
              + ", expected 2 to "
              + most
              + ": not a safetensors file, or damaged or cut off");
    }
    ByteBuffer header = ByteBuffer.allocate((int) length);
    readFully(channel, header, "header");
    return header.array();
  }

  /** A header without the checksum at its place may be another program's, or ours and damaged. */
  private void requireForeign(SafetensorsHeader header) throws InvalidCheckpointException {
    for (String key : header.metadata().keySet()) {
      if (key.startsWith(SafetensorsHeader.RESERVED)) {
        throw new InvalidCheckpointException(
            file,
            "header",
            "damaged: no checksum at its place, expected " + SafetensorsHeader.CHECKSUM);
      }
    }
    if (checksums == Checksums.REQUIRED) {
      throw new InvalidCheckpointException(
          file, "header", "no checksums, expected a checkpoint written by Capstan");
    }
  }

  private void checkFormat(SafetensorsHeader header) throws InvalidCheckpointException {
    String format = header.metadata().get(SafetensorsHeader.FORMAT);
    if (format != null && !format.equals(Integer.toString(Checkpoint.FORMAT))) {
      throw new InvalidCheckpointException(
          file,
          "format version "
              + OneLine.of(format)
              + ", expected "
              + Checkpoint.FORMAT
              + ": written by another version of Capstan");
    }
  }

  private void checkMemory(SafetensorsHeader header) throws InvalidCheckpointException {
    long needed = 0;
    for (SafetensorsHeader.Entry entry : header.entries()) {
      needed += (long) entry.shape().elements() * Float.BYTES;
    }
    long most = Runtime.getRuntime().maxMemory();
    if (needed > most / 4 * 3) {
      throw new InvalidCheckpointException(
          file,
          "holds "
              + (needed >> 20)
              + " MiB of tensors, too much for a Java heap of "
              + (most >> 20)
              + " MiB: raise -Xmx");
    }
  }

  private static SequencedMap<String, String> ownTexts(SafetensorsHeader header) {
    SequencedMap<String, String> texts = new LinkedHashMap<>(header.metadata());
    texts.keySet().removeIf(key -> key.startsWith(SafetensorsHeader.RESERVED));
    return texts;
  }

  private SequencedMap<String, Tensor> readTensors(
      FileChannel channel, SafetensorsHeader header, boolean checked) throws IOException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer buffer =
          arena
              .allocate(SafetensorsWriter.BUFFER_BYTES)
              .asByteBuffer()
              .order(ByteOrder.LITTLE_ENDIAN);
      for (SafetensorsHeader.Entry entry : header.entries()) {
        String part = "tensor " + entry.name();
        CRC32C sum = new CRC32C();
        tensors.put(entry.name(), readTensor(channel, entry, buffer, sum));
        if (checked) {
          String key = SafetensorsHeader.TENSOR_CHECKSUM + entry.name();
          checkSum(part, header.metadata().get(key), SafetensorsHeader.digits(sum));
        }
      }
    }
    return tensors;
  }

  private Tensor readTensor(
      FileChannel channel, SafetensorsHeader.Entry entry, ByteBuffer buffer, CRC32C sum)
      throws IOException {
    Tensor tensor = Tensor.zeros(entry.shape());
    int width = entry.type().bytes();
    int read = 0;
    while (read < tensor.elements()) {
      int count = Math.min(buffer.capacity() / width, tensor.elements() - read);
      buffer.clear().limit(count * width);
      readFully(channel, buffer, "tensor " + entry.name());
      buffer.rewind();
      sum.update(buffer);
      buffer.rewind();
      entry.type().decode(buffer, tensor.array(), tensor.offset() + read, count);
      read += count;
    }
    return tensor;
  }

  private void readFully(FileChannel channel, ByteBuffer buffer, String part) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new InvalidCheckpointException(
            file, part, "the file ends, expected " + buffer.remaining() + " bytes more");
      }
    }
  }

  private void checkSum(String part, String stated, String found)
      throws InvalidCheckpointException {
    if (!found.equals(stated)) {
      throw new InvalidCheckpointException(
          file,
          part,
          "damaged: checksum "
              + found
              + ", expected "
              + (stated == null ? "one in the header, which has none" : OneLine.of(stated)));
    }
  }
}
