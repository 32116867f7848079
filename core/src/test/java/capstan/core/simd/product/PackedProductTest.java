package capstan.core.simd.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.core.CounterRandom;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both products by blocks, against sums in double precision. */
class PackedProductTest {
  private final Workers workers = new Workers(3);
  private final ProductMemory memory = new ProductMemory(workers);

  @AfterEach
  void close() {
    workers.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "12, 32, 256", "13, 33, 257", "150, 70, 600", "40, 600, 30", "5, 3, 0"})
  void productsOfAnyShape(int m, int n, int k) {
    float[] a = numbers(1, m * k);
    float[] b = numbers(2, k * n);
    float[] c = new float[m * n];
    product(m, n, k, a, b).into(c, 0);
    check(m, n, k, a, b, new float[n], c, n, false);
  }

  @Test
  void biasAndReluBelongToOneProduct() {
    int m = 26;
    int n = 45;
    int k = 300;
    float[] a = numbers(1, m * k);
    float[] b = numbers(2, k * n);
    float[] bias = numbers(3, n);
    float[] c = new float[m * n];
    product(m, n, k, a, b).bias(Tensor.of(Shape.of(n), bias)).relu(true).into(c, 0);
    check(m, n, k, a, b, bias, c, n, true);
    product(m, n, k, a, b).into(c, 0);
    check(m, n, k, a, b, new float[n], c, n, false);
  }

  @Test
  void aFactorPackedBeforeGivesTheSameBits() {
    int m = 26;
    int n = 90;
    int k = 300;
    float[] a = numbers(1, m * k);
    float[] b = numbers(2, k * n);
    float[] expected = new float[m * n];
    float[] found = new float[m * n];
    product(m, n, k, a, b).into(expected, 0);
    float[] packed = product(m, n, k, a, b).packRight();
    product(m, n, k, a, new float[k * n]).packedRight(packed).into(found, 0);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void deepProducts() {
    int m = 13;
    int n = 40;
    int k = 64 * Tiling.DEPTH + 5;
    assertThat(DeepProduct.suits(m, n, k)).isTrue();
    assertThat(DeepProduct.suits(m, n, 64 * Tiling.DEPTH - 1)).isFalse();
    float[] a = numbers(1, m * k);
    float[] b = numbers(2, k * n);
    float[] c = new float[m * n];
    new DeepProduct(memory, m, n, k, left(a, k), right(b, n)).into(c, 0);
    check(m, n, k, a, b, new float[n], c, n, false);
  }

  @Test
  void deepProductsDoNotDependOnTheTeam() {
    int k = 64 * Tiling.DEPTH;
    float[] a = numbers(1, 5 * k);
    float[] b = numbers(2, k * 9);
    float[] three = new float[45];
    float[] one = new float[45];
    new DeepProduct(memory, 5, 9, k, left(a, k), right(b, 9)).into(three, 0);
    try (Workers alone = new Workers(1)) {
      new DeepProduct(new ProductMemory(alone), 5, 9, k, left(a, k), right(b, 9)).into(one, 0);
    }
    assertThat(one).isEqualTo(three);
  }

  private PackedProduct product(int m, int n, int k, float[] a, float[] b) {
    return new PackedProduct(memory, m, n, k, left(a, k), right(b, n));
  }

  private static MatrixPanels left(float[] a, int k) {
    return new MatrixPanels(a, 0, k, true);
  }

  private static MatrixPanels right(float[] b, int n) {
    return new MatrixPanels(b, 0, n, false);
  }

  private static void check(
      int m,
      int n,
      int k,
      float[] a,
      float[] b,
      float[] bias,
      float[] c,
      int stride,
      boolean relu) {
    for (int row = 0; row < m; row++) {
      for (int column = 0; column < n; column++) {
        double sum = bias[column];
        for (int at = 0; at < k; at++) {
          sum += (double) a[row * k + at] * b[at * n + column];
        }
        assertThat((double) c[row * stride + column])
            .as("%dx%dx%d: row %d, column %d", m, n, k, row, column)
            .isCloseTo(relu ? Math.max(0, sum) : sum, within(1e-5 * Math.max(8, Math.sqrt(k))));
      }
    }
  }

  private static float[] numbers(long stream, int length) {
    CounterRandom random = new CounterRandom(1, stream);
    float[] numbers = new float[length];
    for (int k = 0; k < length; k++) {
      numbers[k] = (float) random.normal(k);
    }
    return numbers;
  }
}
