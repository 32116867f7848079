package capstan.capsnet.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.Preset;
import capstan.capsnet.training.SmallRuns;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is rehearsed, nothing of it stays behind. */
class RehearsalTest {
  @ParameterizedTest
  @EnumSource
  void everyPresetCanBeRehearsed(Preset preset) {
    Rehearsal.start(preset.configuration().model(), true).close();
    assertThat(rehearsing()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oddNetworksAreNoObstacle(boolean vectorLoops) {
    CapsNetConfiguration odd =
        SmallRuns.tinyNetwork().with("primary-dimensions", 40).resized(ImageExtents.MNIST, 3);
    Rehearsal.start(odd, vectorLoops).close();
    assertThat(rehearsing()).isFalse();
  }

  @Test
  void aNetworkThatCannotBeIsLeftToTheTraining() {
    CapsNetConfiguration vast =
        SmallRuns.tinyNetwork()
            .with("conv1-kernels", 1)
            .with("decoder", false)
            .resized(new ImageExtents(15_008, 15_008, 1), 10);
    AtomicReference<Throwable> uncaught = new AtomicReference<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.set(failure));
    try {
      Rehearsal.start(vast, true).finish();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(uncaught).hasNullValue();
    assertThat(rehearsing()).isFalse();
  }

  @Test
  void aTrainingGoesOnWithTheEarlyOneIfItIsTheSame() {
    CapsNetConfiguration network = SmallRuns.tinyNetwork();
    Rehearsal early = Rehearsal.startEarly(() -> network);
    Rehearsal first = Rehearsal.start(SmallRuns.tinyNetwork(), true);
    Rehearsal second = Rehearsal.start(network, true);
    assertThat(first).isSameAs(early);
    assertThat(second).isNotSameAs(early);
    first.close();
    second.close();
    assertThat(rehearsing()).isFalse();
  }

  @Test
  void anEarlyOneOfAnotherNetworkEnds() {
    Rehearsal early = Rehearsal.startEarly(() -> SmallRuns.tinyNetwork());
    Rehearsal own = Rehearsal.start(SmallRuns.tinyNetwork().resized(ImageExtents.MNIST, 3), true);
    assertThat(own).isNotSameAs(early);
    own.close();
    early.finish();
    assertThat(rehearsing()).isFalse();
  }

  private static boolean rehearsing() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("capstan-rehearsal"));
  }
}
