package capstan.capsnet.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.network.Preset;
import capstan.core.backend.Backends;
import capstan.core.jit.KernelRate;
import capstan.core.jit.KernelReport;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelWatchTest {
  private final List<String> asked = new ArrayList<>();
  private boolean slow;
  private boolean compiling;
  private long second;
  private final KernelWatch watch =
      new KernelWatch(
          () ->
              new KernelWatch.Checker() {
                @Override
                public KernelReport measure() {
                  asked.add("measure " + second);
                  return report();
                }

                @Override
                public KernelReport settle(int milliseconds) {
                  asked.add("settle " + second);
                  return report();
                }

                @Override
                public void close() {
                  asked.add("close");
                }
              },
          () -> second * 1_000_000_000L);

  private KernelReport report() {
    return new KernelReport(
        250, List.of(new KernelRate("routing", slow ? 1 : 50, 5, 0, "")), compiling);
  }

  /** A step a second from the given one on; the warnings. */
  private List<String> steps(int from, int until) {
    List<String> warnings = new ArrayList<>();
    for (second = from; second < until; second++) {
      watch.stepCompleted().ifPresent(warnings::add);
    }
    return warnings;
  }

  @Test
  void whereAllIsWellOneCheckIsEnough() {
    assertThat(steps(100, 200)).isEmpty();
    assertThat(asked).containsExactly("measure 103");
  }

  @Test
  void whatIsSlowAtFirstIsLookedAtAgain() {
    slow = true;
    assertThat(steps(0, 4)).isEmpty();
    slow = false;
    assertThat(steps(4, 100)).isEmpty();
    assertThat(asked).containsExactly("measure 3", "measure 6");
  }

  @Test
  void whatStaysSlowIsToldOnce() {
    slow = true;
    assertThat(steps(0, 100)).singleElement().asString().contains("routing");
    watch.epochCompleted();
    assertThat(steps(100, 200)).isEmpty();
    assertThat(asked).containsExactly("measure 3", "measure 6", "measure 12", "settle 24");
  }

  /** On a busy machine the compiler may be as late as the kernels. */
  @Test
  void whatWaitsForTheCompilerIsNotTold() {
    slow = true;
    compiling = true;
    assertThat(steps(0, 100)).isEmpty();
    assertThat(asked).endsWith("settle 24", "settle 48", "settle 96");
    compiling = false;
    assertThat(steps(100, 200)).singleElement().asString().contains("routing");
  }

  @Test
  void everyEpochIsChecked() {
    assertThat(steps(0, 50)).isEmpty();
    watch.epochCompleted();
    slow = true;
    assertThat(steps(50, 100)).hasSize(1);
  }

  @Test
  void otherBackendsAreNotWatched() {
    try (Backend scalar = Backends.scalar();
        KernelWatch none = KernelWatch.of(Preset.PAPER.configuration().model(), scalar)) {
      assertThat(none.stepCompleted()).isEmpty();
      none.epochCompleted();
    }
  }
}
