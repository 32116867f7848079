package capstan.capsnet.checkpoint;

import java.nio.ByteBuffer;

/** The safetensors element types that become float32, and how each does. */
enum ElementType {
  /** float32, the only type written. */
  F32(4) {
    @Override
    void decode(ByteBuffer from, float[] to, int offset, int count) {
      from.asFloatBuffer().get(to, offset, count);
    }
  },
  /** float64, rounded to the nearest float32. */
  F64(8) {
    @Override
    void decode(ByteBuffer from, float[] to, int offset, int count) {
      for (int i = 0; i < count; i++) {
        to[offset + i] = (float) from.getDouble(from.position() + i * 8);
      }
    }
  },
  /** IEEE half precision; every value is a float32. */
  F16(2) {
    @Override
    void decode(ByteBuffer from, float[] to, int offset, int count) {
      for (int i = 0; i < count; i++) {
        to[offset + i] = Float.float16ToFloat(from.getShort(from.position() + i * 2));
      }
    }
  },
  /** The upper half of a float32. */
  BF16(2) {
    @Override
    void decode(ByteBuffer from, float[] to, int offset, int count) {
      for (int i = 0; i < count; i++) {
        to[offset + i] = Float.intBitsToFloat(from.getShort(from.position() + i * 2) << 16);
      }
    }
  };

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one element. */
  int bytes() {
    return bytes;
  }

  /**
   * Decodes elements; the buffer's position stays.
   *
   * @param from little-endian, at the first element
   * @param to where the floats go
   * @param offset index of the first float
   * @param count how many
   */
  abstract void decode(ByteBuffer from, float[] to, int offset, int count);

  /**
   * The type of a name in a header, null if there is none or it cannot become float32.
   *
   * @param name as in the header
   */
  static ElementType named(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }
}
