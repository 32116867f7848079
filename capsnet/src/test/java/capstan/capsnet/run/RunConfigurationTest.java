package capstan.capsnet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.optim.LearningRateSchedule;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.HeldOut;
import capstan.capsnet.network.Preset;
import capstan.core.kernel.AdamSettings;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunConfigurationTest {

  @ParameterizedTest
  @EnumSource
  void jsonComesBackTheSame(Preset preset) throws IOException {
    RunConfiguration configuration = preset.configuration();
    String json = ConfigurationJson.write(configuration);
    assertThat(ConfigurationJson.read("a test", json, RunConfiguration.class))
        .isEqualTo(configuration);
    assertThat(Preset.named(preset.label())).isEqualTo(preset);
  }

  @Test
  void jsonIsReadStrictly() {
    String json = ConfigurationJson.write(Preset.PAPER.configuration());
    refused(json.replace("\"rounds\" :", "\"runds\" : 3, \"rounds\" :"), "runds");
    refused(json.replace("\"rounds\"", "\"runds\""), "digitCaps.rounds");
    refused(json.replace("\"rounds\" : 3", "\"rounds\" : \"3\""), "rounds");
    refused(json.replace("\"rounds\" : 3", "\"rounds\" : 0"), "rounds", "0");
    refused(json.replace("\"gradient\" : \"all\"", "\"gradient\" : \"some\""), "gradient");
    refused(
        json.replace("\"network\" : \"capsnet\"", "\"network\" : \"mlp\""),
        "mlp",
        "capsnet, cnn",
        "class path");
    refused(json.replace("\"batch\" : 128", "\"batch\" : -5"), "batch", "-5");
  }

  @Test
  void aLimitIsOfImagesOrOfPairs() {
    Dataset digits = DrawnDigits.dataset(30, 5, 1, 1);
    RunConfiguration limited = limitedTo(10, "a preset");
    assertThat(limited.limited(digits).train().count()).isEqualTo(10);
    assertThat(limitedTo(0, "a preset").limited(digits)).isSameAs(digits);
    assertThat(limitedTo(10, RunConfiguration.PAIRS).limited(digits)).isSameAs(digits);
  }

  @Test
  void imagesHeldOutAreNotTrainedOn() {
    Dataset digits = DrawnDigits.dataset(30, 5, 1, 1);
    RunConfiguration paper = Preset.PAPER.configuration();
    assertThat(paper.heldOut(digits)).isSameAs(digits);
    Dataset used = paper.withTraining(paper.training().with("validation", 8)).heldOut(digits);
    HeldOut expected = HeldOut.random(digits.train(), 8, paper.training().seed());
    assertThat(used.train().count()).isEqualTo(22);
    assertThat(used.train().image(21)).isEqualTo(expected.kept().image(21));
    assertThat(used.validation().orElseThrow().image(7)).isEqualTo(expected.heldOut().image(7));
    assertThat(used.test()).isSameAs(digits.test());
    RunConfiguration all = paper.withTraining(paper.training().with("validation", 30));
    assertThatThrownBy(() -> all.heldOut(digits)).hasMessageContaining("30 of 30");
  }

  private static RunConfiguration limitedTo(int limit, String preset) {
    RunConfiguration paper = Preset.PAPER.configuration();
    return new RunConfiguration(preset, paper.model(), paper.training().with("limit", limit));
  }

  @Test
  void settingsAreChangedByTheirNames() {
    TrainingConfiguration training = Preset.PAPER.configuration().training();
    assertThat(training.with("seed", 7).seed()).isEqualTo(7L);
    assertThat(training.with("learning-rate", 1).learningRate()).isEqualTo(1.0);
    assertThatThrownBy(() -> training.with("sead", 7)).hasMessageContainingAll("'sead'", "seed");
    assertThatThrownBy(() -> training.with("seed", "7"))
        .hasMessageContainingAll("seed", "found 7", "Long");
  }

  private static void refused(String json, String... parts) {
    assertThatThrownBy(() -> ConfigurationJson.read("a test", json, RunConfiguration.class))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("\n")
        .satisfies(refusal -> assertThat(refusal.getMessage()).contains(parts));
  }

  @Test
  void presetsTrainAsTheTableSays() {
    check(Preset.PAPER, 128, 10, 2, 0);
    check(Preset.OFFICIAL, 128, 640, 2, 0);
    check(Preset.KERAS, 100, 50, 2, 0);
    check(Preset.PYTORCH, 64, 20, 0, 5000);
    check(Preset.TENSORFLOW, 32, 10, 0, 0);
    check(Preset.QUICK, 32, 2, 1, 0);
    check(Preset.BEST, 32, 30, 2, 0);
    check(Preset.EFFICIENT, 16, 150, 2, 0);
    check(Preset.EM, 16, 20, 2, 0);
    assertThat(Preset.EM.configuration().training().selection().average()).isEqualTo(0.999);
    assertThat(Preset.BEST.configuration().model())
        .isEqualTo(Preset.EFFICIENT.configuration().model());
    Set<RunConfiguration> different = new HashSet<>();
    for (Preset preset : Preset.values()) {
      assertThat(preset.configuration().training().learningRate())
          .isEqualTo(
              switch (preset) {
                case QUICK -> 2e-3;
                case EFFICIENT -> 5e-4;
                case EM -> 3e-3;
                default -> 1e-3;
              });
      assertThat(preset.configuration().training().adam())
          .isEqualTo(
              new AdamSettings(
                  0.9,
                  0.999,
                  switch (preset) {
                    case KERAS, EFFICIENT, BEST -> 1e-7; // Keras's own
                    case OFFICIAL -> 2e-7; // 1e-8 beside a loss of a twentieth
                    case PAPER, PYTORCH, TENSORFLOW, CNN, QUICK, EM -> 1e-8;
                  }));
      different.add(preset.configuration());
    }
    assertThat(different).hasSize(10);
  }

  private static void check(Preset preset, int batch, int epochs, int shift, int limit) {
    TrainingConfiguration training = preset.configuration().training();
    assertThat(training.batch()).isEqualTo(batch);
    assertThat(training.epochs()).isEqualTo(epochs);
    assertThat(training.shift()).isEqualTo(shift);
    assertThat(training.limit()).isEqualTo(limit);
  }

  @Test
  void ratesFallAsTheySay() {
    LearningRateSchedule official =
        Preset.OFFICIAL.configuration().training().decay().schedule(1e-3);
    assertThat((double) official.rate(2000, 4)).isCloseTo(0.96e-3, within(1e-9));
    assertThat((double) official.rate(1_000_000, 2000)).isCloseTo(1e-6, within(1e-12));

    LearningRateSchedule keras = Preset.KERAS.configuration().training().decay().schedule(1e-3);
    assertThat((double) keras.rate(1234, 2)).isCloseTo(0.81e-3, within(1e-9));

    LearningRateSchedule efficient =
        Preset.EFFICIENT.configuration().training().decay().schedule(5e-4);
    assertThat((double) efficient.rate(1234, 2)).isCloseTo(5e-4 * 0.9409, within(1e-9));
    assertThat((double) efficient.rate(1234, 140)).isCloseTo(5e-5, within(1e-11));

    RateDecay paper = Preset.PAPER.configuration().training().decay();
    assertThatThrownBy(() -> paper.schedule(1e-3)).isInstanceOf(IllegalStateException.class);
    for (long steps : new long[] {1407, 4690}) {
      LearningRateSchedule overRun = paper.resolved(steps).schedule(1e-3);
      assertThat((double) overRun.rate(0, 0)).isCloseTo(1e-3, within(1e-9));
      assertThat((double) overRun.rate(steps, 9)).isCloseTo(0, within(1e-12));
      assertThat((double) overRun.rate(steps / 5, 2)).isCloseTo(0.8e-3, within(1e-6));
    }
    assertThat(paper.resolved(10).resolved(20)).isEqualTo(paper.resolved(10));
  }
}
