package capstan.core.simd.product;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workers;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SmallProductTest {
  private static final int AROUND = 100;

  private static Tensor random(int rows, int columns, Random random) {
    Tensor tensor = Tensor.zeros(rows, columns);
    for (int k = 0; k < tensor.elements(); k++) {
      tensor.array()[tensor.offset() + k] = random.nextFloat() - 0.5f;
    }
    return tensor;
  }

  /** Whole tiles and others, to the same bits as from packed panels; nothing around is touched. */
  @Property(tries = 200)
  void givesTheBitsOfPackedPanels(
      @ForAll @IntRange(min = 1, max = 72) int m,
      @ForAll @IntRange(min = 1, max = 3) int columns,
      @ForAll @IntRange(min = 0, max = 2) int less,
      @ForAll @IntRange(min = 1, max = 300) int depth,
      @ForAll boolean transposeA,
      @ForAll boolean transposeB,
      @ForAll long seed) {
    int n = Microkernel.COLUMNS * columns - less;
    Random random = new Random(seed);
    Tensor a = transposeA ? random(depth, m, random) : random(m, depth, random);
    Tensor b = transposeB ? random(n, depth, random) : random(depth, n, random);
    float[] found = new float[m * n + 2 * AROUND];
    float[] expected = new float[m * n + 2 * AROUND];
    try (Workers workers = new Workers(1)) {
      new PackedProduct(
              new ProductMemory(workers),
              m,
              n,
              depth,
              new MatrixPanels(a, !transposeA),
              new MatrixPanels(b, transposeB))
          .into(expected, AROUND);
      Tensor window = Tensor.view(found, AROUND, Shape.of(m, n));
      new SimdGemm(workers).multiply(a, transposeA, b, transposeB, window);
      assertThat(found).isEqualTo(expected);
    }
  }
}
