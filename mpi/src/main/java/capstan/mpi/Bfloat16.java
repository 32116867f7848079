package capstan.mpi;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/** The upper 16 bits of a float32: its range, and 8 bits of its precision. */
final class Bfloat16 {
  /** Half of the last place that is kept, less one. */
  private static final int HALF = 0x7fff;

  private static final int QUIET = 0x40;

  private Bfloat16() {}

  /** The nearest one, of two as near the even one; a number that is none stays so. */
  static short round(float number) {
    int bits = Float.floatToRawIntBits(number);
    int nearest = (bits + HALF + ((bits >>> 16) & 1)) >>> 16;
    return (short) (Float.isNaN(number) ? (bits >>> 16) | QUIET : nearest);
  }

  /** As a float32, exactly. */
  static float widen(short number) {
    return Float.intBitsToFloat(number << 16);
  }

  /** Rounds numbers times a factor into native memory, from an offset in bytes on. */
  static void write(
      float[] numbers, int from, int count, float factor, MemorySegment to, long offset) {
    for (int i = 0; i < count; i++) {
      to.set(JAVA_SHORT, offset + 2L * i, round(numbers[from + i] * factor));
    }
  }

  /** Widens numbers from native memory. */
  static void read(MemorySegment from, long offset, float[] numbers, int to, int count) {
    for (int i = 0; i < count; i++) {
      numbers[to + i] = widen(from.get(JAVA_SHORT, offset + 2L * i));
    }
  }

  /**
   * Adds up parts that lie one after the other, in float32 and in their order, and rounds the sums
   * into the first.
   *
   * @param count numbers of a part
   */
  static void add(MemorySegment memory, int parts, int count) {
    for (int i = 0; i < count; i++) {
      float sum = widen(memory.get(JAVA_SHORT, 2L * i));
      for (int part = 1; part < parts; part++) {
        sum += widen(memory.get(JAVA_SHORT, 2L * ((long) part * count + i)));
      }
      memory.set(JAVA_SHORT, 2L * i, round(sum));
    }
  }
}
