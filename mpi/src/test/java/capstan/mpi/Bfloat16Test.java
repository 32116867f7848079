package capstan.mpi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounding to the upper half of a float. */
class Bfloat16Test {

  /** The nearer of both neighbours, by distances in double precision; of two as near, the even. */
  static float nearest(float number) {
    int below = Float.floatToRawIntBits(number) & 0xffff0000;
    int above = below + 0x10000;
    double down = Math.abs((double) number - Float.intBitsToFloat(below));
    double up = Math.abs((double) Float.intBitsToFloat(above) - number);
    boolean isEven = (below & 0x10000) == 0;
    return Float.intBitsToFloat(down < up || (down == up && isEven) ? below : above);
  }

  @Property
  void isTheNearest(@ForAll int bits) {
    float number = Float.intBitsToFloat(bits);
    // The largest are nearer to infinity, which has no distance.
    if (Math.abs(number) < 0x1p127f) {
      assertThat(Bfloat16.widen(Bfloat16.round(number))).isEqualTo(nearest(number));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "-3.140625, -3.140625",
    // 1 + 2⁻⁸ lies between 1 and 1 + 2⁻⁷, 1 + 3·2⁻⁸ between that and 1 + 2⁻⁶.
    "1.00390625, 1",
    "1.01171875, 1.015625",
    "1.00390637, 1.0078125",
    "0, 0",
    "-0.0, -0.0",
    "1e-45, 0",
    "3.4028235e38, Infinity",
    "-Infinity, -Infinity"
  })
  void byHand(float number, float rounded) {
    assertThat(Bfloat16.widen(Bfloat16.round(number))).isEqualTo(rounded);
  }

  /** Whatever is lost of its bits, it does not become infinity. */
  @ParameterizedTest
  @CsvSource({"7f800001", "ff80ffff", "7fffffff", "ffffffff"})
  void aNumberThatIsNoneStaysSo(String bits) {
    float none = Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16));
    assertThat(Bfloat16.widen(Bfloat16.round(none))).isNaN();
  }

  @Property(tries = 100)
  void partsAreAddedInTheirOrder(@ForAll @Size(6) float[] numbers) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(12);
      Bfloat16.write(numbers, 0, 6, 0.25f, memory, 0);
      Bfloat16.add(memory, 3, 2);
      float[] sums = new float[3];
      Bfloat16.read(memory, 0, sums, 1, 2);
      for (int i = 0; i < 2; i++) {
        float sum = 0;
        for (int part = 0; part < 3; part++) {
          sum += Bfloat16.widen(Bfloat16.round(numbers[2 * part + i] * 0.25f));
        }
        assertThat(sums[1 + i]).isEqualTo(Bfloat16.widen(Bfloat16.round(sum)));
      }
    }
  }
}
