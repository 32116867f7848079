package capstan.core.simd.elementwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.AdamStep;
import capstan.core.kernel.AdamUpdate;
import capstan.core.kernel.Backend;
import capstan.core.kernel.Pointwise;
import capstan.core.kernel.Reduction;
import capstan.core.kernel.Softmax;
import capstan.core.scalar.ScalarBackend;
import capstan.core.testing.RandomTensors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elementwise kernels give the scalar bits at every length; sums and softmax come close. */
class SimdElementwiseTest {
  private final Workers workers = new Workers(2);
  private final Backend scalar = ScalarBackend.create();
  private final Pointwise pointwise = new SimdPointwise(workers);
  private final RandomTensors random = new RandomTensors(7);

  @AfterEach
  void close() {
    workers.close();
  }

  /** A kernel of two inputs and an output. */
  private interface Binary {
    void run(Pointwise kernels, Tensor a, Tensor b, Tensor y);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 15, 16, 17, 31, 64, 100, 16_384, 16_385, 33_003})
  void pointwiseGivesScalarBits(int n) {
    List<Binary> all =
        List.of(
            (kernels, a, b, y) -> kernels.add(a, b, y),
            (kernels, a, b, y) -> kernels.multiply(a, b, y),
            (kernels, a, b, y) -> kernels.scale(a, 0.3f, y),
            (kernels, a, b, y) -> kernels.scaledDifference(a, b, 0.7f, y),
            (kernels, a, b, y) -> kernels.relu(a, y),
            (kernels, a, b, y) -> kernels.reluBackward(a, b, y),
            (kernels, a, b, y) -> kernels.sigmoid(a, y),
            (kernels, a, b, y) -> kernels.sigmoidBackward(a, b, y),
            (kernels, a, b, y) -> kernels.exp(a, y));
    for (Binary kernel : all) {
      Tensor a = random.normal(n);
      Tensor b = random.normal(n);
      Tensor expected = RandomTensors.empty(n);
      Tensor found = RandomTensors.empty(n);
      kernel.run(scalar.pointwise(), a, b, expected);
      kernel.run(pointwise, a, b, found);
      RandomTensors.assertSameBits(found, expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 16, 17, 256, 20_000})
  void addBiasGivesScalarBits(int columns) {
    int rows = 40_000 / columns + 1;
    Tensor x = random.normal(rows, columns);
    Tensor bias = random.normal(columns);
    Tensor expected = RandomTensors.empty(rows, columns);
    Tensor found = RandomTensors.empty(rows, columns);
    scalar.pointwise().addBias(x, bias, expected);
    pointwise.addBias(x, bias, found);
    RandomTensors.assertSameBits(found, expected);
  }

  @ParameterizedTest
  @ValueSource(
      floats = {
        0,
        -0f,
        1,
        88.72f,
        88.72283f,
        88.73f,
        -87.3f,
        -87.34f,
        1e30f,
        -1e30f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE
      })
  void edgesGiveScalarBits(float value) {
    Tensor a = Tensor.of(Shape.of(3), value, 0.5f, value);
    List<Binary> all =
        List.of(
            (kernels, x, b, y) -> kernels.exp(x, y),
            (kernels, x, b, y) -> kernels.sigmoid(x, y),
            (kernels, x, b, y) -> kernels.relu(x, y),
            (kernels, x, b, y) -> kernels.reluBackward(x, b, y));
    for (Binary kernel : all) {
      Tensor expected = RandomTensors.empty(3);
      Tensor found = RandomTensors.empty(3);
      kernel.run(scalar.pointwise(), a, a, expected);
      kernel.run(pointwise, a, a, found);
      RandomTensors.assertSameBits(found, expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 16_384, 50_001})
  void adamGivesScalarBits(int n) {
    AdamUpdate adam = new SimdAdam(workers);
    AdamSettings settings = AdamSettings.DEFAULT;
    Tensor p = random.normal(n);
    Tensor g = random.normal(n);
    Tensor m = random.normal(n);
    Tensor v = random.normal(n);
    scalar.pointwise().multiply(v, v, v);
    Tensor p2 = RandomTensors.copy(p);
    Tensor m2 = RandomTensors.copy(m);
    Tensor v2 = RandomTensors.copy(v);
    adam.update(p, g, m, v, settings, new AdamStep(1e-3f, 5));
    scalar.adam().update(p2, g, m2, v2, settings, new AdamStep(1e-3f, 5));
    RandomTensors.assertSameBits(p, p2);
    RandomTensors.assertSameBits(m, m2);
    RandomTensors.assertSameBits(v, v2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 4095, 4096, 4097, 100_000})
  void sumsAreClose(int n) {
    Reduction reduction = new SimdReduction(workers);
    Tensor a = random.normal(n);
    Tensor b = random.normal(n);
    double sum = scalar.reduction().sum(a);
    assertThat(reduction.sum(a)).isCloseTo(sum, within(1e-5 * Math.sqrt(n + 1.0)));
    double squares = scalar.reduction().sumOfSquaredDifferences(a, b);
    assertThat(reduction.sumOfSquaredDifferences(a, b))
        .isCloseTo(squares, within(1e-5 * squares + 1e-12));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 16, 63, 64, 70, 256})
  void columnSumsAreClose(int columns) {
    Reduction reduction = new SimdReduction(workers);
    for (int rows : new int[] {0, 1, 127, 128, 129, 1000}) {
      Tensor x = random.normal(rows, columns);
      Tensor found = RandomTensors.empty(columns);
      Tensor expected = RandomTensors.empty(columns);
      reduction.columnSums(x, found);
      scalar.reduction().columnSums(x, expected);
      RandomTensors.assertClose(found, expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 16, 17, 1000})
  void softmaxIsClose(int columns) {
    Softmax softmax = new SimdSoftmax(workers);
    for (int rows : new int[] {0, 1, 15, 16, 17, 3000 / columns}) {
      Tensor x = random.normal(rows, columns);
      Tensor dy = random.normal(rows, columns);
      Tensor y = RandomTensors.empty(rows, columns);
      Tensor dx = RandomTensors.empty(rows, columns);
      Tensor expectedY = RandomTensors.empty(rows, columns);
      Tensor expectedDx = RandomTensors.empty(rows, columns);
      scalar.pointwise().scale(x, 30, x);
      softmax.forward(x, y);
      scalar.softmax().forward(x, expectedY);
      RandomTensors.assertClose(y, expectedY);
      softmax.backward(expectedY, dy, dx);
      scalar.softmax().backward(expectedY, dy, expectedDx);
      RandomTensors.assertClose(dx, expectedDx);
    }
  }
}
