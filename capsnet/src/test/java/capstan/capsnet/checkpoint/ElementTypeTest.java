package capstan.capsnet.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ElementTypeTest {
  @TempDir private Path folder;

  private static float stored(ElementType type, float value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    float[] decoded = new float[1];
    type.encode(new float[] {value}, 0, 1, bytes);
    type.decode(bytes, decoded, 0, 1);
    return decoded[0];
  }

  @Property
  void wideTypesKeepEveryNumber(@ForAll int bits) {
    Float value = Float.intBitsToFloat(bits);
    assertThat(stored(ElementType.F32, value)).isEqualTo(value);
    assertThat(stored(ElementType.F64, value)).isEqualTo(value);
  }

  @Property
  void bfloat16IsTheNearestOfItsTwoNeighbours(@ForAll int bits) {
    Assume.that(Float.isFinite(Float.intBitsToFloat(bits)));
    int below = bits & 0xffff_0000;
    int above = below + 0x1_0000;
    double value = magnitude(bits);
    double down = value - magnitude(below);
    double up = magnitude(above) - value;
    boolean belowIsEven = (below & 0x1_0000) == 0;
    Float nearest = Float.intBitsToFloat(down < up || (down == up && belowIsEven) ? below : above);
    assertThat(stored(ElementType.BF16, Float.intBitsToFloat(bits))).isEqualTo(nearest);
  }

  /** Beyond the largest number comes infinity where the next one would be. */
  private static double magnitude(int bits) {
    double found = Math.abs((double) Float.intBitsToFloat(bits));
    return Double.isInfinite(found) ? 0x1p128 : found;
  }

  @ParameterizedTest
  @CsvSource({
    "F16, 1.00048828125, 1",
    "F16, 1.00146484375, 1.001953125",
    "F16, 65519, 65504",
    "F16, 3e-8, 5.9604645e-8",
    "F16, -2e-8, -0",
    "BF16, 1.00390625, 1",
    "BF16, 1.01171875, 1.015625",
    "BF16, -1.01171875, -1.015625",
    "BF16, NaN, NaN",
    "BF16, -Infinity, -Infinity",
    "F16, NaN, NaN"
  })
  void tiesGoToEven(ElementType type, float value, Float expected) {
    assertThat(stored(type, value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void filesOfEveryTypeAreReadBack(ElementType type) throws IOException {
    Tensor numbers = Tensor.zeros(700, 401); // more than a block of each type
    for (int k = 0; k < numbers.elements(); k++) {
      numbers.array()[k] = (k % 1000 - 500) / 37f;
    }
    Path file = folder.resolve("numbers.safetensors");
    Checkpoint checkpoint =
        Checkpoint.builder().text("a", "b").tensor("n", numbers).tensor("m", numbers).build();
    SafetensorsFile.write(file, checkpoint, type);
    Checkpoint read = SafetensorsFile.read(file, Checksums.REQUIRED);
    assertThat(read.text("a")).isEqualTo("b");
    for (String name : new String[] {"n", "m"}) {
      float[] found = read.tensor(name, numbers.shape()).toArray();
      for (int k = 0; k < found.length; k++) {
        assertThat(found[k]).isEqualTo(stored(type, numbers.array()[k]));
      }
    }
  }

  @Test
  void numbersThatWouldBecomeInfiniteAreRefused() {
    Path file = folder.resolve("large.safetensors");
    Tensor large = Tensor.zeros(3);
    Checkpoint checkpoint = Checkpoint.builder().tensor("fc1.weight", large).build();
    for (var wrong : Map.of(ElementType.F16, 65_520f, ElementType.BF16, 3.4e38f).entrySet()) {
      large.set(wrong.getValue(), 1);
      assertThatThrownBy(() -> SafetensorsFile.write(file, checkpoint, wrong.getKey()))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              file + ": cannot write: tensor fc1.weight holds " + wrong.getValue())
          .hasMessageContaining(wrong.getKey().toString());
      assertThat(file).doesNotExist();
    }
  }
}
