package capstan.capsnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Every order is as likely as any other, those in which things keep their place included. */
class EpochOrderTest {
  private static List<Integer> order(EpochOrder order, int count, long epoch) {
    order.arrange(epoch);
    return IntStream.range(0, count).map(order::get).boxed().toList();
  }

  @Test
  void everyOrderOfThreeComesAboutEquallyOften() {
    EpochOrder order = new EpochOrder(3, true, 7);
    Map<List<Integer>, Long> counts =
        LongStream.range(0, 6000)
            .mapToObj(epoch -> order(order, 3, epoch))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    // Of 6,000 a thousand each; five standard deviations are 144.
    assertThat(counts).hasSize(6);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(856L, 1144L));
  }

  @Test
  void onAverageOneThingKeepsItsPlace() {
    EpochOrder order = new EpochOrder(50, true, 3);
    double kept = 0;
    for (int epoch = 0; epoch < 2000; epoch++) {
      order.arrange(epoch);
      kept += IntStream.range(0, 50).filter(place -> order.get(place) == place).count();
    }
    assertThat(kept / 2000).isCloseTo(1, within(0.12));
  }

  @Test
  void anOrderDependsOnSeedAndEpochAloneAndHoldsEverythingOnce() {
    EpochOrder order = new EpochOrder(100, true, 1);
    List<Integer> first = order(order, 100, 0);
    List<Integer> second = order(order, 100, 1);
    assertThat(first).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList());
    assertThat(second).isNotEqualTo(first);
    assertThat(order(order, 100, 0)).isEqualTo(first);
    assertThat(order(new EpochOrder(100, true, 1), 100, 1)).isEqualTo(second);
    assertThat(order(new EpochOrder(100, true, 2), 100, 0)).isNotEqualTo(first);
    assertThat(order(new EpochOrder(100, false, 1), 100, 5)).isSorted();
  }
}
