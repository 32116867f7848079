package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.Selection;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.setting.Setting;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting of a training changes it and is kept with the run, which goes on with no other. */
class RecordedSettingsTest {
  private static final Dataset DATA = SmallRuns.digits(40, 10);

  /** They choose among the weights, which may be the last all the same. */
  private static final Set<String> CHOOSING = Set.of("keep", "patience");

  @TempDir private Path folder;

  static Stream<String> settings() {
    return Setting.of(TrainingConfiguration.class).stream().map(Setting::name);
  }

  /** Two epochs of three steps. */
  private static RunConfiguration usual() {
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), 10, 2);
    return run.withTraining(
        Setting.changed(
            run.training(), Map.of("limit", 30, "validation", 5, "shift", 2, "rotate", 5)));
  }

  private static Object another(Object value) {
    return switch (value) {
      case Boolean truth -> !truth;
      case Integer number -> number + 2;
      case Long number -> number + 2;
      case Double number -> number == 0 ? 0.01 : number / 2;
      case Selection.Keep _ -> Selection.Keep.BEST;
      case RateDecay _ -> RateDecay.cosine(0.5);
      case List<?> _ -> List.of("conv1");
      default -> throw new AssertionError("no other value than " + value + " is known");
    };
  }

  @ParameterizedTest
  @MethodSource("settings")
  void isUsedAndKept(String name) throws IOException {
    Setting setting =
        Setting.of(TrainingConfiguration.class).stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    TrainingConfiguration training = usual().training();
    RunConfiguration changed =
        usual().withTraining(training.with(name, another(setting.valueIn(training))));
    List<float[]> whole = trained(changed, folder.resolve("whole"), false);
    if (!CHOOSING.contains(name)) {
      assertThat(whole.getLast())
          .isNotEqualTo(trained(usual(), folder.resolve("usual"), false).getLast());
    }
    List<float[]> parts = trained(changed, folder.resolve("parts"), true);
    for (int k = 0; k < whole.size(); k++) {
      assertThat(parts.get(k)).isEqualTo(whole.get(k));
    }
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.resume(folder.resolve("parts"))) {
      assertThatThrownBy(() -> resumed(run, Optional.of(usual()), backend))
          .isInstanceOf(InvalidCheckpointException.class)
          .hasMessageContaining(
              setting.path().stream().map(Setting::words).collect(Collectors.joining(" ")));
    }
  }

  /** To the end, or stopped after the first step and gone on with from its folder alone. */
  private static List<float[]> trained(RunConfiguration configuration, Path place, boolean stops)
      throws IOException {
    Trainer[] running = new Trainer[1];
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            if (stops) {
              running[0].requestStop();
            }
          }
        };
    try (Backend backend = Backends.simd(1)) {
      RunConfiguration started;
      try (RunFolder run = RunFolder.create(place);
          Trainer trainer =
              Trainer.start(configuration, DATA, backend, run, SaveInterval.EPOCH, stopping)) {
        running[0] = trainer;
        started = trainer.configuration();
        assertThat(trainer.run().completed()).isEqualTo(!stops);
        if (!stops) {
          return SmallRuns.weights(trainer);
        }
      }
      try (RunFolder run = RunFolder.resume(place);
          Trainer trainer = resumed(run, Optional.empty(), backend)) {
        assertThat(trainer.configuration()).isEqualTo(started);
        assertThat(run.readConfiguration(RunConfiguration.class)).isEqualTo(started);
        assertThat(trainer.run().completed()).isTrue();
        return SmallRuns.weights(trainer);
      }
    }
  }

  private static Trainer resumed(
      RunFolder run, Optional<RunConfiguration> requested, Backend backend) throws IOException {
    return Trainer.resume(
        run, requested, DATA, backend, SaveInterval.EPOCH, TrainingListener.SILENT);
  }
}
