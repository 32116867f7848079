package capstan.autograd;

import capstan.core.CounterRandom;
import capstan.core.Tensor;

/** Tensors of random numbers for tests. */
public final class TestTensors {
  private TestTensors() {}

  /** Numbers of either sign and a size of 0.1 to 1, so that none lies near a kink at zero. */
  public static Tensor random(long seed, int... extents) {
    CounterRandom random = new CounterRandom(seed, extents.length);
    Tensor tensor = Tensor.zeros(extents);
    for (int i = 0; i < tensor.elements(); i++) {
      double size = 0.1 + 0.9 * random.uniform(2L * i);
      tensor.array()[i] = (float) (random.below(2L * i + 1, 2) == 0 ? size : -size);
    }
    return tensor;
  }

  /** A parameter of such numbers; different names give different numbers. */
  public static Parameter parameter(String name, long seed, int... extents) {
    return new Parameter(name, random(seed * 31 + name.hashCode(), extents));
  }

  /** Rows of zeros with a one at a random place of each. */
  public static Tensor oneHot(long seed, int rows, int columns) {
    CounterRandom random = new CounterRandom(seed, 99);
    Tensor tensor = Tensor.zeros(rows, columns);
    for (int row = 0; row < rows; row++) {
      tensor.set(1, row, random.below(row, columns));
    }
    return tensor;
  }

  /** The elements in double precision. */
  public static double[] doubles(Tensor tensor) {
    return doubles(tensor.toArray());
  }

  /** The same numbers in double precision. */
  public static double[] doubles(float[] floats) {
    double[] doubles = new double[floats.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }
}
