package capstan.core.simd.product;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Tensor;
import capstan.core.Workers;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SmallProductTest {
  private static Tensor random(int rows, int columns, Random random) {
    Tensor tensor = Tensor.zeros(rows, columns);
    for (int k = 0; k < tensor.elements(); k++) {
      tensor.array()[tensor.offset() + k] = random.nextFloat() - 0.5f;
    }
    return tensor;
  }

  /** Every matrix of whole tiles, and others, to the same bits as from packed panels. */
  @Property(tries = 60)
  void givesTheBitsOfPackedPanels(
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 3) int columns,
      @ForAll @IntRange(min = 1, max = 300) int depth,
      @ForAll long seed) {
    int m = 8 * rows;
    int n = Microkernel.COLUMNS * columns;
    Random random = new Random(seed);
    Tensor a = random(m, depth, random);
    Tensor b = random(depth, n, random);
    Tensor found = random(m, n, random);
    Tensor expected = random(m, n, random);
    try (Workers workers = new Workers(1)) {
      new PackedProduct(
              new ProductMemory(workers),
              m,
              n,
              depth,
              new MatrixPanels(a, true),
              new MatrixPanels(b, false))
          .into(expected.array(), expected.offset());
      new SimdGemm(workers).multiply(a, false, b, false, found);
      assertThat(found.toArray()).isEqualTo(expected.toArray());
    }
  }
}
