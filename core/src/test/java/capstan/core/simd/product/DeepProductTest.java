package capstan.core.simd.product;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which products are cut by depth: the same on every machine, since it decides who sums. */
class DeepProductTest {
  @ParameterizedTest
  @CsvSource({
    "82, 256, 51200, true",
    "256, 256, 16384, true",
    "256, 256, 16383, false",
    "82, 257, 51200, false",
    "257, 256, 51200, false",
    "2048, 32, 51200, true",
    // A tile has 32 columns where vectors are long, however few there are.
    "20736, 1, 51200, false",
    "2049, 1, 51200, false"
  })
  void theExtentsDecide(int m, int n, int k, boolean suits) {
    assertThat(DeepProduct.suits(m, n, k)).isEqualTo(suits);
  }

  @Test
  void onesWithManyRowsAndFewColumnsAreNotTooLargeToAdd() {
    assertThat(DeepProduct.suits(Integer.MAX_VALUE, 1, Integer.MAX_VALUE)).isFalse();
  }
}
