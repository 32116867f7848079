package capstan.capsnet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.optim.LearningRateSchedule;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.setting.InvalidSettingException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateDecayTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constant",
        "by-epoch:0.9",
        "by-step:0.96:2000:0.000001",
        "over-run:0",
        "cosine:0.01",
        "one-cycle:25:0.0001"
      })
  void isReadAsItIsWritten(String text) throws IOException {
    RateDecay decay = RateDecay.parse(text);
    assertThat(decay).hasToString(text);
    String json = ConfigurationJson.write(decay);
    assertThat(ConfigurationJson.read("a test", json, RateDecay.class)).isEqualTo(decay);
    assertThat(json.contains("divisor")).isEqualTo(text.startsWith("one-cycle"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cosine",
        "cosine:1.5",
        "cosine:x",
        "cosine:0:1",
        "one-cycle:25",
        "one-cycle:0.5:0",
        "one-cycle:25:-1",
        "one-cycle:Infinity:0",
        "one-cycle:25:0:0",
        "by-epoch:0",
        "sine:1"
      })
  void whatIsNoRuleIsRefused(String text) {
    assertThatThrownBy(() -> RateDecay.parse(text))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("found");
  }

  @Test
  void curvesOverTheRunLearnItsLength() {
    RateDecay cosine = RateDecay.cosine(0.2);
    assertThatThrownBy(() -> cosine.schedule(1e-3)).isInstanceOf(IllegalStateException.class);
    assertThat(cosine.resolved(40).resolved(80)).isEqualTo(cosine.resolved(40));
    LearningRateSchedule down = cosine.resolved(40).schedule(1e-3);
    assertThat((double) down.rate(0, 0)).isCloseTo(1e-3, within(1e-10));
    assertThat((double) down.rate(10, 0)).isCloseTo(8.828427e-4, within(1e-9));
    assertThat((double) down.rate(20, 0)).isCloseTo(0.6e-3, within(1e-10));
    assertThat((double) down.rate(40, 0)).isCloseTo(0.2e-3, within(1e-10));

    LearningRateSchedule cycle = RateDecay.oneCycle(25, 1e-4).resolved(40).schedule(1e-3);
    assertThat((double) cycle.rate(0, 0)).isCloseTo(4e-5, within(1e-10));
    assertThat((double) cycle.rate(6, 0)).isCloseTo(5.2e-4, within(1e-9));
    assertThat((double) cycle.rate(12, 0)).isCloseTo(1e-3, within(1e-10));
    assertThat((double) cycle.rate(26, 0)).isCloseTo(5.0005e-4, within(1e-9));
    assertThat((double) cycle.rate(40, 0)).isCloseTo(1e-7, within(1e-12));
  }

  @Test
  void aLengthenedCycleRemembersItsFormerCurve() {
    RateDecay longer = RateDecay.oneCycle(10, 0).resolved(20).lengthenedAt(20).resolved(60);
    LearningRateSchedule schedule = longer.schedule(1);
    LearningRateSchedule whole = RateDecay.oneCycle(10, 0).resolved(60).schedule(1);
    LearningRateSchedule former = RateDecay.oneCycle(10, 0).resolved(20).schedule(1);
    for (int step = 0; step <= 60; step++) {
      assertThat(schedule.rate(step, 0)).isEqualTo((step < 20 ? former : whole).rate(step, 0));
    }
  }
}
