package capstan.core.scalar;

import static capstan.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.AdamStep;
import capstan.core.testing.RandomNumbers;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The kernels that are a formula an element, the sums, softmax and Adam. */
class ScalarPointwiseTest {
  private final ScalarPointwise pointwise = new ScalarPointwise();
  private final Tensor a = Tensor.of(Shape.of(4), 1, -2, 0, 3);
  private final Tensor b = Tensor.of(Shape.of(4), 5, 7, -1, 2);
  private final Tensor y = Tensor.of(Shape.of(4), Float.NaN, Float.NaN, Float.NaN, Float.NaN);

  @Test
  void arithmetic() {
    pointwise.add(a, b, y);
    assertThat(y.toArray()).containsExactly(6, 5, -1, 5);
    pointwise.multiply(a, b, y);
    assertThat(y.toArray()).containsExactly(5, -14, -0f, 6);
    pointwise.scale(a, -0.5f, y);
    assertThat(y.toArray()).containsExactly(-0.5f, 1, -0f, -1.5f);
    pointwise.scaledDifference(a, b, 2, y);
    assertThat(y.toArray()).containsExactly(-8, -18, 2, 2);
    pointwise.addBias(b.reshape(2, 2), Tensor.of(Shape.of(2), 10, 20), y);
    assertThat(y.toArray()).containsExactly(15, 27, 9, 22);
  }

  @Test
  void relu() {
    pointwise.relu(a, y);
    assertThat(y.toArray()).containsExactly(1, 0, 0, 3);
    pointwise.reluBackward(y, b, y);
    assertThat(y.toArray()).containsExactly(5, 0, 0, 2);
    pointwise.relu(Tensor.of(Shape.of(4), Float.NaN, -0f, 1e30f, -1e30f), y);
    assertThat(y.toArray()).containsExactly(Float.NaN, 0, 1e30f, 0);
  }

  @Test
  void sigmoid() {
    float[] x = {-200, -30, -1.5f, 0, 0.25f, 8, 200, Float.NaN};
    Tensor output = Tensor.zeros(8);
    pointwise.sigmoid(Tensor.of(Shape.of(8), x), output);
    DoubleUnaryOperator formula = t -> 1 / (1 + Math.exp(-t));
    double[] expected = new double[8];
    for (int k = 0; k < 8; k++) {
      expected[k] = formula.applyAsDouble(x[k]);
    }
    assertClose(output.toArray(), expected, 0, 3e-7);

    float[] dy = RandomNumbers.normal(8, 1);
    Tensor dx = Tensor.zeros(8);
    pointwise.sigmoidBackward(output, Tensor.of(Shape.of(8), dy), dx);
    for (int k = 0; k < 8; k++) {
      double step = 1e-4;
      expected[k] =
          dy[k]
              * (formula.applyAsDouble(x[k] + step) - formula.applyAsDouble(x[k] - step))
              / (2 * step);
    }
    assertClose(dx.toArray(), expected, 0, 1e-6);
  }

  @Test
  void sums() {
    ScalarReduction reduction = new ScalarReduction();
    Tensor x = Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6.5f);
    Tensor sums = Tensor.of(Shape.of(2), Float.NaN, Float.NaN);
    assertThat(reduction.sum(x)).isEqualTo(21.5);
    assertThat(reduction.sum(Tensor.zeros(0))).isZero();
    assertThat(reduction.sumOfSquaredDifferences(a, b)).isEqualTo(16 + 81 + 1 + 1);
    reduction.columnSums(x, sums);
    assertThat(sums.toArray()).containsExactly(9, 12.5f);
    reduction.columnSums(Tensor.zeros(0, 2), sums);
    assertThat(sums.toArray()).containsExactly(0, 0);
  }

  @Test
  void longSumsKeepTheirPrecision() {
    Tensor tenths = Tensor.zeros(1_000_000, 1);
    tenths.fill(0.1f);
    Tensor sum = Tensor.zeros(1);
    assertThat(new ScalarReduction().sum(tenths)).isEqualTo(0.1f * 1e6, within(1e-3));
    new ScalarReduction().columnSums(tenths, sum);
    assertThat(sum.get(0)).isEqualTo((float) (0.1f * 1e6));
  }

  @Test
  void adamFollowsAlgorithmOne() {
    double beta1 = 0.9f;
    double beta2 = 0.999f;
    float[] gradients = RandomNumbers.normal(5, 3);
    float[] start = RandomNumbers.normal(5, 4);
    Tensor p = Tensor.of(Shape.of(5), start.clone());
    Tensor m = Tensor.zeros(5);
    Tensor v = Tensor.zeros(5);
    double[] exactP = RandomNumbers.doubles(start);
    double[] exactM = new double[5];
    double[] exactV = new double[5];
    for (int step = 1; step <= 10; step++) {
      new ScalarAdam()
          .update(
              p,
              Tensor.of(Shape.of(5), gradients),
              m,
              v,
              new AdamSettings(beta1, beta2, 1e-3f),
              new AdamStep(0.01f, step));
      for (int k = 0; k < 5; k++) {
        exactM[k] = beta1 * exactM[k] + (1 - beta1) * gradients[k];
        exactV[k] = beta2 * exactV[k] + (1 - beta2) * gradients[k] * gradients[k];
        double mean = exactM[k] / (1 - Math.pow(beta1, step));
        double variance = exactV[k] / (1 - Math.pow(beta2, step));
        exactP[k] -= 0.01f * mean / (Math.sqrt(variance) + 1e-3f);
        gradients[k] = -0.7f * gradients[k] + 0.1f;
      }
    }
    assertClose(p.toArray(), exactP, 0, 1e-6);
    assertClose(m.toArray(), exactM, 0, 1e-6);
    assertClose(v.toArray(), exactV, 0, 1e-5);
  }
}
