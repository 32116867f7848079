package capstan.capsnet.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.Checksums;
import capstan.capsnet.checkpoint.ElementType;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.idx.MnistFolder;
import capstan.capsnet.idx.RealMnist;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.DecoderInput;
import capstan.capsnet.network.Preset;
import capstan.capsnet.network.SmallCapsNets;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingListener;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What ONNX Runtime makes of exported files, beside the networks themselves, on 1,000 images: test
 * images of real MNIST where this machine has them, else drawn digits. Networks for MNIST are
 * trained for a moment first, so that their capsules are long.
 */
class OnnxRuntimeTest {
  private static final int IMAGES = 1000;
  private static final int BATCH = 100;
  private static final double MOST = 1e-5;

  private static Backend backend;
  private static Dataset digits;

  @TempDir private Path folder;

  @BeforeAll
  static void readDigits() throws IOException {
    backend = Backends.lookup("auto").backend();
    Path real = RealMnist.folder().orElse(null);
    digits = real == null ? DrawnDigits.dataset(2000, IMAGES, 3, 2) : MnistFolder.read(real);
    System.out.println("images: " + digits.origin());
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  /** The largest differences found, of numbers above 1 as parts of them. */
  private static final class Differences {
    private double largestScore;
    private double scores;
    private double capsules;
    private double reconstruction;
    private int otherClasses;
    private int images;

    private static double between(float ours, float theirs) {
      return Math.abs(ours - theirs) / Math.max(1, Math.abs(ours));
    }

    @Override
    public String toString() {
      return "%d images: scores up to %.2f differ by %.1e, capsules %.1e, reconstruction %.1e, classes %d"
          .formatted(images, largestScore, scores, capsules, reconstruction, otherClasses);
    }
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void presetsComputeTheSame(Preset preset) throws Exception {
    RunConfiguration run = preset.configuration();
    RunConfiguration brief =
        run.withTraining(
            run.training()
                .with("batch", 50)
                .with("epochs", 1)
                .with("limit", preset == Preset.QUICK ? 20_000 : 1000)
                .with("validation", 0));
    try (Trainer trainer = Trainer.start(brief, digits, backend, TrainingListener.SILENT)) {
      trainer.run();
      assertSame(preset.label(), trainer.model(), testImages());
    }
  }

  /** Untrained, with laws that make capsules as long as training does. */
  private static CapsNetConfiguration longCapsules() {
    return CapsNetPresets.quick()
        .with("initial-conv1", InitialDistribution.heUniform())
        .with("initial-primary", InitialDistribution.heUniform())
        .with("initial-w", InitialDistribution.normal(0.5))
        .with("initial-biases", InitialDistribution.normal(0.2));
  }

  static Stream<ModelConfiguration> otherNetworks() {
    CapsNetConfiguration quick = longCapsules();
    return Stream.of(
        quick.resized(new ImageExtents(32, 24, 3), 7),
        quick.with("routing-rounds", 5).resized(new ImageExtents(36, 36, 1), 47),
        quick.with("decoder", false).with("routing-rounds", 1),
        quick
            .with("decoder-input", DecoderInput.CHOSEN_CAPSULE)
            .with("digit-bias", true)
            .with("primary-relu", true)
            .with("primary-scale", 0.25)
            .resized(new ImageExtents(20, 28, 2), 2),
        SmallCapsNets.odd(),
        new BaselineCnnConfiguration(new ImageExtents(9, 12, 3), 4, 0.5));
  }

  @ParameterizedTest
  @MethodSource("otherNetworks")
  void otherNetworksComputeTheSame(ModelConfiguration network) throws Exception {
    Model model = network.newModel(7);
    Tensor noise = SmallCapsNets.images(IMAGES, network.image(), 5);
    assertSame(network.image() + ", " + network.classes() + " classes", model, noise);
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void halfTheBytesComputeTheSameAsTheirWeights(ElementType type) throws Exception {
    Model model = longCapsules().newModel(7);
    Path onnx = folder.resolve("half.onnx");
    OnnxExport.of(model, type, /* drawing= */ true).write(onnx, Map.of());
    Checkpoint.Builder exact = Checkpoint.builder();
    model.modelParameters().forEach(each -> exact.tensor(each.name(), each.toPyTorch()));
    Path weights = folder.resolve("half.safetensors");
    SafetensorsFile.write(weights, exact.build(), type);
    Checkpoint rounded = SafetensorsFile.read(weights, Checksums.REQUIRED);
    for (ModelParameter each : model.modelParameters()) {
      each.fromPyTorch(rounded.tensor(each.name(), each.layout().outside()));
    }
    assertSame(type.toString(), model, testImages(), onnx);
  }

  private static Tensor testImages() {
    Tensor images = Tensor.zeros(IMAGES, 28, 28, 1);
    for (int image = 0; image < IMAGES; image++) {
      digits.test().copyImage(image, images.array(), image * digits.test().imageSize());
    }
    return images;
  }

  private void assertSame(String name, Model model, Tensor images) throws Exception {
    Path file = folder.resolve("network.onnx");
    OnnxExport.of(model).write(file, Map.of());
    assertSame(name, model, images, file);
  }

  private static void assertSame(String name, Model model, Tensor images, Path file)
      throws OrtException {
    Differences found = new Differences();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(file.toString(), options)) {
      Network network = new Network(model);
      for (int start = 0; start < IMAGES; start += BATCH) {
        network.compare(environment, session, images.slice(start, BATCH), found);
      }
    }
    System.out.println(name + ": " + found);
    assertThat(found.images).isEqualTo(IMAGES);
    assertThat(found.largestScore).isGreaterThan(0.05);
    assertThat(found.scores).isLessThan(MOST);
    assertThat(found.capsules).isLessThan(MOST);
    assertThat(found.reconstruction).isLessThan(MOST);
  }

  /** Our side, a batch at a time. */
  private static final class Network {
    private final Model model;
    private final Tensor images;
    private final Tensor selection;
    private final Tape encoder = new Tape(backend, new Workspace(), false);
    private final Tape decoder = new Tape(backend, new Workspace(), false);
    private final InferenceGraph graph;
    private Variable drawn;

    Network(Model model) {
      this.model = model;
      ImageExtents image = model.configuration().image();
      images = Tensor.zeros(BATCH, image.height(), image.width(), image.channels());
      selection = Tensor.zeros(BATCH, model.configuration().classes());
      graph = model.recordInference(encoder, images);
      model
          .drawing()
          .ifPresent(
              drawing ->
                  drawn =
                      drawing.record(
                          decoder,
                          decoder.constant(graph.capsules().orElseThrow().value()),
                          decoder.constant(selection)));
    }

    void compare(OrtEnvironment environment, OrtSession session, Tensor batch, Differences found)
        throws OrtException {
      images.copyFrom(batch);
      encoder.forward();
      ImageExtents image = model.configuration().image();
      float[] first = channelsFirst(batch, image);
      long[] shape = {BATCH, image.channels(), image.height(), image.width()};
      try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(first), shape);
          OrtSession.Result result = session.run(Map.of("images", input))) {
        float[] scores = numbers(result, graph.capsules().isPresent() ? "lengths" : "logits");
        for (float score : scores) {
          found.largestScore = Math.max(found.largestScore, score);
        }
        found.scores = Math.max(found.scores, largest(graph.scores().value(), scores));
        long[] classes = (long[]) result.get("class").orElseThrow().getValue();
        int count = model.configuration().classes();
        selection.fill(0);
        for (int row = 0; row < BATCH; row++) {
          Tensor ours = graph.scores().value();
          int label = Prediction.largest(ours.array(), ours.offset() + row * count, count);
          found.otherClasses += label == classes[row] ? 0 : 1;
          selection.set(1, row, (int) classes[row]);
        }
        if (graph.capsules().isPresent()) {
          double largest = largest(graph.capsules().get().value(), numbers(result, "capsules"));
          found.capsules = Math.max(found.capsules, largest);
        }
        if (drawn != null) {
          decoder.forward();
          Tensor last = drawn.value().reshape(batch.shape());
          double largest =
              largest(
                  Tensor.of(Shape.of(first.length), channelsFirst(last, image)),
                  numbers(result, "reconstruction"));
          found.reconstruction = Math.max(found.reconstruction, largest);
        }
      }
      found.images += BATCH;
    }

    private static double largest(Tensor ours, float... theirs) {
      assertThat(theirs).hasSize(ours.elements());
      double largest = 0;
      for (int k = 0; k < theirs.length; k++) {
        double difference = Differences.between(ours.array()[ours.offset() + k], theirs[k]);
        assertThat(difference).isNotNaN();
        largest = Math.max(largest, difference);
      }
      return largest;
    }

    private static float[] numbers(OrtSession.Result result, String name) {
      OnnxTensor tensor = (OnnxTensor) result.get(name).orElseThrow();
      FloatBuffer buffer = tensor.getFloatBuffer();
      float[] numbers = new float[buffer.remaining()];
      buffer.get(numbers);
      return numbers;
    }

    private static float[] channelsFirst(Tensor last, ImageExtents image) {
      float[] first = new float[last.elements()];
      int places = image.height() * image.width();
      int channels = image.channels();
      for (int k = 0; k < first.length; k++) {
        int number = k / (places * channels);
        int channel = k / places % channels;
        first[k] =
            last.array()[last.offset() + (number * places + k % places) * channels + channel];
      }
      return first;
    }
  }
}
