package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.Checksums;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.run.FrozenLayers;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that a training leaves as they are. */
class FrozenLayersTest {
  private static final Dataset DATA = SmallRuns.digits(60, 10);
  private static final int BATCH = 20;

  @TempDir private Path folder;

  private static RunConfiguration freezing(String... layers) {
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), BATCH, 2);
    return run.withTraining(run.training().with("freeze", List.of(layers)));
  }

  /** Numbers of each parameter, by its name. */
  private static Map<String, float[]> numbers(Model model) {
    Map<String, float[]> numbers = new HashMap<>();
    for (ModelParameter parameter : model.modelParameters()) {
      numbers.put(parameter.name(), parameter.toPyTorch().toArray());
    }
    return numbers;
  }

  private static boolean isOf(String layers, String parameter) {
    return List.of(layers.split(",")).stream().anyMatch(each -> parameter.startsWith(each + "."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv1",
        "conv1,primary_caps",
        "digit_caps",
        "primary_caps,decoder.0",
        "conv1,primary_caps,digit_caps",
        "digit_caps,decoder.0,decoder.2"
      })
  void frozenLayersStayAndOthersLearn(String layers) {
    RunConfiguration configuration = freezing(layers.split(","));
    Map<String, float[]> before = numbers(configuration.model().newModel(1));
    try (Backend backend = Backends.simd(2);
        Trainer trainer = Trainer.start(configuration, DATA, backend, TrainingListener.SILENT)) {
      trainer.run();
      trainer.model().modelParameters().stream()
          .filter(each -> isOf(layers, each.name()))
          .forEach(each -> assertThat(each.parameter().gradient().toArray()).containsOnly(0));
      numbers(trainer.model())
          .forEach(
              (name, after) -> {
                if (isOf(layers, name)) {
                  assertThat(after).describedAs(name).isEqualTo(before.get(name));
                } else {
                  assertThat(after).describedAs(name).isNotEqualTo(before.get(name));
                }
              });
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv1", "conv1,primary_caps", "digit_caps", "primary_caps,decoder.0"})
  void gradientsOfTheOthersHaveTheSameBits(String layers) {
    try (Backend backend = Backends.simd(2)) {
      Map<String, float[]> whole = gradients(backend, List.of());
      Map<String, float[]> frozen = gradients(backend, List.of(layers.split(",")));
      whole.forEach(
          (name, gradient) ->
              assertThat(frozen.get(name))
                  .describedAs(name)
                  .isEqualTo(isOf(layers, name) ? new float[gradient.length] : gradient));
    }
  }

  /** After the first batch; zeros where there is none. */
  private static Map<String, float[]> gradients(Backend backend, List<String> frozen) {
    Model model = SmallRuns.tinyNetwork().newModel(3);
    Tensor images = Tensor.zeros(BATCH, 28, 28, 1);
    Tensor targets = Tensor.zeros(BATCH, 10);
    for (int image = 0; image < BATCH; image++) {
      DATA.train().copyImage(image, images.array(), images.offset() + image * 28 * 28);
      targets.set(1, image, DATA.train().label(image));
    }
    Tape tape = new Tape(backend, new Workspace(), true);
    tape.hold(FrozenLayers.parameters(model, frozen));
    TrainingGraph graph = model.recordTraining(tape, images, targets, 3);
    tape.backward(graph.loss());
    Map<String, float[]> gradients = new HashMap<>();
    for (ModelParameter parameter : model.modelParameters()) {
      Parameter each = parameter.parameter();
      gradients.put(parameter.name(), each.gradient().toArray());
    }
    return gradients;
  }

  @Test
  void itGoesOnToTheSameBitsAndKeepsNoMomentsOfWhatIsFrozen() throws IOException {
    Map<String, float[]> whole = trained(folder.resolve("whole"), -1);
    Map<String, float[]> parts = trained(folder.resolve("parts"), 2);
    whole.forEach((name, each) -> assertThat(parts.get(name)).describedAs(name).isEqualTo(each));
    Checkpoint saved =
        SafetensorsFile.read(
            folder.resolve("parts").resolve("checkpoint.safetensors"), Checksums.REQUIRED);
    assertThat(saved.tensors().keySet())
        .contains("conv1.weight", "adam.first_moment.digit_caps.W")
        .doesNotContain("adam.first_moment.conv1.weight", "adam.second_moment.conv1.bias");
  }

  private static Map<String, float[]> trained(Path place, long stop) throws IOException {
    RunConfiguration configuration = freezing("conv1", "decoder.0");
    try (Backend backend = Backends.simd(1)) {
      try (RunFolder run = RunFolder.create(place);
          Trainer trainer = started(configuration, backend, run, stop)) {
        if (trainer.run().completed()) {
          return numbers(trainer.model());
        }
      }
      try (RunFolder run = RunFolder.resume(place);
          Trainer trainer = resumed(configuration, backend, run)) {
        trainer.run();
        return numbers(trainer.model());
      }
    }
  }

  private static Trainer started(
      RunConfiguration configuration, Backend backend, RunFolder run, long stop)
      throws IOException {
    Trainer[] started = new Trainer[1];
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            if (progress.step() == stop) {
              started[0].requestStop();
            }
          }
        };
    started[0] = Trainer.start(configuration, DATA, backend, run, SaveInterval.EPOCH, stopping);
    return started[0];
  }

  private static Trainer resumed(RunConfiguration configuration, Backend backend, RunFolder run)
      throws IOException {
    return Trainer.resume(
        run,
        Optional.of(configuration),
        DATA,
        backend,
        SaveInterval.EPOCH,
        TrainingListener.SILENT);
  }

  @Test
  void aRunGoesOnWithTheLayersItFroze() throws IOException {
    Path place = folder.resolve("run");
    try (Backend backend = Backends.simd(1)) {
      try (RunFolder run = RunFolder.create(place);
          Trainer trainer = started(freezing("conv1"), backend, run, 1)) {
        trainer.run();
      }
      try (RunFolder run = RunFolder.resume(place)) {
        assertThatThrownBy(() -> resumed(freezing(), backend, run))
            .isInstanceOf(InvalidCheckpointException.class)
            .hasMessageContaining("freeze");
      }
    }
  }

  @Test
  void layersMustBeThereAndOneMustLearn() {
    refused(freezing("conv1", "Conv2"), "'Conv2'", "conv1, primary_caps, digit_caps, decoder.0");
    String[] all =
        SmallRuns.tinyNetwork().newModel().layers().stream()
            .map(Layer::name)
            .toArray(String[]::new);
    refused(freezing(all), "all layers");
  }

  private static void refused(RunConfiguration configuration, String... words) {
    try (Backend backend = Backends.simd(1)) {
      assertThatThrownBy(() -> Trainer.requirePossible(configuration, DATA, backend))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContainingAll(words);
    }
  }

  @Test
  void filesWithoutTheKeyFreezeNothing() throws IOException {
    TrainingConfiguration training = freezing().training();
    String json = ConfigurationJson.write(training);
    String old = json.replaceFirst(",\\s*\"freeze\" : \\[ \\]", "");
    assertThat(old).doesNotContain("freeze");
    assertThat(ConfigurationJson.read("a test", old, TrainingConfiguration.class))
        .isEqualTo(training);
    String some = ConfigurationJson.write(freezing("conv1").training());
    assertThat(ConfigurationJson.read("a test", some, TrainingConfiguration.class).freeze())
        .containsExactly("conv1");
  }
}
