package capstan.mnist.finding;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.Score;
import capstan.mnist.experiment.AffineScore;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.collections.impl.factory.primitive.BooleanLists;
import org.junit.jupiter.api.Test;

/** What is said of two networks, whichever comes first. */
class AffNistFindingsTest {
  private static final int IMAGES = 1000;

  /** A network that misreads some of the moved images and some of both transformed versions. */
  private static AffNistReport.Tested tested(
      String name, double heldOutWrong, int movedFrom, int movedTo, int from, int to) {
    Score heldOut = new Score(1000, (int) (10 * heldOutWrong), 0);
    boolean[] moved = new boolean[IMAGES];
    IntStream.range(movedFrom, movedTo).forEach(image -> moved[image] = true);
    BitSet transformed = new BitSet();
    transformed.set(from, to);
    return new AffNistReport.Tested(
        new EpochMetrics(3, 30, 0, 1, 0, 0, 0, 0, new Score(1000, 20, 0), heldOut, 1, 1),
        BooleanLists.immutable.of(moved),
        new AffineScore(name, IMAGES, List.of(transformed, transformed), true));
  }

  private static List<String> findings(boolean isMnist, AffNistReport.Tested... networks) {
    return AffNistFindings.of(99, List.of(networks), isMnist);
  }

  @Test
  void theBetterIsNamedFirstInEitherOrder() {
    AffNistReport.Tested good = tested("good", 1, 0, 30, 0, 100);
    AffNistReport.Tested bad = tested("bad", 1, 0, 33, 0, 200);
    String better =
        "Of the transformed test images good misreads fewer than bad by 10.00 percentage points"
            + " (95 % interval 8.14 to 11.86, image by image).";
    assertThat(findings(false, good, bad)).contains(better).hasSize(3);
    assertThat(findings(false, bad, good)).contains(better);
    assertThat(findings(true, bad, good)).anyMatch(line -> line.startsWith("In the paper"));
  }

  @Test
  void matchedIsWhatImagesSayOneByOne() {
    // Intervals of 3.0 and 4.5 % overlap; but all 30 are among the 45.
    AffNistReport.Tested one = tested("one", 1, 0, 30, 0, 10);
    assertThat(findings(false, one, tested("other", 1, 0, 45, 0, 10)))
        .anyMatch(
            line ->
                line.startsWith(
                        "Of 1,000 test images that are only moved, 0 are misread by one alone and"
                            + " 15 by other alone: −1.50 points (95 % interval −2.")
                    && line.endsWith(
                        "so they are not matched, and a difference elsewhere need not come from"
                            + " the affine maps."));
    // As many others: nothing tells them apart.
    assertThat(findings(false, one, tested("other", 1, 20, 60, 5, 15)))
        .anyMatch(line -> line.endsWith("which does not tell them apart."))
        .contains(
            "On transformed test images they differ by 0.00 percentage points (95 % interval"
                + " -0.62 to 0.62, image by image), which decides nothing.");
  }

  @Test
  void aTargetThatWasMissedIsToldOf() {
    assertThat(findings(false, tested("one", 1.5, 0, 1, 0, 1)))
        .contains(
            "one ended with its last epoch at 98.50 % of the held-out images right, below the 99"
                + " % asked for.");
    assertThat(findings(false, tested("one", 1, 0, 1, 0, 1)))
        .noneMatch(line -> line.contains("below"));
  }
}
