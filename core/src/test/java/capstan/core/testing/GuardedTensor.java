package capstan.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.Arrays;

/**
 * A tensor in the middle of an array, at an offset that is no multiple of anything, between guards
 * whose bits betray a kernel that writes past an end. The guards are NaN, so a kernel that lets
 * what it reads there into a result is betrayed as well.
 */
public final class GuardedTensor {
  private static final float GUARD = Float.intBitsToFloat(0x7fc0dead);
  private static final int BEFORE = 37;
  private static final int AFTER = 41;

  private final Tensor tensor;
  private final float[] before;

  private GuardedTensor(Tensor tensor) {
    this.tensor = tensor;
    this.before = tensor.array().clone();
  }

  /** With these values. */
  public static GuardedTensor of(Shape shape, float... values) {
    float[] array = new float[BEFORE + values.length + AFTER];
    Arrays.fill(array, GUARD);
    System.arraycopy(values, 0, array, BEFORE, values.length);
    return new GuardedTensor(Tensor.view(array, BEFORE, shape));
  }

  /** With standard normal values. */
  public static GuardedTensor normal(Shape shape, long seed) {
    return of(shape, RandomNumbers.normal(shape.elements(), seed));
  }

  /** Full of NaN, for an output: a kernel that does not overwrite it all is betrayed. */
  public static GuardedTensor garbage(Shape shape) {
    float[] values = new float[shape.elements()];
    Arrays.fill(values, Float.NaN);
    return of(shape, values);
  }

  /** The tensor. */
  public Tensor tensor() {
    return tensor;
  }

  /** Fails if anything outside the tensor has been written. */
  public void assertGuardsIntact() {
    int from = tensor.offset();
    int to = from + tensor.elements();
    assertSameBits(Arrays.copyOf(before, from), Arrays.copyOf(tensor.array(), from));
    assertSameBits(
        Arrays.copyOfRange(before, to, before.length),
        Arrays.copyOfRange(tensor.array(), to, before.length));
  }

  /** Fails if anything has been written at all. */
  public void assertUnchanged() {
    assertSameBits(before, tensor.array());
  }

  private static void assertSameBits(float[] expected, float[] found) {
    assertThat(bits(found)).isEqualTo(bits(expected));
  }

  /** The raw bits, in which one NaN differs from another. */
  public static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int k = 0; k < values.length; k++) {
      bits[k] = Float.floatToRawIntBits(values[k]);
    }
    return bits;
  }
}
