package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Tape;
import capstan.capsnet.augmentation.EveryAugmentation;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings on images that are changed at random, and what they refuse. */
class AugmentedTrainingTest {
  private static final Dataset DATA = SmallRuns.digits(100, 20);
  private static final Map<String, Object> ALL = withShift();

  @TempDir private Path folder;

  private static Map<String, Object> withShift() {
    Map<String, Object> all = new HashMap<>(EveryAugmentation.SETTINGS);
    all.put("shift", 1.5);
    return Map.copyOf(all);
  }

  private static RunConfiguration with(RunConfiguration run, Map<String, ?> settings) {
    return run.withTraining(Setting.changed(run.training(), settings));
  }

  private static RunConfiguration tiny(Map<String, ?> settings) {
    return with(SmallRuns.run(SmallRuns.tinyNetwork(), 21, 2), settings);
  }

  private static List<float[]> train(int threads, Map<String, ?> settings) throws Exception {
    try (Backend backend = Backends.simd(threads);
        Trainer trainer = Trainer.start(tiny(settings), DATA, backend, TrainingListener.SILENT)) {
      assertThat(trainer.run().completed()).isTrue();
      return SmallRuns.weights(trainer);
    }
  }

  private static void same(List<float[]> found, List<float[]> expected) {
    for (int k = 0; k < expected.size(); k++) {
      assertThat(found.get(k)).isEqualTo(expected.get(k));
    }
  }

  /** 100 images in batches of 21 make five steps an epoch: it stops in the middle of the second. */
  @Test
  void threadsAndStopsChangeNoBit() throws Exception {
    List<float[]> one = train(1, ALL);
    same(train(2, ALL), one);
    same(train(3, ALL), one);
    AtomicReference<Trainer> running = new AtomicReference<>();
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            if (progress.step() == 7) {
              running.get().requestStop();
            }
          }
        };
    try (Backend backend = Backends.simd(2);
        RunFolder run = RunFolder.create(folder);
        Trainer trainer =
            Trainer.start(tiny(ALL), DATA, backend, run, SaveInterval.EPOCH, stopping)) {
      running.set(trainer);
      assertThat(trainer.run().step()).isEqualTo(7);
    }
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.resume(folder);
        Trainer trainer =
            Trainer.resume(
                run,
                Optional.of(tiny(ALL)),
                DATA,
                backend,
                SaveInterval.EPOCH,
                TrainingListener.SILENT)) {
      assertThat(trainer.run().completed()).isTrue();
      same(SmallRuns.weights(trainer), one);
    }
  }

  static Stream<String> settings() {
    return Stream.concat(EveryAugmentation.alone(), Stream.of("shift"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everySettingChangesTheTraining(String setting) throws Exception {
    List<float[]> plain = train(1, Map.of("shift", 1));
    Map<String, Object> one = new HashMap<>(Map.of("shift", 1));
    one.put(setting, ALL.get(setting));
    List<float[]> changed = train(1, one);
    assertThat(changed.getFirst()).isNotEqualTo(plain.getFirst());
    one.put("warped-target", false);
    assertThat(train(1, one).getLast()).as("biases of the drawing").isNotEqualTo(changed.getLast());
  }

  /** A decoder without weights draws everything 0.5, so that its error is known. */
  @Test
  void theErrorIsThatOfWhatIsToBeDrawn() {
    CapsNetConfiguration network = SmallRuns.tinyNetwork();
    CapsNet model = network.newModel();
    Tensor shown = Tensor.zeros(2, 28, 28, 1);
    Tensor drawn = Tensor.zeros(2, 28, 28, 1);
    drawn.fill(0.3f);
    Tensor targets = Tensor.zeros(2, 10);
    targets.set(1, 0, 3);
    targets.set(1, 1, 4);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), true);
      TrainingGraph graph = model.recordTraining(tape, shown, drawn, targets, 1);
      assertThat(reconstruction(graph))
          .isCloseTo(network.loss().reconstructionWeight() * 784 * 0.2 * 0.2, within(1e-5));
      graph = model.recordTraining(tape, shown, targets, 1);
      assertThat(reconstruction(graph))
          .isCloseTo(network.loss().reconstructionWeight() * 784 * 0.5 * 0.5, within(1e-5));
    }
  }

  private static double reconstruction(TrainingGraph graph) {
    Tensor value = graph.reconstruction().orElseThrow().value();
    return value.array()[value.offset()];
  }

  @Test
  void onlyADecoderGetsImagesToDraw() {
    assertThat(frames(tiny(ALL))).isEqualTo(2);
    assertThat(frames(tiny(Map.of("rotate", 5)))).isEqualTo(1);
    assertThat(frames(tiny(Map.of("rotate", 5, "warped-target", false)))).isEqualTo(2);
    RunConfiguration without = tiny(ALL).withModel(SmallRuns.tinyNetwork().with("decoder", false));
    assertThat(frames(without)).isEqualTo(1);
    assertThat(frames(with(Preset.CNN.configuration(), ALL))).isEqualTo(1);
  }

  /** Frames that a batch has of each image. */
  private static int frames(RunConfiguration run) {
    return TrainingImages.of(run, DATA).batches().pixelShape(1).extent(0);
  }

  @Test
  void whatHasNoEffectIsRefused() {
    refused(
        with(Preset.CNN.configuration(), Map.of("warped-target", false, "rotate", 5)),
        "warped-target: the network has no decoder that could draw images, found false");
    refused(
        tiny(Map.of("rotate", 5, "warped-target", false))
            .withModel(SmallRuns.tinyNetwork().with("decoder", false)),
        "warped-target: the network has no decoder that could draw images, found false");
    refused(
        tiny(Map.of("shift", 0, "noise", 0.1, "warped-target", false)),
        "warped-target: images are neither moved nor warped, mirrored or made brighter, found"
            + " false");
    for (String ofWarps : List.of("warp-share", "warp-until")) {
      refused(
          tiny(Map.of("rotate", 5, ofWarps, 0)),
          ofWarps + ": no image is turned, scaled, sheared or bent, found 0");
    }
    refused(
        tiny(Map.of("learning-rate", 1e-5, "decay", RateDecay.byEpoch(0.9, 5e-5))),
        "decay: the rate never falls below 0.00005, expected at most the learning rate of 0.00001");
    refused(tiny(Map.of("erase", 29)), "erase: a square of 29 pixels does not fit images of 28x28");
  }

  private static void refused(RunConfiguration run, String message) {
    assertThatThrownBy(() -> TrainingImages.of(run, DATA))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(message);
  }

  @Test
  void pairsAreOnlyShifted() {
    assertThatThrownBy(() -> TrainingPairs.of(tiny(Map.of("rotate", 5, "flip", true)), DATA))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "augmentation: overlapping pairs are shifted and nothing else, found rotate 5, flip"
                + " true");
    assertThatThrownBy(() -> TrainingPairs.of(tiny(Map.of("shift", 1.5)), DATA))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("shift: overlapping pairs move by whole pixels, found 1.5");
  }

  @Test
  void filesOfBeforeAreRead() throws Exception {
    RunConfiguration run = Preset.PAPER.configuration();
    String json = ConfigurationJson.write(run);
    String before =
        json.replaceFirst(",\\s+\"augmentation\" : \\{[^}]*}", "")
            .replace("\"shift\" : 2.0", "\"shift\" : 2");
    assertThat(before).doesNotContain("augmentation", "2.0");
    assertThat(ConfigurationJson.read("config.json", before, RunConfiguration.class))
        .isEqualTo(run);
    String beforeShares = json.replaceAll("\\s+\"warp(Share|Until)\" : 1.0,", "");
    assertThat(beforeShares).contains("augmentation").doesNotContain("warpShare", "warpUntil");
    assertThat(ConfigurationJson.read("config.json", beforeShares, RunConfiguration.class))
        .isEqualTo(run);
    RunConfiguration all = with(run, ALL);
    assertThat(
            ConfigurationJson.read(
                "config.json", ConfigurationJson.write(all), RunConfiguration.class))
        .isEqualTo(all);
    assertThatThrownBy(
            () ->
                ConfigurationJson.read(
                    "config.json",
                    json.replace("\"noise\" : 0.0", "\"noise\" : 2"),
                    RunConfiguration.class))
        .hasMessageContaining("noise must be from 0 to 1, found 2.0");
  }
}
