package capstan.core.simd.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BlockProductTest {
  /** Elements between the end of a stored row and the next. */
  private static final int PAD = 16;

  private static int whole(int count, int unit) {
    return (count + unit - 1) / unit * unit;
  }

  private static float[] random(int count, Random random) {
    float[] numbers = new float[count];
    for (int k = 0; k < count; k++) {
      numbers[k] = random.nextFloat() - 0.5f;
    }
    return numbers;
  }

  /** Against sums in double precision, and each row to the same bits however many there are. */
  @Property(tries = 150)
  void rowsDoNotDependOnHowManyThereAre(
      @ForAll @IntRange(min = 1, max = 30) int rows,
      @ForAll @IntRange(min = 1, max = 80) int columns,
      @ForAll @IntRange(min = 1, max = 400) int depth,
      @ForAll boolean transposed,
      @ForAll boolean add,
      @ForAll long seed) {
    Random random = new Random(seed);
    int aRow = depth + PAD;
    int bRow = whole(transposed ? depth : columns, Microkernel.COLUMNS) + PAD;
    int cRow = whole(columns, Microkernel.COLUMNS) + PAD;
    float[] a = random((rows + Microkernel.ROWS) * aRow, random);
    float[] b = random((transposed ? columns : depth) * bRow + Microkernel.COLUMNS, random);
    float[] before = random((rows + Microkernel.ROWS) * cRow, random);
    float[] c = before.clone();
    BlockProduct product = new BlockProduct();
    product.left(a, 0, aRow, false, rows, depth);
    product.multiply(b, 0, bRow, transposed, columns, add, c, 0, cRow);
    for (int i = 0; i < rows; i++) {
      float[] alone = before.clone();
      product.left(a, i * aRow, aRow, false, 1, depth);
      product.multiply(b, 0, bRow, transposed, columns, add, alone, i * cRow, cRow);
      for (int j = 0; j < columns; j++) {
        double sum = add ? before[i * cRow + j] : 0;
        for (int k = 0; k < depth; k++) {
          sum += (double) a[i * aRow + k] * b[transposed ? j * bRow + k : k * bRow + j];
        }
        assertThat((double) c[i * cRow + j]).isCloseTo(sum, within(1e-4));
        assertThat(alone[i * cRow + j]).isEqualTo(c[i * cRow + j]);
      }
    }
  }
}
