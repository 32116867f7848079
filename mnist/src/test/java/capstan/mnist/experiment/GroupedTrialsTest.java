package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.run.WilsonInterval;
import org.junit.jupiter.api.Test;

/** How many independent trials groups are worth, by hand. */
class GroupedTrialsTest {
  /** Pairs of trials and failures, a group each. */
  private static GroupedTrials of(int... counts) {
    GroupedTrials all = new GroupedTrials(counts.length / 2);
    for (int group = 0; group < counts.length / 2; group++) {
      for (int trial = 0; trial < counts[2 * group]; trial++) {
        all.add(group, trial < counts[2 * group + 1]);
      }
    }
    return all;
  }

  private static void worth(double trials, GroupedTrials found) {
    assertThat(found.interval().low())
        .isCloseTo(WilsonInterval.ofRate(found.rate(), trials).low(), within(1e-12));
    assertThat(found.interval().high())
        .isCloseTo(WilsonInterval.ofRate(found.rate(), trials).high(), within(1e-12));
  }

  @Test
  void groupsOfDifferentSizesAreComparedWithWhatTheyShouldHave() {
    // 6 of 12. Excesses 2, -1, 0, -1: squares 6, times 4/3 over 144 is 1/18; 1/4 over that is 4.5.
    GroupedTrials some = of(4, 4, 4, 1, 2, 1, 2, 0);
    assertThat(some.trials()).isEqualTo(12);
    assertThat(some.failures()).isEqualTo(6);
    worth(4.5, some);
    // A group without trials is none.
    worth(4.5, of(4, 4, 0, 0, 4, 1, 2, 1, 2, 0));
  }

  @Test
  void neverMoreThanTrialsNorFewerThanGroups() {
    // Excesses 1, -1, 0, 0: 13.5 of 12 trials.
    worth(12, of(4, 3, 4, 1, 2, 1, 2, 1));
    // Excesses 2, -2, 0, 0: 3.4 of 4 groups.
    worth(4, of(4, 4, 4, 0, 2, 1, 2, 1));
    // Nothing failed, or nothing differs, or there is but one.
    worth(2, of(4, 0, 4, 0));
    worth(2, of(4, 2, 4, 2));
    worth(1, of(4, 3));
  }

  @Test
  void withoutTrialsNothingIsKnown() {
    assertThat(of(0, 0).interval().low()).isNaN();
    assertThat(of(0, 0).interval().high()).isNaN();
  }
}
