package capstan.capsnet.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.checkpoint.ElementType;
import capstan.capsnet.efficient.EfficientCapsNetConfiguration;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.Convolution;
import capstan.capsnet.layer.Dense;
import capstan.capsnet.layer.Kernels;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.layer.OutputCapsules;
import capstan.capsnet.layer.PrimaryCapsules;
import capstan.capsnet.layer.Routing;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsuleCount;
import capstan.capsnet.network.DecoderInput;
import capstan.capsnet.network.SmallCapsNets;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The numbers of files: run by {@link OnnxInterpreter}, beside the network itself. */
class OnnxExportTest {
  private static final int BATCH = 3;
  private static final InitialDistribution WIDE = InitialDistribution.normal(0.4);
  private static final ImageExtents IMAGE = new ImageExtents(7, 6, 2);

  private static final EfficientCapsNetConfiguration EFFICIENT =
      EfficientCapsNetConfiguration.MNIST
          .with("primary-dimensions", 2)
          .with("feature-channels", List.of(3, 5, 4, 6))
          .with("digit-dimensions", 5)
          .with("decoder-hidden", List.of(7));

  /** Pixels of one image, channels last. */
  private static float[] pixels(Tensor images, int image) {
    return images.slice(image, 1).toArray();
  }

  /** [batch, channels, height, width]. */
  private static OnnxInterpreter.Values channelsFirst(Tensor images) {
    Shape shape = images.shape();
    OnnxInterpreter.Values values =
        new OnnxInterpreter.Values(
            shape.extent(0), shape.extent(3), shape.extent(1), shape.extent(2));
    int k = 0;
    for (int image = 0; image < shape.extent(0); image++) {
      for (int channel = 0; channel < shape.extent(3); channel++) {
        for (int y = 0; y < shape.extent(1); y++) {
          for (int x = 0; x < shape.extent(2); x++) {
            values.data()[k++] = images.get(image, y, x, channel);
          }
        }
      }
    }
    return values;
  }

  /** Everything that comes out of the file beside what the network says. */
  private static void assertSame(Model model, OnnxExport export, Tensor images) throws IOException {
    OnnxFile file = OnnxFile.written(export, Map.of());
    file.assertWellFormed();
    Map<String, OnnxInterpreter.Values> found =
        OnnxInterpreter.run(file, Map.of("images", channelsFirst(images)));
    int classes = model.configuration().classes();
    try (Classifier classifier = new Classifier(model, Backends.scalar())) {
      for (int image = 0; image < images.shape().extent(0); image++) {
        float[] pixels = pixels(images, image);
        float[] scores = classifier.predict(pixels).scoreArray();
        String name = file.outputs().containsKey("lengths") ? "lengths" : "logits";
        assertClose(name, found.get(name), image, scores);
        int label = (int) found.get("class").data()[image];
        for (float score : scores) {
          assertThat(scores[label]).isGreaterThanOrEqualTo(score - 1e-5f);
        }
        if (file.outputs().containsKey("capsules")) {
          assertThat(found.get("capsules").shape()[1]).isEqualTo(classes);
          assertClose(
              "capsules", found.get("capsules"), image, classifier.capsules(pixels).toArray());
        }
        if (file.outputs().containsKey("reconstruction")) {
          float[] drawn = classifier.decode(classifier.capsules(pixels), label);
          ImageExtents size = model.configuration().image();
          Tensor last = Tensor.of(size.shape(), drawn);
          OnnxInterpreter.Values first =
              channelsFirst(last.reshape(1, size.height(), size.width(), size.channels()));
          float[] expected = new float[drawn.length];
          for (int k = 0; k < expected.length; k++) {
            expected[k] = (float) first.data()[k];
          }
          assertClose("reconstruction", found.get("reconstruction"), image, expected);
        }
      }
    }
  }

  private static void assertClose(
      String name, OnnxInterpreter.Values found, int image, float... expected) {
    for (int k = 0; k < expected.length; k++) {
      assertThat(found.data()[image * expected.length + k])
          .as("%s of image %d, number %d", name, image, k)
          .isCloseTo(expected[k], offset(1e-5 * Math.max(1, Math.abs(expected[k]))));
    }
  }

  private static CapsNetConfiguration wide(CapsNetConfiguration from) {
    return from.with("initial-conv1", WIDE)
        .with("initial-primary", WIDE)
        .with("initial-w", WIDE)
        .with("initial-biases", InitialDistribution.normal(0.2));
  }

  @Property(tries = 60)
  void everyCapsuleNetworkComputesTheSame(
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 2, max = 5) int classes,
      @ForAll @IntRange(min = 1, max = 4) int rounds,
      @ForAll @IntRange(min = 1, max = 3) int types,
      @ForAll @IntRange(min = 1, max = 2) int stride,
      @ForAll @IntRange(min = 0, max = 2) int decoder,
      @ForAll @IntRange(min = 0, max = 2) int scale,
      @ForAll boolean relu,
      @ForAll boolean bias,
      @ForAll boolean epsilon,
      @ForAll @IntRange(min = 1, max = 1000) int seed)
      throws IOException {
    CapsNetConfiguration network =
        wide(SmallCapsNets.odd())
            .with("routing-rounds", rounds)
            .with("primary-types", types)
            .with("conv1-stride", stride)
            .with("decoder", decoder > 0)
            .with(
                "decoder-input",
                decoder == 1 ? DecoderInput.ALL_MASKED : DecoderInput.CHOSEN_CAPSULE)
            .with("primary-scale", List.of(1.0, 1.0 / 32, 3.0).get(scale))
            .with("primary-relu", relu)
            .with("digit-bias", bias)
            .with("squash-epsilon", epsilon ? 1e-7 : 0)
            .resized(new ImageExtents(9 + seed % 3, 8, channels), classes);
    Model model = network.newModel(seed);
    assertSame(model, OnnxExport.of(model), SmallCapsNets.images(BATCH, network.image(), seed));
  }

  @Test
  void stacksComputeTheSame() throws IOException {
    CapsNetConfiguration network =
        wide(SmallCapsNets.odd())
            .with("digit-layers", List.of(new CapsuleCount(5, 3), new CapsuleCount(3, 2)));
    Model model = network.newModel(4);
    assertSame(model, OnnxExport.of(model), SmallCapsNets.images(BATCH, network.image(), 2));
  }

  @Test
  void capsulesOfLengthZeroStayZero() throws IOException {
    CapsNetConfiguration network =
        SmallCapsNets.odd()
            .with("squash-epsilon", 0)
            .with("initial-biases", InitialDistribution.constant(0));
    Model model = network.newModel(1);
    assertSame(model, OnnxExport.of(model), Tensor.zeros(2, 9, 8, 2));
    Model efficient = EFFICIENT.resized(new ImageExtents(11, 12, 2), 3).newModel(1);
    assertSame(efficient, OnnxExport.of(efficient), Tensor.zeros(2, 11, 12, 2));
  }

  @Test
  void theBaselineComputesTheSame() throws IOException {
    Model model = new BaselineCnnConfiguration(new ImageExtents(3, 4, 2), 3, 0.5).newModel(1);
    assertSame(
        model, OnnxExport.of(model), SmallCapsNets.images(2, model.configuration().image(), 1));
  }

  @Property(tries = 20)
  void everyEfficientNetworkComputesTheSame(
      @ForAll @IntRange(min = 11, max = 17) int height,
      @ForAll @IntRange(min = 11, max = 15) int width,
      @ForAll @IntRange(min = 1, max = 2) int channels,
      @ForAll @IntRange(min = 2, max = 4) int classes,
      @ForAll boolean decoder,
      @ForAll @IntRange(min = 1, max = 1000) int seed)
      throws IOException {
    EfficientCapsNetConfiguration network =
        EFFICIENT
            .with("decoder", decoder)
            .resized(new ImageExtents(height, width, channels), classes);
    Model model = network.newModel(seed);
    for (ModelParameter parameter : model.modelParameters()) {
      Tensor value = parameter.parameter().value();
      for (int k = 0; k < value.elements(); k++) {
        value.array()[k] += (k + seed) % 7 * 0.05f;
      }
    }
    assertSame(model, OnnxExport.of(model), SmallCapsNets.images(BATCH, network.image(), seed));
  }

  private static PrimaryCapsules primary(Shape input, int types) {
    Kernels kernels = new Kernels(4 * types, 3, 2, 1);
    Convolution cut = new Convolution("primary.conv", input, kernels, Activation.TANH, WIDE, WIDE);
    return new PrimaryCapsules("primary", cut, types, 0.5, 1e-7);
  }

  private static OutputCapsules routed(String name, Shape input, int types, Shape output) {
    return new OutputCapsules(name, input, types, output, new Routing(2), WIDE, Optional.of(WIDE));
  }

  private static Convolution convolution(String name, Shape input) {
    return new Convolution(name, input, new Kernels(3, 3, 2, 2), Activation.SIGMOID, WIDE, WIDE);
  }

  /** Layers that find images, capsules and plain numbers in another order than they want them. */
  static List<Model> ownModels() {
    Shape image = IMAGE.shape();
    PrimaryCapsules primary = primary(image, 2);
    Convolution first = convolution("first", image);
    Dense drawn = new Dense("drawn", Shape.of(7), Shape.of(4, 3, 2), Activation.TANH, WIDE, WIDE);
    Convolution second = convolution("second", Shape.of(4, 3, 2));
    return List.of(
        new LayeredModel(IMAGE, 3, primary, routed("routed", primary.output(), 2, Shape.of(3, 5))),
        new LayeredModel(IMAGE, 3, primary, routed("routed", primary.output(), 4, Shape.of(3, 5))),
        new LayeredModel(
            IMAGE,
            3,
            primary,
            routed("first", primary.output(), 1, Shape.of(4, 6)),
            routed("second", Shape.of(4, 6), 2, Shape.of(3, 2))),
        new LayeredModel(
            IMAGE, 5, primary, new Dense("last", primary.output(), 5, Activation.NONE)),
        new LayeredModel(
            IMAGE,
            5,
            first,
            new Dense("flat", Shape.of(first.output().elements()), 7, Activation.RELU),
            drawn,
            second,
            new Dense("last", second.output(), 5, Activation.NONE)),
        new LayeredModel(IMAGE, 24, new Dense("flat", image, 7, Activation.NONE), drawn),
        new LayeredModel(
            IMAGE,
            4,
            new Dense("flat", Shape.of(84), 12, Activation.TANH),
            convolution("second", Shape.of(2, 3, 2)),
            routed("routed", Shape.of(9, 2), 3, Shape.of(4, 2))));
  }

  @Test
  void networksOfOnesOwnComputeTheSame() throws IOException {
    for (Model model : ownModels()) {
      assertSame(model, OnnxExport.of(model), SmallCapsNets.images(BATCH, IMAGE, 3));
    }
  }

  @Test
  void halfAsManyBytesAreCastBeforeUse() throws IOException {
    Model model = SmallCapsNets.odd().newModel(1);
    for (ElementType type : List.of(ElementType.F16, ElementType.BF16)) {
      OnnxFile file = OnnxFile.written(OnnxExport.of(model, type, /* drawing= */ true), Map.of());
      file.assertWellFormed();
      OnnxFile.Initializer stored = file.initializers().get("digit_caps.W");
      assertThat(stored.type()).isEqualTo(type == ElementType.F16 ? 10 : 16);
      float[] exact = model.modelParameters().get(4).toPyTorch().toArray();
      double step = type == ElementType.F16 ? 1.0 / 2048 : 1.0 / 256;
      for (int k = 0; k < exact.length; k++) {
        double allowed = Math.max(Math.abs(exact[k]) * step, 1e-7);
        assertThat(stored.numbers()[k]).isCloseTo(exact[k], offset(allowed));
      }
      assertThat(file.nodes())
          .filteredOn(node -> node.type().equals("Cast"))
          .hasSize(model.modelParameters().size())
          .allMatch(node -> node.attribute("to") == 1);
      // The same numbers as of a network that has the rounded weights.
      model.modelParameters().forEach(each -> each.fromPyTorch(rounded(file, each)));
      assertSame(
          model,
          OnnxExport.of(model, type, /* drawing= */ true),
          SmallCapsNets.images(BATCH, model.configuration().image(), 2));
    }
  }

  private static Tensor rounded(OnnxFile file, ModelParameter parameter) {
    double[] numbers = file.initializers().get(parameter.name()).numbers();
    Tensor values = Tensor.zeros(parameter.layout().outside());
    for (int k = 0; k < numbers.length; k++) {
      values.array()[k] = (float) numbers[k];
    }
    return values;
  }
}
