package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Mean and spread of a row, by hand, and the paper's table. */
class AblationRowTest {
  private static final AblationRow.Kind KIND = new AblationRow.Kind(3, true);

  @Test
  void meanAndSampleDeviation() {
    AblationRow row = new AblationRow(KIND, List.of(0.2, 0.3, 0.7));
    assertThat(row.mean().orElseThrow()).isCloseTo(0.4, within(1e-12));
    // Squares 0.04 + 0.01 + 0.09 over 2.
    assertThat(row.standardDeviation().orElseThrow()).isCloseTo(Math.sqrt(0.07), within(1e-12));
  }

  @Test
  void oneRunHasNoDeviation() {
    AblationRow row = new AblationRow(KIND, List.of(0.2));
    assertThat(row.mean()).hasValue(0.2);
    assertThat(row.standardDeviation()).isEmpty();
    assertThat(new AblationRow(KIND, List.of()).mean()).isEmpty();
  }

  @Test
  void thePapersTable() {
    assertThat(KIND.published()).contains(new AblationRow.Published(0.25, 0.005));
    assertThat(new AblationRow.Kind(1, false).published())
        .contains(new AblationRow.Published(0.34, 0.032));
    assertThat(new AblationRow.Kind(2, true).published()).isEmpty();
  }
}
