package capstan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.backend.RuntimeFacts;
import org.junit.jupiter.api.Test;

/** The other contract tests are worth something only at the width they were started for. */
class VectorWidthContractTest {

  @Test
  void theForcedWidthAndRegistersAreUsed() {
    RuntimeFacts facts = RuntimeFacts.read();
    assertThat(facts.simdRefusal()).isEmpty();
    facts.forcedBits().ifPresent(bits -> assertThat(facts.vectorBits()).asString().isEqualTo(bits));
    facts
        .forcedRegisters()
        .ifPresent(
            registers -> assertThat(facts.vectorRegisters()).asString().isEqualTo(registers));
  }
}
