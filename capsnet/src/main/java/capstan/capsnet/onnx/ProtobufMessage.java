package capstan.capsnet.onnx;

import capstan.capsnet.checkpoint.ElementType;
import capstan.capsnet.checkpoint.TensorOutput;
import capstan.capsnet.file.AtomicFile;
import capstan.capsnet.file.FullWrite;
import capstan.capsnet.layer.ModelParameter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of Protocol Buffers as far as ONNX needs them: fields one after the other, each a key
 * and a value. Weights are not copied: they are read when the message is written.
 */
final class ProtobufMessage {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FOUR_BYTES = 5;

  /** Bytes of a message that are written in one go. */
  @FunctionalInterface
  private interface Part {
    void writeTo(FileChannel channel, TensorOutput weights) throws IOException;
  }

  private final List<Part> parts = new ArrayList<>();

  /** What comes after the parts. */
  private final ByteArrayOutputStream tail = new ByteArrayOutputStream();

  private long bytes;

  /** What it takes in a file. */
  long bytes() {
    return bytes;
  }

  /** Adds a whole number. */
  ProtobufMessage integer(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  /** Adds a number. */
  ProtobufMessage number(int field, float value) {
    key(field, FOUR_BYTES);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      tail.write(bits >>> shift);
    }
    bytes += Float.BYTES;
    return this;
  }

  /** Adds a text. */
  ProtobufMessage text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds bytes. */
  ProtobufMessage bytes(int field, byte[] value) {
    key(field, LENGTH_DELIMITED);
    varint(value.length);
    tail.writeBytes(value);
    bytes += value.length;
    return this;
  }

  /** Adds a message within this one, which must not change any more. */
  ProtobufMessage message(int field, ProtobufMessage value) {
    key(field, LENGTH_DELIMITED);
    varint(value.bytes);
    if (!value.parts.isEmpty()) {
      endPart();
      parts.addAll(value.parts);
    }
    tail.writeBytes(value.tail.toByteArray());
    bytes += value.bytes;
    return this;
  }

  /**
   * Adds the numbers of a parameter in PyTorch's layout.
   *
   * @param elementBytes what one number takes
   */
  ProtobufMessage weight(int field, ModelParameter parameter, int elementBytes) {
    long length = (long) elementBytes * parameter.elements();
    key(field, LENGTH_DELIMITED);
    varint(length);
    endPart();
    parts.add(
        (_, weights) -> weights.write(parameter.name(), parameter.toPyTorch(), written -> {}));
    bytes += length;
    return this;
  }

  private void endPart() {
    byte[] ended = tail.toByteArray();
    parts.add((channel, _) -> FullWrite.write(channel, ByteBuffer.wrap(ended)));
    tail.reset();
  }

  private void key(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  /** Seven bits a byte, the lowest first; all bytes but the last have their highest bit set. */
  private void varint(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      tail.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
      bytes++;
    }
    tail.write((int) left);
    bytes++;
  }

  /**
   * Writes a file of all fields, whole or not at all.
   *
   * @param file to create or replace; its folder must exist
   * @param weights how parameters are stored
   * @throws IOException if there are more bytes than a message may have, if a weight is too large
   *     for its type, or if the file cannot be written; the message is one line
   */
  void write(Path file, ElementType weights) throws IOException {
    if (bytes > Integer.MAX_VALUE) {
      throw new IOException(
          "%s: cannot write: %d bytes, expected at most %d, which one ONNX file may have; float16 and bfloat16 take half as much as float32"
              .formatted(file, bytes, Integer.MAX_VALUE));
    }
    AtomicFile.write(
        file,
        channel -> {
          try (TensorOutput output = new TensorOutput(channel, weights)) {
            for (Part part : parts) {
              part.writeTo(channel, output);
            }
          }
          FullWrite.write(channel, ByteBuffer.wrap(tail.toByteArray()));
        });
  }
}
