package capstan.capsnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SeparationTest {
  /** Against the definition: all pairs. */
  @Property(tries = 200)
  void theAreaIsTheShareOfPairsInOrder(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -5, max = 9) Integer> first,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -9, max = 5) Integer> second) {
    List<Double> larger = first.stream().map(each -> each / 3.0).toList();
    List<Double> smaller = second.stream().map(each -> each / 3.0).toList();
    double pairs = 0;
    for (double one : larger) {
      for (double other : smaller) {
        pairs += one > other ? 1 : one == other ? 0.5 : 0;
      }
    }
    assertThat(Separation.area(larger, smaller))
        .isCloseTo(pairs / (larger.size() * smaller.size()), within(1e-12));
  }

  @Test
  void ranksCountEqualOnesHalf() {
    assertThat(Separation.ranks(List.of(0.3, 0.1, 0.3, 0.7), List.of(0.0, 0.1, 0.2, 0.3, 0.9)))
        .containsExactly(0.0, 0.125, 0.25, 0.5, 1.0);
  }
}
