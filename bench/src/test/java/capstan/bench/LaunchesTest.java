package capstan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchesTest {
  private static final CompilationLog CLEAN = new CompilationLog(List.of());

  @Test
  void aResultIsReadAsItWasPrinted() {
    Launch well = new Launch(830.5, 1539, "");
    Launch slow = new Launch(510, 35_000_000, "the JVM has not compiled X.run well: 1 GFLOP/s");
    assertThat(Launch.parse(well.line())).hasValue(well);
    assertThat(Launch.parse("junk " + slow.line())).hasValue(slow);
    assertThat(Launch.parse("WARNING: Using incubator modules")).isEmpty();
  }

  @Test
  void launchesNearTheMedianAreGood() {
    List<Launch> launches =
        List.of(new Launch(800, 1500, ""), new Launch(600, 0, ""), new Launch(850, 0, ""));
    assertThat(Launches.bad(launches, List.of(CLEAN, CLEAN, CLEAN))).isEmpty();
    assertThat(Launches.summary(launches))
        .isEqualTo("3 launches: median 800 images/s, slowest 600, which is 75 % of it");
  }

  @Test
  void everyKindOfBadLaunchIsNamed() {
    List<Launch> launches =
        List.of(
            new Launch(800, 0, ""),
            new Launch(550, 0, ""),
            new Launch(810, Launches.BYTES + 1, ""),
            new Launch(820, 0, "the JVM has not compiled X.run well"),
            new Launch(830, 0, ""));
    CompilationLog skipped =
        new CompilationLog(
            List.of(" 1 2 4 capstan.core.simd.X::run (9 bytes) COMPILE SKIPPED: out of nodes"));
    assertThat(Launches.bad(launches, List.of(CLEAN, CLEAN, CLEAN, CLEAN, skipped)))
        .containsExactly(
            "bad: launch 2: below 70 % of the median",
            "bad: launch 3: 1,048,577 bytes allocated a step",
            "bad: launch 4: a kernel in a slow tier",
            "bad: launch 5: a compiler gave up");
  }

  @Test
  void codeThatIsTakenBackAndNotReplacedIsSeen() {
    CompilationLog log =
        new CompilationLog(
            List.of(
                "   2671 1588       4       capstan.core.simd.A::run (102 bytes)",
                "   2672 1589 %     4       capstan.core.simd.B::run @ 14 (112 bytes)",
                "   2673 1590    b  4       capstan.core.simd.C::run (112 bytes)",
                "   2680 1589 %     4       capstan.core.simd.B::run @ 14 (112 bytes)   made not"
                    + " entrant: uncommon trap",
                "   2681 1590    b  4       capstan.core.simd.C::run (112 bytes)   made not"
                    + " entrant",
                "   2682 1600       4       capstan.core.simd.C::run (112 bytes)",
                "   2683 1601       3       capstan.core.simd.D::run (112 bytes)   made not"
                    + " entrant",
                "   2684 1602   !   4       java.lang.String::length (112 bytes)"));
    assertThat(log.withdrawn()).containsExactly("capstan.core.simd.B::run");
    assertThat(log.skipped()).isEmpty();
  }
}
