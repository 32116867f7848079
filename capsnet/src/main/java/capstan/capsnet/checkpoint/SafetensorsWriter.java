package capstan.capsnet.checkpoint;

import capstan.capsnet.file.AtomicFile;
import capstan.capsnet.file.FullWrite;
import capstan.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.zip.CRC32C;

/**
 * Writes one checkpoint in one pass over its tensors: their checksums, which stand in the header
 * before them, are known only afterwards, so the header is written last, into room left for it.
 *
 * @param checkpoint the content
 * @param type how the numbers of its tensors are stored
 */
public record SafetensorsWriter(Checkpoint checkpoint, ElementType type)
    implements AtomicFile.Content {
  static final int BUFFER_BYTES = 1 << 20;

  /**
   * What it writes, in bytes.
   *
   * @throws IOException if a header cannot hold the names
   */
  long bytes() throws IOException {
    long tensors = 0;
    for (Tensor tensor : checkpoint.tensors().values()) {
      tensors += (long) tensor.elements() * type.bytes();
    }
    return Long.BYTES + new SafetensorsHeader(metadata(), entries()).toBytes().length + tensors;
  }

  /** All texts, those of the checksums not filled in yet. */
  private SequencedMap<String, String> metadata() {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put(SafetensorsHeader.FORMAT, Integer.toString(Checkpoint.FORMAT));
    checkpoint
        .metadata()
        .forEach(
            (key, text) -> {
              if (!key.startsWith(SafetensorsHeader.RESERVED)) {
                metadata.put(key, text);
              }
            });
    metadata.put(
        SafetensorsHeader.TEXTS_CHECKSUM, SafetensorsHeader.textsChecksum(checkpoint.metadata()));
    for (String name : checkpoint.tensors().keySet()) {
      metadata.put(SafetensorsHeader.TENSOR_CHECKSUM + name, "00000000");
    }
    return metadata;
  }

  @Override
  public void writeTo(FileChannel channel) throws IOException {
    SequencedMap<String, String> metadata = metadata();
    SafetensorsHeader header = new SafetensorsHeader(metadata, entries());
    int headerBytes = header.toBytes().length;
    channel.position(Long.BYTES + (long) headerBytes);
    try (TensorOutput output = new TensorOutput(channel, type)) {
      for (var named : checkpoint.tensors().entrySet()) {
        CRC32C sum = new CRC32C();
        output.write(named.getKey(), named.getValue(), sum::update);
        String checksum = SafetensorsHeader.digits(sum);
        metadata.put(SafetensorsHeader.TENSOR_CHECKSUM + named.getKey(), checksum);
      }
    }
    byte[] filled = header.toBytes();
    ByteBuffer start =
        ByteBuffer.allocate(Long.BYTES + filled.length).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(filled.length).put(filled).flip();
    channel.position(0);
    FullWrite.write(channel, start);
  }

  private List<SafetensorsHeader.Entry> entries() {
    List<SafetensorsHeader.Entry> entries = new ArrayList<>();
    long offset = 0;
    for (var named : checkpoint.tensors().entrySet()) {
      Tensor tensor = named.getValue();
      long end = offset + (long) tensor.elements() * type.bytes();
      entries.add(
          new SafetensorsHeader.Entry(named.getKey(), type.name(), tensor.shape(), offset, end));
      offset = end;
    }
    return entries;
  }
}
