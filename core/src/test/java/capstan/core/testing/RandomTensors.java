package capstan.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import capstan.core.CounterRandom;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.Arrays;

/** Random tensors that start at odd places of their arrays, and how they are compared. */
public final class RandomTensors {
  private final long seed;
  private long stream;

  public RandomTensors(long seed) {
    this.seed = seed;
  }

  /** Normal numbers, from index 3 of a longer array whose other elements are NaN. */
  public Tensor normal(int... extents) {
    Tensor tensor = empty(extents);
    CounterRandom random = new CounterRandom(seed, stream++);
    for (int k = 0; k < tensor.elements(); k++) {
      tensor.array()[tensor.offset() + k] = (float) random.normal(k);
    }
    return tensor;
  }

  /** NaN everywhere: whoever reads it shows. */
  public static Tensor empty(int... extents) {
    Shape shape = Shape.of(extents);
    float[] array = new float[shape.elements() + 5];
    Arrays.fill(array, Float.NaN);
    return Tensor.view(array, 3, shape);
  }

  public static Tensor copy(Tensor tensor) {
    Tensor copy = Tensor.zeros(tensor.shape());
    copy.copyFrom(tensor);
    return copy;
  }

  public static void assertSameBits(Tensor found, Tensor expected) {
    float[] values = found.toArray();
    float[] wanted = expected.toArray();
    int k = Arrays.mismatch(values, wanted);
    assertThat(k)
        .as(() -> "element %d: %s, expected %s".formatted(k, values[k], wanted[k]))
        .isEqualTo(-1);
    assertNothingAround(found);
  }

  /** Differences are measured against the largest element expected. */
  public static void assertClose(Tensor found, Tensor expected) {
    float scale = 1e-30f;
    for (float value : expected.toArray()) {
      scale = Math.max(scale, Math.abs(value));
    }
    float[] values = found.toArray();
    float[] wanted = expected.toArray();
    for (int k = 0; k < wanted.length; k++) {
      if (!(Math.abs(values[k] - wanted[k]) / scale <= 1e-5f)) {
        fail("element %d of %s: %s, expected %s", k, found.shape(), values[k], wanted[k]);
      }
    }
    assertNothingAround(found);
  }

  private static void assertNothingAround(Tensor tensor) {
    for (int k = 0; k < tensor.offset(); k++) {
      assertThat(tensor.array()[k]).isNaN();
    }
    for (int k = tensor.offset() + tensor.elements(); k < tensor.array().length; k++) {
      assertThat(tensor.array()[k]).isNaN();
    }
  }
}
