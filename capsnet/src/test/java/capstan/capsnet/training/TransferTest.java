package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.DecoderInput;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.StartingWeights;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that start from the weights of others. */
class TransferTest {
  private static final Dataset DIGITS = SmallRuns.digits(60, 10);
  private static final Dataset FIVE =
      new Dataset("five", five(DIGITS.train()), five(DIGITS.test()));

  @TempDir private Path folder;

  /** Digits below 5 alone. */
  private static ImageSet five(ImageSet all) {
    int[] below = IntStream.range(0, all.count()).filter(image -> all.label(image) < 5).toArray();
    byte[] pixels = new byte[below.length * all.imageSize()];
    byte[] labels = new byte[below.length];
    for (int i = 0; i < below.length; i++) {
      System.arraycopy(all.image(below[i]), 0, pixels, i * all.imageSize(), all.imageSize());
      labels[i] = (byte) all.label(below[i]);
    }
    return ImageSet.owning("five", all.height(), all.width(), 1, 5, pixels, labels);
  }

  private static RunConfiguration tiny() {
    return SmallRuns.run(SmallRuns.tinyNetwork(), 20, 2);
  }

  /** A network after a few steps. */
  private SavedModel trained(RunConfiguration configuration, Dataset data) throws IOException {
    Path place = folder.resolve("source");
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.create(place);
        Trainer trainer =
            Trainer.start(
                configuration, data, backend, run, SaveInterval.EPOCH, TrainingListener.SILENT)) {
      trainer.run();
    }
    return SavedModel.load(place);
  }

  /** As it begins, before the first step. */
  private Model begun(Transfer transfer, Dataset data) throws IOException {
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.create(folder.resolve("new"));
        Trainer trainer =
            Trainer.start(
                transfer, data, backend, run, SaveInterval.EPOCH, TrainingListener.SILENT)) {
      return trainer.model();
    }
  }

  private static float[] numbers(Model model, String parameter) {
    return model.modelParameters().stream()
        .filter(each -> each.name().equals(parameter))
        .map(ModelParameter::toPyTorch)
        .findFirst()
        .orElseThrow()
        .toArray();
  }

  private static List<String> names(Model model) {
    return model.modelParameters().stream().map(ModelParameter::name).toList();
  }

  private static List<String> anew(Transfer transfer) {
    return transfer.configuration().startedFrom().getFirst().anew();
  }

  @Test
  void allIsTakenBitForBitWhereNothingDiffers() throws IOException {
    SavedModel source = trained(tiny(), DIGITS);
    RunConfiguration other = tiny().withTraining(tiny().training().with("seed", 77));
    Transfer transfer = Transfer.of(other, source);
    assertThat(anew(transfer)).isEmpty();
    Model model = begun(transfer, DIGITS);
    for (String parameter : names(model)) {
      assertThat(numbers(model, parameter))
          .describedAs(parameter)
          .isEqualTo(numbers(source.model(), parameter));
    }
  }

  @Test
  void layersThatDependOnTheClassesBeginAnew() throws IOException {
    SavedModel source = trained(tiny(), DIGITS);
    RunConfiguration fitted = tiny().fittedTo(FIVE.train());
    Transfer transfer = Transfer.of(fitted, source);
    assertThat(anew(transfer)).containsExactly("digit_caps", "decoder.0");
    Model model = begun(transfer, FIVE);
    Model initial = fitted.model().newModel(fitted.training().seed());
    for (Layer layer : model.layers()) {
      Model expected = anew(transfer).contains(layer.name()) ? initial : source.model();
      for (ModelParameter parameter : layer.parameters()) {
        assertThat(parameter.toPyTorch().toArray())
            .describedAs(parameter.name())
            .isEqualTo(numbers(expected, parameter.name()));
      }
    }
    assertThat(numbers(model, "conv1.weight")).isNotEqualTo(numbers(initial, "conv1.weight"));
  }

  @Test
  void aDecoderOfTheChosenCapsuleIsTakenForOtherClasses() throws IOException {
    RunConfiguration chosen =
        tiny()
            .withModel(SmallRuns.tinyNetwork().with("decoder-input", DecoderInput.CHOSEN_CAPSULE));
    SavedModel source = trained(chosen, DIGITS);
    assertThat(anew(Transfer.of(chosen.fittedTo(FIVE.train()), source)))
        .containsExactly("digit_caps");
  }

  @Test
  void ofTheCnnTheLastLayerBeginsAnew() {
    SavedModel source = untrained(BaselineCnnConfiguration.MNIST);
    ModelConfiguration five =
        BaselineCnnConfiguration.MNIST.resized(new ImageExtents(28, 28, 1), 5);
    assertThat(anew(Transfer.of(tiny().withModel(five), source))).containsExactly("fc3");
  }

  @Test
  void layersThatDependOnTheSizeOfTheImagesBeginAnew() {
    SavedModel source = untrained(SmallRuns.tinyNetwork());
    ModelConfiguration larger = SmallRuns.tinyNetwork().resized(new ImageExtents(32, 32, 1), 10);
    assertThat(anew(Transfer.of(tiny().withModel(larger), source)))
        .containsExactly("digit_caps", "decoder.2");
  }

  private static SavedModel untrained(ModelConfiguration network) {
    return new SavedModel(
        network.newModel(),
        ImageSet.numbersOf(network.classes()),
        false,
        Optional.empty(),
        Optional.empty(),
        Path.of("weights.safetensors"),
        Optional.empty(),
        Optional.empty());
  }

  private static void refused(ModelConfiguration wanted, SavedModel source, String... words) {
    RunConfiguration requested = tiny().withModel(wanted);
    assertThatThrownBy(() -> Transfer.of(requested, source))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("weights.safetensors: ")
        .hasMessageContainingAll(words);
  }

  @Test
  void anyOtherDifferenceIsRefused() {
    SavedModel source = untrained(SmallRuns.tinyNetwork());
    refused(
        SmallRuns.tinyNetwork().with("conv1-kernels", 6),
        source,
        "tensor conv1.weight: found [5, 1, 9, 9], expected [6, 1, 9, 9]");
    refused(
        SmallRuns.tinyNetwork().with("decoder", false),
        source,
        "tensor decoder.0.weight: found [7, 160], expected none");
    refused(
        SmallRuns.tinyNetwork().with("digit-bias", true),
        source,
        "tensor digit_caps.bias: found none, expected [10, 16]");
    refused(
        SmallRuns.tinyNetwork().resized(new ImageExtents(28, 28, 3), 10),
        source,
        "tensor conv1.weight: found [5, 1, 9, 9], expected [5, 3, 9, 9]");
    refused(
        BaselineCnnConfiguration.MNIST, source, "tensor conv1.weight", "expected [256, 1, 5, 5]");
  }

  @Test
  void whereTheWeightsCameFromIsRecordedAndOlderFilesAreRead() throws IOException {
    SavedModel source = trained(tiny(), DIGITS);
    RunConfiguration first = Transfer.of(tiny(), source).configuration();
    assertThat(first.startedFrom())
        .containsExactly(new StartingWeights("source", source.checksum(), List.of()));
    assertThat(source.checksum()).matches("[0-9a-f]{8}");
    String json = ConfigurationJson.write(first);
    assertThat(ConfigurationJson.read("a test", json, RunConfiguration.class)).isEqualTo(first);
    String old = ConfigurationJson.write(tiny());
    assertThat(old).doesNotContain("startedFrom");
    assertThat(ConfigurationJson.read("a test", old, RunConfiguration.class)).isEqualTo(tiny());
    assertThatThrownBy(() -> Trainer.requirePossible(first, DIGITS, Backends.simd(1)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("source");
  }

  @Test
  void anAverageBeginsAtTheWeightsTaken() throws IOException {
    SavedModel source = trained(tiny(), DIGITS);
    RunConfiguration fitted = tiny().fittedTo(FIVE.train());
    RunConfiguration averaged =
        fitted.withTraining(fitted.training().with("average", 0.9).with("epochs", 0));
    Model model = trainedOn(Transfer.of(averaged, source), folder.resolve("averaged"), 0);
    assertThat(numbers(model, "conv1.weight")).isEqualTo(numbers(source.model(), "conv1.weight"));
  }

  @Test
  void stoppedAtOnceItGoesOnToTheSameBitsWithoutItsSource() throws IOException {
    SavedModel source = trained(tiny(), DIGITS);
    Transfer transfer = Transfer.of(tiny().fittedTo(FIVE.train()), source);
    Model whole = trainedOn(transfer, folder.resolve("whole"), 0);
    Model parts = trainedOn(transfer, folder.resolve("parts"), 1);
    for (String parameter : names(whole)) {
      assertThat(numbers(parts, parameter))
          .describedAs(parameter)
          .isEqualTo(numbers(whole, parameter));
    }
  }

  /** Stopped before its first step if asked, and gone on with from its folder alone. */
  private static Model trainedOn(Transfer transfer, Path place, int stops) throws IOException {
    try (Backend backend = Backends.simd(1)) {
      try (RunFolder run = RunFolder.create(place);
          Trainer trainer =
              Trainer.start(
                  transfer, FIVE, backend, run, SaveInterval.EPOCH, TrainingListener.SILENT)) {
        if (stops > 0) {
          trainer.requestStop();
        }
        trainer.run();
        if (stops == 0) {
          return trainer.model();
        }
      }
      try (RunFolder run = RunFolder.resume(place);
          Trainer trainer =
              Trainer.resume(
                  run,
                  Optional.of(tiny().fittedTo(FIVE.train())),
                  FIVE,
                  backend,
                  SaveInterval.EPOCH,
                  TrainingListener.SILENT)) {
        assertThat(trainer.configuration().startedFrom()).hasSize(1);
        trainer.run();
        return trainer.model();
      }
    }
  }
}
