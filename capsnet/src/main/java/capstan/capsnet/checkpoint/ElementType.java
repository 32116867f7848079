package capstan.capsnet.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** How the numbers of a tensor are stored, and how each becomes a float32 and is made of one. */
public enum ElementType {
  /** float32, as it is computed with. */
  F32("float32", 4, Float.POSITIVE_INFINITY) {
    @Override
    void decode(ByteBuffer from, float[] to, int offset, int count) {
      from.asFloatBuffer().get(to, offset, count);
    }

    @Override
    void encode(float[] from, int offset, int count, ByteBuffer to) {
      to.asFloatBuffer().put(from, offset, count);
    }
  },
  /** float64, rounded to the nearest float32. */
  F64("float64", 8, Float.POSITIVE_INFINITY) {
    @Override
    void decode(ByteBuffer from, float[] to, int offset, int count) {
      for (int i = 0; i < count; i++) {
        to[offset + i] = (float) from.getDouble(from.position() + i * 8);
      }
    }

    @Override
    void encode(float[] from, int offset, int count, ByteBuffer to) {
      for (int i = 0; i < count; i++) {
        to.putDouble(i * 8, from[offset + i]);
      }
    }
  },
  /** IEEE half precision; every value is a float32. */
  F16("float16", 2, 65_520) {
    @Override
    void decode(ByteBuffer from, float[] to, int offset, int count) {
      for (int i = 0; i < count; i++) {
        to[offset + i] = Float.float16ToFloat(from.getShort(from.position() + i * 2));
      }
    }

    @Override
    void encode(float[] from, int offset, int count, ByteBuffer to) {
      for (int i = 0; i < count; i++) {
        to.putShort(i * 2, Float.floatToFloat16(from[offset + i]));
      }
    }
  },
  /** The upper half of a float32. */
  BF16("bfloat16", 2, Float.intBitsToFloat(0x7f7f_8000)) {
    @Override
    void decode(ByteBuffer from, float[] to, int offset, int count) {
      for (int i = 0; i < count; i++) {
        to[offset + i] = Float.intBitsToFloat(from.getShort(from.position() + i * 2) << 16);
      }
    }

    @Override
    void encode(float[] from, int offset, int count, ByteBuffer to) {
      for (int i = 0; i < count; i++) {
        int bits = Float.floatToIntBits(from[offset + i]);
        // Half a unit of the upper half, less the smallest bit where that makes a tie go to even.
        int rounded = bits + 0x7fff + ((bits >>> 16) & 1);
        to.putShort(i * 2, (short) ((Float.isNaN(from[offset + i]) ? bits : rounded) >>> 16));
      }
    }
  };

  private final String text;
  private final int bytes;
  private final float tooLarge;

  ElementType(String text, int bytes, float tooLarge) {
    this.text = text;
    this.bytes = bytes;
    this.tooLarge = tooLarge;
  }

  /** As people call it, such as {@code float16}. */
  @Override
  public String toString() {
    return text;
  }

  /** Size of one element. */
  public int bytes() {
    return bytes;
  }

  /** The smallest number that rounds to infinity; infinity itself if none does. */
  float tooLarge() {
    return tooLarge;
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
   * Encodes elements, each rounded to the nearest, or to the even one of two that are; the buffer's
   * position stays.
   *
   * @param from the floats
   * @param offset index of the first
   * @param count how many
   * @param to little-endian, at position 0
   */
  abstract void encode(float[] from, int offset, int count, ByteBuffer to);

  /**
   * The type of a name in a header, null if there is none or it cannot become float32.
   *
   * @param name as in the header
   */
  static ElementType named(String name) {
    return Arrays.stream(values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElse(null);
  }
}
