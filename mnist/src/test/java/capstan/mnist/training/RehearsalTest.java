package capstan.mnist.training;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.model.CapsNetConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is rehearsed, nothing of it stays behind. */
class RehearsalTest {
  @ParameterizedTest
  @EnumSource
  void everyPresetCanBeRehearsed(Preset preset) {
    Rehearsal.start(preset.configuration().model(), "simd").close();
    assertThat(rehearsing()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "simd"})
  void oddNetworksAreNoObstacle(String backend) {
    CapsNetConfiguration odd =
        SmallRuns.tinyNetwork().toBuilder().primaryDimensions(40).classes(3).build();
    Rehearsal.start(odd, backend).close();
    assertThat(rehearsing()).isFalse();
  }

  private static boolean rehearsing() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("capstan-rehearsal"));
  }
}
