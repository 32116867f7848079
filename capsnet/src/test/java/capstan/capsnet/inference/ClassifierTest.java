package capstan.capsnet.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Tape;
import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inspect.EncodedImages;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.SmallCapsNets;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.training.SmallRuns;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingListener;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierTest {
  private static final Dataset DATA = SmallRuns.digits(20, 5);

  @TempDir private Path folder;

  private static float[] pixels(int image) {
    float[] pixels = new float[DATA.test().imageSize()];
    DATA.test().copyImage(image, pixels, 0);
    return pixels;
  }

  @Test
  void reconstructionIsTheTrainingGraphs() {
    CapsNet model = (CapsNet) SmallRuns.tinyNetwork().newModel(2);
    try (Classifier classifier = new Classifier(model, Backends.scalar())) {
      float[] image = pixels(3);
      Prediction prediction = classifier.predict(image);
      float[] drawn = classifier.reconstruct(image);
      double squares = 0;
      for (int k = 0; k < image.length; k++) {
        squares += (double) (drawn[k] - image[k]) * (drawn[k] - image[k]);
      }
      TrainingGraph graph =
          model.recordTraining(
              new Tape(Backends.scalar(), new Workspace(), true),
              Tensor.of(Shape.of(1, 28, 28, 1), image),
              SmallCapsNets.targets(10, prediction.label()),
              1);
      assertThat((double) graph.reconstruction().orElseThrow().value().get())
          .isCloseTo(0.0005 * squares, within(1e-6));
      assertThat(classifier.decode(classifier.capsules(image), prediction.label()))
          .isEqualTo(drawn);
      assertThat(classifier.decode(classifier.capsules(image), (prediction.label() + 1) % 10))
          .isNotEqualTo(drawn);
      assertThat(classifier.predict(pixels(4)).scores()).isNotEqualTo(prediction.scores());
      assertThat(classifier.predict(image)).isEqualTo(prediction);
    }
  }

  @Test
  void aSavedRunIsReadBack() throws IOException {
    RunConfiguration configuration = SmallRuns.run(SmallRuns.tinyNetwork(), 10, 1);
    Path path = folder.resolve("run");
    Model trained;
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.create(path);
        Trainer trainer =
            Trainer.start(
                configuration, DATA, backend, run, SaveInterval.EPOCH, TrainingListener.SILENT)) {
      trainer.run();
      trained = trainer.model();
      assertThat(run.readConfiguration(RunConfiguration.class)).isEqualTo(trainer.configuration());
    }
    for (Path source : new Path[] {path, path.resolve("checkpoint.safetensors")}) {
      try (Classifier read = Classifier.load(source, Backends.scalar());
          Classifier original = new Classifier(trained, Backends.scalar())) {
        assertThat(read.predict(pixels(0))).isEqualTo(original.predict(pixels(0)));
      }
    }
  }

  @Test
  void weightsOfAnotherProgramAreTakenForThePapersNetwork() throws IOException {
    Model model = CapsNetPresets.pytorch().newModel(1);
    Checkpoint.Builder checkpoint = Checkpoint.builder();
    for (ModelParameter parameter : model.modelParameters()) {
      checkpoint.tensor(parameter.name(), parameter.toPyTorch());
    }
    Path file = folder.resolve("foreign.safetensors");
    SafetensorsFile.write(file, checkpoint.build());
    SavedModel saved = SavedModel.load(file);
    assertThat(saved.configuration()).isEmpty();
    assertThat(saved.model().parameterCount()).isEqualTo(8_141_840);
    assertThat(saved.model().modelParameters().get(4).toPyTorch().toArray())
        .isEqualTo(model.modelParameters().get(4).toPyTorch().toArray());

    Path incomplete = folder.resolve("incomplete.safetensors");
    SafetensorsFile.write(
        incomplete,
        Checkpoint.builder().tensor("conv1.weight", Tensor.zeros(256, 1, 5, 5)).build());
    assertThatThrownBy(() -> SavedModel.load(incomplete))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("conv1.bias: missing")
        .hasMessageContaining("[256]");
  }

  @Test
  void whatANetworkCannotDoIsRefused() {
    try (Classifier classifier =
        new Classifier(
            SmallRuns.tinyNetwork().with("decoder", false).newModel(1), Backends.scalar())) {
      assertThatThrownBy(() -> classifier.reconstruct(pixels(0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("decoder");
      assertThatThrownBy(() -> classifier.predict(1, 2, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("784")
          .hasMessageContaining("3");
    }
    try (Classifier cnn =
        new Classifier(
            new BaselineCnnConfiguration(new ImageExtents(2, 2, 1), 2, 0).newModel(1),
            Backends.scalar())) {
      assertThatThrownBy(() -> cnn.capsules(0, 0, 0, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("capsules");
    }
  }

  @Test
  void aBackendGivenAwayIsClosedThoughNothingCanBeLoaded() throws InterruptedException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Path nothing = folder.resolve("nothing");
    assertThatThrownBy(() -> Classifier.load(nothing, Backends.simd(2)))
        .isInstanceOf(InvalidCheckpointException.class);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("capstan-worker") && !before.contains(thread)) {
        // Told to end, which may take it a moment.
        assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
      }
    }
  }

  @Test
  void weightsThatAreNoNumbersAreRefused() throws IOException {
    Model model = SmallRuns.tinyNetwork().newModel(1);
    Checkpoint.Builder weights = Checkpoint.builder();
    for (ModelParameter parameter : model.modelParameters()) {
      Tensor values = parameter.toPyTorch();
      if (parameter.name().equals("digit_caps.W")) {
        values.array()[values.offset() + 5] = Float.NaN;
      }
      weights.tensor(parameter.name(), values);
    }
    Path file = folder.resolve("nan.safetensors");
    SafetensorsFile.write(file, weights.build());
    assertThatThrownBy(() -> SavedModel.load(file, said -> SmallRuns.tinyNetwork()))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessage(file + ": tensor digit_caps.W holds NaN, expected finite numbers");
  }

  @Test
  void answersThatAreNoNumbersAreRefused() {
    CapsNet vast = (CapsNet) SmallRuns.tinyNetwork().newModel(1);
    vast.parameters().forEach(parameter -> parameter.value().fill(1e30f));
    try (Classifier classifier = new Classifier(vast, Backends.scalar());
        Backend backend = Backends.scalar()) {
      assertThatThrownBy(() -> classifier.predict(pixels(0)))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining("for the image: its weights");
      assertThatThrownBy(
              () ->
                  new Evaluation(vast, backend, 2)
                      .evaluate(DATA.test(), TrainingListener.SILENT, () -> false))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining("for image 0: its weights");
      assertThatThrownBy(
              () -> EncodedImages.encode(vast, backend, DATA.test(), TrainingListener.SILENT))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining("for image 0: its weights");
    }
  }
}
