package capstan.cublas;

import static capstan.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.Backend;
import capstan.core.testing.RandomNumbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceGemmTest extends OnStandIn {

  /** Row-major matrices, each at a distance from the one before. */
  @ParameterizedTest
  @CsvSource({"false,false", "true,false", "false,true"})
  void batches(boolean transposeA, boolean transposeB) {
    int count = 3;
    int m = 4;
    int n = 5;
    int k = 6;
    float[] a = RandomNumbers.normal(count * m * k, 1);
    float[] b = RandomNumbers.normal(count * k * n, 2);
    float[] c = new float[count * m * n];
    try (DeviceContext context = DeviceContext.open(settings());
        Workers workers = new Workers(1)) {
      Operands operands = new Operands(context, workers);
      operands.begin(Tensor.of(Shape.of(a.length), a), Tensor.of(Shape.of(b.length), b), c.length);
      context.gemm.multiplyBatch(
          count,
          m,
          n,
          k,
          operands.a(),
          transposeA ? m : k,
          m * k,
          transposeA,
          operands.b(),
          transposeB ? k : n,
          k * n,
          transposeB,
          operands.c(),
          n,
          m * n,
          false);
      operands.fetch(Tensor.of(Shape.of(c.length), c));
    }
    double[] expected = new double[c.length];
    for (int each = 0; each < count; each++) {
      for (int row = 0; row < m; row++) {
        for (int column = 0; column < n; column++) {
          int to = each * m * n + row * n + column;
          for (int p = 0; p < k; p++) {
            int i = each * m * k + (transposeA ? p * m + row : row * k + p);
            int j = each * k * n + (transposeB ? column * k + p : p * n + column);
            expected[to] += (double) a[i] * b[j];
          }
        }
      }
    }
    assertClose(c, expected, 1, 1e-6);
    assertThat(standIn.calls("cublasSgemmStridedBatched")).isOne();
  }

  /** TF32 must be asked for, and then show. */
  @Test
  void tf32OnRequestOnly() {
    Tensor a = Tensor.of(capstan.core.Shape.of(1, 1), 1 + 1f / (1 << 20));
    Tensor one = Tensor.of(capstan.core.Shape.of(1, 1), 1f);
    Tensor c = Tensor.zeros(1, 1);
    try (Backend exact = CublasBackend.create(1, settings());
        Backend rounded = CublasBackend.create(1, settings().withTf32(true))) {
      exact.gemm().multiply(a, false, one, false, c);
      assertThat(c.get(0, 0)).isEqualTo(1 + 1f / (1 << 20));
      rounded.gemm().multiply(a, false, one, false, c);
      assertThat(c.get(0, 0)).isEqualTo(1);
      assertThat(exact.description()).contains("float32").doesNotContain("TF32");
      assertThat(rounded.description()).contains("TF32");
    }
  }

  /** Memory grows to the largest product and stays. */
  @Test
  void repeatedProductsTakeNoMemory() {
    Tensor a = Tensor.zeros(40, 30);
    Tensor b = Tensor.zeros(30, 20);
    Tensor c = Tensor.zeros(40, 20);
    try (Backend backend = CublasBackend.create(1, settings())) {
      for (int step = 0; step < 100; step++) {
        backend.gemm().multiply(a, false, b, false, c);
        backend.gemm().multiply(c, false, b, true, a);
      }
      assertThat(standIn.calls("cudaMalloc")).isLessThanOrEqualTo(2);
    }
  }
}
