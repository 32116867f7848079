package capstan.capsnet.checkpoint;

import capstan.capsnet.file.OneLine;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32C;

/** Reads one file: header, then checks, then the tensors that are wanted, one after the other. */
final class SafetensorsReader implements Closeable {
  /** For what may be no damage. */
  private static final String CURE =
      "; if another program changed it on purpose, save it there without the metadata whose keys"
          + " begin with "
          + SafetensorsHeader.RESERVED;

  private final Path path;
  private final String file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final Integrity integrity;

  /** Where the tensors begin. */
  private final long dataStart;

  /**
   * Opens a file and reads its header.
   *
   * @param checksums whether a file without them is taken
   * @throws InvalidCheckpointException if it is no such file or damaged
   * @throws IOException if the disk fails
   */
  SafetensorsReader(Path path, Checksums checksums) throws IOException {
    this.path = path;
    file = path.toString();
    if (!Files.exists(path)) {
      throw new InvalidCheckpointException(file, "no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw new InvalidCheckpointException(
          file, "not a checkpoint: expected a safetensors file, found a folder or device");
    }
    channel = open();
    try {
      long size = channel.size();
      byte[] bytes = readHeader(size);
      dataStart = (long) Long.BYTES + bytes.length;
      String stated = SafetensorsHeader.statedChecksum(bytes);
      boolean whole = stated != null && stated.equals(SafetensorsHeader.checksum(bytes));
      header = parse(bytes, size - dataStart, whole ? null : stated);
      integrity = whole ? Integrity.WHOLE : integrityOfOthers(bytes, checksums);
      checkFormat();
    } catch (IOException failure) {
      channel.close();
      throw withFile(failure);
    }
  }

  private FileChannel open() throws IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException failure) {
      throw withFile(failure);
    }
  }

  private IOException withFile(IOException failure) {
    return failure instanceof InvalidCheckpointException
        ? failure
        : new IOException(file + ": cannot read: " + OneLine.reason(failure), failure);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** What was found out about the file. */
  Integrity integrity() {
    return integrity;
  }

  /** The texts but for the format's own. */
  SequencedMap<String, String> texts() {
    SequencedMap<String, String> texts = new LinkedHashMap<>(header.metadata());
    texts.keySet().removeIf(key -> key.startsWith(SafetensorsHeader.RESERVED));
    return texts;
  }

  /** The shapes of all tensors that an array could hold. */
  SequencedMap<String, Shape> shapes() {
    SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      if (entry.shape() != null) {
        shapes.put(entry.name(), entry.shape());
      }
    }
    return shapes;
  }

  private byte[] readHeader(long size) throws IOException {
    if (size < Long.BYTES + 2) {
      throw new InvalidCheckpointException(
          file, "not a checkpoint: " + size + " bytes, a safetensors file has at least 10");
    }
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(start, "header");
    long length = start.getLong(0);
    long most = Math.min(size - Long.BYTES, SafetensorsHeader.LONGEST);
    if (length < 2 || length > most) {
      OtherWeights.refuse(path);
      throw new InvalidCheckpointException(
          file,
          "header",
          "length %s, expected 2 to %s: not a safetensors file, or damaged or cut off"
              .formatted(Long.toUnsignedString(length), most));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    readFully(bytes, "header");
    if (bytes.get(0) != '{') {
      OtherWeights.refuse(path);
    }
    return bytes.array();
  }

  /** A header at whose place is another checksum may be no header any more. */
  private SafetensorsHeader parse(byte[] bytes, long dataBytes, String wrongChecksum)
      throws InvalidCheckpointException {
    SafetensorsHeader parsed = null;
    InvalidCheckpointException invalid = null;
    try {
      parsed = SafetensorsHeaderParser.parse(file, bytes, dataBytes);
    } catch (InvalidCheckpointException problem) {
      invalid = problem;
    }
    if (wrongChecksum != null && (parsed == null || !parsed.isRewritten(bytes))) {
      throw wrongSum("header", wrongChecksum, SafetensorsHeader.checksum(bytes), CURE);
    }
    if (invalid != null) {
      throw invalid;
    }
    return parsed;
  }

  /** A header that is not as it was written may be another program's, or ours and damaged. */
  private Integrity integrityOfOthers(byte[] bytes, Checksums checksums)
      throws InvalidCheckpointException {
    Map<String, String> texts = header.metadata();
    boolean rewritten = header.isRewritten(bytes);
    if (!rewritten && texts.keySet().stream().anyMatch(SafetensorsReader::isReserved)) {
      throw new InvalidCheckpointException(
          file,
          "header",
          "damaged: no checksum at its place, expected " + SafetensorsHeader.CHECKSUM + CURE);
    }
    if (checksums == Checksums.REQUIRED) {
      throw new InvalidCheckpointException(
          file,
          "header",
          rewritten
              ? "saved again by another program, expected a checkpoint as Capstan wrote it"
              : "no checksums, expected a checkpoint written by Capstan");
    }
    String stated = texts.get(SafetensorsHeader.TEXTS_CHECKSUM);
    String found = SafetensorsHeader.textsChecksum(texts);
    if (rewritten && stated != null && !stated.equals(found)) {
      throw wrongSum("metadata", stated, found, CURE);
    }
    return rewritten ? Integrity.REWRITTEN : Integrity.FOREIGN;
  }

  private static boolean isReserved(String key) {
    return key.startsWith(SafetensorsHeader.RESERVED);
  }

  private void checkFormat() throws InvalidCheckpointException {
    String format = header.metadata().get(SafetensorsHeader.FORMAT);
    if (format != null && !format.equals(Integer.toString(Checkpoint.FORMAT))) {
      throw new InvalidCheckpointException(
          file,
          "format version %s, expected %s: written by another version of Capstan"
              .formatted(OneLine.of(format), Checkpoint.FORMAT));
    }
  }

  /**
   * Reads tensors.
   *
   * @param names the file's name of each, with the name it gets
   * @param tensors where they are put
   * @throws InvalidCheckpointException if one is damaged or of a type that is not read
   */
  void read(Map<String, String> names, SequencedMap<String, Tensor> tensors) throws IOException {
    checkMemory(names);
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer buffer =
          arena
              .allocate(SafetensorsWriter.BUFFER_BYTES)
              .asByteBuffer()
              .order(ByteOrder.LITTLE_ENDIAN);
      for (SafetensorsHeader.Entry entry : header.entries()) {
        Tensor tensor =
            names.containsKey(entry.name()) ? Tensor.zeros(readable(entry).shape()) : null;
        if (tensor != null || integrity != Integrity.FOREIGN) {
          checkTensor(entry, readTensor(entry, tensor, buffer));
        }
        if (tensor != null) {
          tensors.put(names.get(entry.name()), tensor);
        }
      }
    } catch (IOException failure) {
      throw withFile(failure);
    }
  }

  private void checkMemory(Map<String, String> names) throws InvalidCheckpointException {
    long needed = 0;
    for (SafetensorsHeader.Entry entry : header.entries()) {
      if (names.containsKey(entry.name())) {
        needed += (long) readable(entry).shape().elements() * Float.BYTES;
      }
    }
    long most = Runtime.getRuntime().maxMemory();
    if (needed > most / 4 * 3) {
      throw new InvalidCheckpointException(
          file,
          "holds %s MiB of tensors, too much for a Java heap of %s MiB: raise -Xmx"
              .formatted(needed >> 20, most >> 20));
    }
  }

  private SafetensorsHeader.Entry readable(SafetensorsHeader.Entry entry)
      throws InvalidCheckpointException {
    if (entry.type() == null || entry.shape() == null) {
      throw new InvalidCheckpointException(
          file,
          "tensor " + entry.name(),
          entry.type() == null
              ? "dtype " + OneLine.of(entry.dtype()) + ", expected F32, F64, F16 or BF16"
              : "more numbers than an array holds");
    }
    return entry;
  }

  /** Reads a tensor, or passes over it where there is none to fill, and sums its bytes up. */
  private CRC32C readTensor(SafetensorsHeader.Entry entry, Tensor tensor, ByteBuffer buffer)
      throws IOException {
    CRC32C sum = new CRC32C();
    long place = entry.begin();
    int read = 0;
    channel.position(dataStart + place);
    while (place < entry.end()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), entry.end() - place));
      readFully(buffer, "tensor " + entry.name());
      place += buffer.position();
      buffer.flip();
      sum.update(buffer);
      buffer.rewind();
      if (tensor != null) {
        int count = buffer.limit() / entry.type().bytes();
        entry.type().decode(buffer, tensor.array(), tensor.offset() + read, count);
        read += count;
      }
    }
    return sum;
  }

  /** Of a file that another program wrote, what it added has no checksum. */
  private void checkTensor(SafetensorsHeader.Entry entry, CRC32C sum)
      throws InvalidCheckpointException {
    String stated = header.metadata().get(SafetensorsHeader.TENSOR_CHECKSUM + entry.name());
    String found = SafetensorsHeader.digits(sum);
    boolean unchecked =
        integrity == Integrity.FOREIGN || (integrity == Integrity.REWRITTEN && stated == null);
    if (!unchecked && !found.equals(stated)) {
      throw wrongSum(
          "tensor " + entry.name(), stated, found, integrity == Integrity.WHOLE ? "" : CURE);
    }
  }

  private void readFully(ByteBuffer buffer, String part) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new InvalidCheckpointException(
            file, part, "the file ends, expected " + buffer.remaining() + " bytes more");
      }
    }
  }

  private InvalidCheckpointException wrongSum(
      String part, String stated, String found, String cure) {
    String expected = stated == null ? "one in the header, which has none" : OneLine.of(stated);
    return new InvalidCheckpointException(
        file, part, "damaged: checksum " + found + ", expected " + expected + cure);
  }
}
