package capstan.mnist.warp;

import java.nio.ByteBuffer;

/** How a MATLAB file stores numbers; the codes are the format's. */
enum MatNumber {
  INT8(1, 1),
  UINT8(2, 1),
  INT16(3, 2),
  UINT16(4, 2),
  INT32(5, 4),
  UINT32(6, 4),
  SINGLE(7, 4),
  DOUBLE(9, 8),
  INT64(12, 8),
  UINT64(13, 8);

  private final int code;
  private final int bytes;

  MatNumber(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** Size of one number. */
  int bytes() {
    return bytes;
  }

  /** The type of a code, null where it is of none. */
  static MatNumber of(int code) {
    for (MatNumber type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  /** The number at a place, counted in bytes. */
  double get(ByteBuffer from, int place) {
    return switch (this) {
      case INT8 -> from.get(place);
      case UINT8 -> Byte.toUnsignedInt(from.get(place));
      case INT16 -> from.getShort(place);
      case UINT16 -> Short.toUnsignedInt(from.getShort(place));
      case INT32 -> from.getInt(place);
      case UINT32 -> Integer.toUnsignedLong(from.getInt(place));
      case SINGLE -> from.getFloat(place);
      case DOUBLE -> from.getDouble(place);
      case INT64 -> from.getLong(place);
      case UINT64 -> (from.getLong(place) >>> 1) * 2.0 + (from.getLong(place) & 1);
    };
  }
}
