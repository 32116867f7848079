package capstan.capsnet.idx;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The types that the elements of an IDX file can have, most significant byte first. */
enum IdxType {
  UNSIGNED_BYTE(0x08, 1, "unsigned byte"),
  INT8(0x09, 1, "int8"),
  INT16(0x0b, 2, "int16"),
  INT32(0x0c, 4, "int32"),
  FLOAT32(0x0d, 4, "float32"),
  FLOAT64(0x0e, 8, "float64");

  private final int code;
  private final int bytes;
  private final String words;

  IdxType(int code, int bytes, String words) {
    this.code = code;
    this.bytes = bytes;
    this.words = words;
  }

  /**
   * The type of a code.
   *
   * @param code the third byte of a file
   */
  static Optional<IdxType> of(int code) {
    return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
  }

  /** The third byte of a file of this type. */
  int code() {
    return code;
  }

  /** Bytes per element. */
  int bytes() {
    return bytes;
  }

  /** What it is called in messages. */
  String words() {
    return words;
  }

  /** Whether elements may lie between whole numbers. */
  boolean isFloat() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /**
   * One element.
   *
   * @param elements all of them
   * @param index which
   */
  double element(ByteBuffer elements, int index) {
    int at = index * bytes;
    return switch (this) {
      case UNSIGNED_BYTE -> Byte.toUnsignedInt(elements.get(at));
      case INT8 -> elements.get(at);
      case INT16 -> elements.getShort(at);
      case INT32 -> elements.getInt(at);
      case FLOAT32 -> elements.getFloat(at);
      case FLOAT64 -> elements.getDouble(at);
    };
  }

  /**
   * An element as people write it: whole numbers without a fraction.
   *
   * @param element its value
   */
  String shown(double element) {
    if (element == Math.rint(element) && Math.abs(element) < 1e15) {
      return Long.toString((long) element);
    }
    return this == FLOAT32 ? Float.toString((float) element) : Double.toString(element);
  }
}
