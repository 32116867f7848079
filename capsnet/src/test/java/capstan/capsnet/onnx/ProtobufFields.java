package capstan.capsnet.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The fields of a message of Protocol Buffers, in order, by their numbers: read back as written.
 */
record ProtobufFields(TreeMap<Integer, List<Object>> fields) {

  /** Reads a message; whole numbers become Long, float32 Float, all else ByteBuffer. */
  static ProtobufFields of(ByteBuffer bytes) {
    ByteBuffer left = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    TreeMap<Integer, List<Object>> fields = new TreeMap<>();
    while (left.hasRemaining()) {
      long key = varint(left);
      Object value =
          switch ((int) key & 7) {
            case 0 -> varint(left);
            case 5 -> left.getFloat();
            case 2 -> {
              int length = Math.toIntExact(varint(left));
              ByteBuffer content = left.slice(left.position(), length);
              left.position(left.position() + length);
              yield content.order(ByteOrder.LITTLE_ENDIAN);
            }
            default -> throw new IllegalArgumentException("wire type of key " + key);
          };
      fields.computeIfAbsent((int) (key >>> 3), _ -> new ArrayList<>()).add(value);
    }
    return new ProtobufFields(fields);
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  /** All values of a field. */
  List<Object> all(int field) {
    return fields.getOrDefault(field, List.of());
  }

  /** The value of a field that is there once. */
  Object only(int field) {
    if (all(field).size() != 1) {
      throw new IllegalArgumentException("field " + field + ": " + all(field));
    }
    return all(field).getFirst();
  }

  /** A field that is a text. */
  String text(int field) {
    return text(only(field));
  }

  /** A value that is a text. */
  static String text(Object value) {
    return StandardCharsets.UTF_8.decode(((ByteBuffer) value).duplicate()).toString();
  }

  /** A field that is whole numbers. */
  long[] integers(int field) {
    return all(field).stream().mapToLong(value -> (Long) value).toArray();
  }

  /** A field that is messages. */
  List<ProtobufFields> messages(int field) {
    return all(field).stream().map(value -> of((ByteBuffer) value)).toList();
  }
}
