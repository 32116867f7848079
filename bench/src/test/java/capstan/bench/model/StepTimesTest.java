package capstan.bench.model;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.bench.measure.Limits;
import capstan.capsnet.network.RoutingGradient;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * That every part of a real step is recognised, whatever its kernels are called. The batch is large
 * enough for all of them to be worth the team.
 */
class StepTimesTest {
  @Test
  void everyPartOfAStepIsSeen() {
    StepTimes times = StepTimes.measure(2, 96, RoutingGradient.LAST_ROUND, 0);
    Set<StepPart> missing = EnumSet.noneOf(StepPart.class);
    double sum = 0;
    for (StepPart part : StepPart.values()) {
      sum += times.median(part);
      if (part != StepPart.REST && (times.median(part) <= 0 || times.latest(part).runs == 0)) {
        missing.add(part);
      }
    }
    assertThat(missing).isEmpty();
    assertThat(sum).isBetween(0.3 * times.whole(), 3 * times.whole());
    assertThat(times.median(StepPart.REST)).isBetween(0.0, times.whole());

    Limits limits = new Limits(500, 70);
    ModelTable table = new ModelTable(new StepModel(96, false), times, limits);
    int rows = StepPart.values().length + 1;
    assertThat(table.text().lines()).hasSize(1 + rows);
    assertThat(table.markdown().lines())
        .hasSize(2 + rows)
        .allMatch(line -> line.chars().filter(each -> each == '|').count() == 10);
    assertThat(table.text().lines().map(String::length).distinct().count()).isBetween(1L, 2L);
  }
}
