package capstan.capsnet.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.check.GradientCheck;
import capstan.autograd.init.InitialDistribution;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each layer: shapes, names, refusals, and its gradient through everything that it learns. */
class LayersTest {
  private static final Shape IMAGE = Shape.of(7, 6, 2);
  private static final InitialDistribution WIDE = InitialDistribution.normal(0.5);

  private static PrimaryCapsules primary(double scale, Activation activation) {
    Kernels kernels = new Kernels(6, 3, 2, 0);
    Convolution cut = new Convolution("primary.conv", IMAGE, kernels, activation, WIDE, WIDE);
    return new PrimaryCapsules("primary", cut, 2, scale, 1e-7);
  }

  private static OutputCapsules output(
      Shape input, int types, Routing routing, Optional<InitialDistribution> biases) {
    return new OutputCapsules("output", input, types, Shape.of(3, 4), routing, WIDE, biases);
  }

  static Stream<Layer> layers() {
    return Stream.of(
        new Convolution("conv", IMAGE, new Kernels(3, 3, 2, 1), Activation.TANH, WIDE, WIDE),
        new Convolution("conv", IMAGE, new Kernels(3, 2), Activation.RELU, WIDE, WIDE),
        new Dense("dense", Shape.of(5), Shape.of(3), Activation.SIGMOID, WIDE, WIDE),
        new Dense("dense", IMAGE, Shape.of(2, 2, 3), Activation.NONE, WIDE, WIDE),
        primary(1, Activation.NONE),
        primary(0.5, Activation.TANH),
        output(Shape.of(4, 2), 2, new Routing(1), Optional.empty()),
        output(Shape.of(4, 2), 2, new Routing(3), Optional.of(WIDE)),
        windows(new CapsuleGrid(3, 4, 2, 2), 2, 1, new Routing(1)),
        windows(new CapsuleGrid(5, 3, 1, 3), 3, 2, new Routing(3)),
        new BatchNormalization("norm", IMAGE),
        new DepthwiseCapsules("depthwise", Shape.of(3, 2, 6), 3),
        new SelfAttentionCapsules("attention", Shape.of(4, 2), Shape.of(3, 5)));
  }

  private static ConvolutionalCapsules windows(
      CapsuleGrid below, int size, int stride, Routing routing) {
    Shape window = Shape.of(size * size * below.types(), below.dimensions());
    OutputCapsules each = output(window, below.types(), routing, Optional.empty());
    return new ConvolutionalCapsules(below, size, stride, each);
  }

  private static Parameter random(Shape shape) {
    ModelParameter x = new ModelParameter("x", WeightLayout.same(shape.extents()), WIDE, 1, 1);
    x.initialise(5, 99);
    return x.parameter();
  }

  private static Parameter inputOf(Layer layer, int batch) {
    int[] extents = new int[layer.input().rank() + 1];
    extents[0] = batch;
    System.arraycopy(layer.input().extents(), 0, extents, 1, extents.length - 1);
    return random(Shape.of(extents));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void gradientsAreThoseOfDifferences(Layer layer) {
    Layer.initialise(List.of(layer), 3);
    Parameter x = inputOf(layer, 2);
    Parameter[] all =
        Stream.concat(
                Stream.of(x),
                layer.parameters().stream()
                    .filter(ModelParameter::isLearned)
                    .map(ModelParameter::parameter))
            .toArray(Parameter[]::new);
    try (Backend backend = Backends.simd(2)) {
      GradientCheck.of(tape -> layer.apply(tape.parameter(x)), all).run(backend).orThrow();
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theOutputAndTheRowAreThoseSaid(Layer layer) {
    Parameter x = inputOf(layer, 3);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), false);
      Shape found = layer.apply(tape.constant(x.value())).shape();
      assertThat(found.extent(0)).isEqualTo(3);
      assertThat(found.elements()).isEqualTo(3 * layer.output().elements());
      assertThat(found.extent(-1)).isEqualTo(layer.output().extent(-1));
      assertThat(layer.scratchBytes(backend, 3)).isNotNegative();
    }
    LayerSummary row = layer.summary();
    assertThat(row.output()).isEqualTo(layer.output());
    assertThat(row.flops()).isPositive();
    assertThat(row.parameters())
        .isEqualTo(
            layer.parameters().stream()
                .filter(ModelParameter::isLearned)
                .mapToLong(each -> each.parameter().shape().elements())
                .sum());
    assertThat(layer.parameters()).allMatch(each -> each.name().startsWith(layer.name()));
  }

  @Test
  void layersArePutTogetherByTheirOutputs() {
    Convolution conv = new Convolution("conv1", IMAGE, new Kernels(4, 3), Activation.RELU);
    PrimaryCapsules primary = new PrimaryCapsules("primary_caps", conv.output(), 2, 3, 3, 1);
    OutputCapsules parts = new OutputCapsules("parts", primary, Shape.of(5, 4), new Routing(2));
    OutputCapsules wholes =
        output(parts.output(), 5, new Routing(1, false, 1e-7), Optional.empty());
    assertThat(conv.output()).isEqualTo(Shape.of(5, 4, 4));
    assertThat(primary.output()).isEqualTo(Shape.of(3 * 2 * 2, 3));
    assertThat(wholes.input()).isEqualTo(Shape.of(5, 4));
    List<Layer> layers = List.of(conv, primary, parts, wholes);
    assertThat(Layer.parameters(layers))
        .extracting(each -> each.name() + " " + each.layout().outside())
        .containsExactly(
            "conv1.weight [4, 2, 3, 3]",
            "conv1.bias [4]",
            "primary_caps.conv.weight [6, 4, 3, 3]",
            "primary_caps.conv.bias [6]",
            "parts.W [1, 12, 5, 4, 3]",
            "output.W [1, 5, 3, 4, 4]");
    assertThat(
            layers.stream().map(Layer::summary).map(row -> row.name() + ": " + row.description()))
        .containsExactly(
            "Conv1: 4 kernels 3x3x2, stride 1, ReLU",
            "PrimaryCaps: 2 types x 3 kernels 3x3x4, stride 1, squash",
            "Parts: W[i,j] 4x3, 2 rounds of routing",
            "Output: W[i,j] 4x4, 1 round of routing");
  }

  @Test
  void initialValuesDependOnTheSeedAndThePlace() {
    Dense one = new Dense("one", Shape.of(4), 4, Activation.NONE);
    Dense two = new Dense("two", Shape.of(4), 4, Activation.NONE);
    Layer.initialise(List.of(one, two), 7);
    float[] first = one.weight().toPyTorch().toArray();
    assertThat(two.weight().toPyTorch().toArray()).isNotEqualTo(first);
    assertThat(one.bias().toPyTorch().toArray()).containsOnly(0);
    Layer.initialise(List.of(two, one), 7);
    assertThat(two.weight().toPyTorch().toArray()).isEqualTo(first);
  }

  @Test
  void layersMayShareWhatTheyLearn() {
    Dense one = new Dense("one", Shape.of(4), 4, Activation.TANH);
    Dense again = new Dense("again", Shape.of(4), Activation.TANH, one.weight(), one.bias());
    Layer.initialise(List.of(one), 1);
    Parameter x = random(Shape.of(2, 4));
    try (Backend backend = Backends.scalar()) {
      GradientCheck.of(
              tape -> again.apply(one.apply(tape.parameter(x))),
              x,
              one.weight().parameter(),
              one.bias().parameter())
          .run(backend)
          .orThrow();
    }
  }

  @ParameterizedTest
  @EnumSource
  void activationsEndADescription(Activation activation) {
    Dense layer = new Dense("fc1", IMAGE, 3, activation);
    String end = activation == Activation.NONE ? "" : ", " + activation;
    assertThat(layer.description()).isEqualToIgnoringCase("84 -> 3" + end);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), false);
      Variable y = activation.apply(tape.constant(Tensor.of(Shape.of(2), -1, 2)));
      float[] expected =
          switch (activation) {
            case NONE -> new float[] {-1, 2};
            case RELU -> new float[] {0, 2};
            case SIGMOID -> new float[] {0.26894143f, 0.880797f};
            case TANH -> new float[] {-0.7615942f, 0.9640276f};
          };
      assertThat(y.value().toArray()).containsExactly(expected, offset(1e-6f));
    }
  }

  /** Each window, cut out by itself, and routed as the only one. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "2, 2", "3, 1", "3, 2"})
  void eachWindowIsRoutedByItself(int size, int stride) {
    CapsuleGrid below = new CapsuleGrid(4, 5, 2, 3);
    ConvolutionalCapsules layer = windows(below, size, stride, new Routing(3));
    Layer.initialise(List.of(layer), 3);
    Tensor x = inputOf(layer, 2).value();
    CapsuleGrid above = layer.grid();
    assertThat(above.height()).isEqualTo((4 - size) / stride + 1);
    assertThat(above.width()).isEqualTo((5 - size) / stride + 1);
    try (Backend backend = Backends.scalar()) {
      Tensor all = layer.apply(new Tape(backend, new Workspace(), false).constant(x)).value();
      for (int image = 0; image < 2; image++) {
        for (int place = 0; place < above.height() * above.width(); place++) {
          Tensor window = Tensor.zeros(1, size * size * 2, 3);
          for (int i = 0; i < window.elements(); i++) {
            int under = i / 6;
            int y = place / above.width() * stride + under / size;
            int column = place % above.width() * stride + under % size;
            window.array()[i] = x.get(image, (y * 5 + column) * 2 + i / 3 % 2, i % 3);
          }
          Tape tape = new Tape(backend, new Workspace(), false);
          Tensor alone = layer.window().apply(tape.constant(window)).value();
          for (int type = 0; type < 3; type++) {
            for (int e = 0; e < 4; e++) {
              assertThat(all.get(image, place * 3 + type, e))
                  .isCloseTo(alone.get(0, type, e), offset(1e-6f));
            }
          }
        }
      }
    }
  }

  @Test
  void whatWindowsTakeIsCounted() {
    ConvolutionalCapsules layer = windows(new CapsuleGrid(6, 5, 2, 8), 3, 1, new Routing(1));
    try (Backend backend = Backends.simd(1)) {
      int problems = 4 * 12;
      assertThat(layer.scratchBytes(backend, 4))
          .isEqualTo(
              layer.window().scratchBytes(backend, problems)
                  + 2L * Float.BYTES * problems * (3 * 3 * 2 * 8));
    }
  }

  /** At the border a convolution sees zeros, not what they would be normalized. */
  @Test
  void aConvolutionWithPaddingReadsWhatWasNormalized() {
    BatchNormalization norm = new BatchNormalization("norm", IMAGE);
    Convolution conv =
        new Convolution("conv", IMAGE, new Kernels(3, 3, 1, 1), Activation.TANH, WIDE, WIDE);
    Layer.initialise(List.of(norm, conv), 3);
    Tensor x = inputOf(norm, 2).value();
    try (Backend backend = Backends.simd(1)) {
      Tape tape = new Tape(backend, new Workspace(), false);
      float[] same = norm.apply(tape.constant(x)).value().toArray();
      for (int k = 0; k < same.length; k++) {
        // As it starts it does nothing more than divide by the root of 1.001.
        assertThat(same[k]).isCloseTo(x.array()[x.offset() + k] / 1.0005f, offset(1e-5f));
      }
      norm.bias().parameter().value().fill(2);
      float[] apart = conv.apply(norm.apply(tape.constant(x))).value().toArray();
      assertThat(norm.apply(tape.constant(x), conv).value().toArray())
          .containsExactly(apart, offset(1e-5f));
    }
  }

  /** Of 1, 2, 3 and 6 the mean is 3 and the variance without bias 14 / 3. */
  @Test
  void aBatchMovesMeanAndVarianceByAHundredth() {
    BatchNormalization norm = new BatchNormalization("norm", Shape.of(1, 1, 1));
    Layer.initialise(List.of(norm), 3);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), true);
      norm.apply(tape.constant(Tensor.of(Shape.of(4, 1, 1, 1), 1, 2, 3, 6)));
    }
    assertThat(norm.runningMean().parameter().value().get(0)).isCloseTo(0.03f, offset(1e-6f));
    assertThat(norm.runningVariance().parameter().value().get(0))
        .isCloseTo(0.99f + 0.14f / 3, offset(1e-6f));
  }

  /** He's law with the fans of Keras: deviations of √(2 / (K · J · D)). */
  @Test
  void matricesOfSelfAttentionStartByHesLaw() {
    SelfAttentionCapsules layer =
        new SelfAttentionCapsules("attention", Shape.of(20, 4), Shape.of(10, 32));
    Layer.initialise(List.of(layer), 3);
    float[] w = layer.weight().parameter().value().toArray();
    double squares = 0;
    for (float each : w) {
      squares += (double) each * each;
    }
    assertThat(Math.sqrt(squares / w.length))
        .isCloseTo(Math.sqrt(2.0 / (20 * 10 * 4)), offset(0.001));
  }

  @Test
  void capsulesStandOnCapsules() {
    PrimaryCapsules primary = primary(1, Activation.NONE);
    ConvolutionalCapsules parts =
        new ConvolutionalCapsules("parts", primary, 2, 1, Shape.of(3, 4), new Routing(2));
    OutputCapsules wholes = new OutputCapsules("wholes", parts, Shape.of(2, 5), new Routing(2));
    assertThat(primary.grid()).isEqualTo(new CapsuleGrid(3, 2, 2, 3));
    assertThat(parts.grid()).isEqualTo(new CapsuleGrid(2, 1, 3, 4));
    assertThat(wholes.grid()).isEqualTo(new CapsuleGrid(1, 1, 2, 5));
    assertThat(wholes.types()).isEqualTo(3);
    assertThat(parts.parameters())
        .extracting(each -> each.name() + " " + each.layout().outside())
        .containsExactly("parts.W [1, 8, 3, 4, 3]");
    assertThat(parts.description())
        .isEqualTo("3 types x 4 kernels 2x2x2, stride 1, W[i,j] 4x3, 2 rounds of routing");
    assertThat(parts.summary().flops()).isEqualTo(2 * parts.window().flops());
    // W of 6 capsules to 2 of 5 numbers: σ = t · 2 / (ℓ · √(6 · 5)); t · (1 + 0.4 t³ / (1 + t²)) is
    // one half for t = 0.4824 in two rounds, 0.4680 in three.
    assertThat(new Routing(2).steady(parts, 6, Shape.of(2, 5)).toString())
        .startsWith("normal:0.88");
    assertThat(new Routing(1).steady(parts, 6, Shape.of(2, 5)).toString())
        .startsWith("normal:0.912");
    assertThat(new Routing(3).steady(primary, 6, Shape.of(2, 5)).toString())
        .startsWith("normal:0.262");
    refuses(
        () -> new ConvolutionalCapsules("parts", primary, 3, 1, Shape.of(3, 4), new Routing(2)),
        "Parts: a kernel of 3x3 with stride 1 does not fit 3x2 places");
    refuses(
        () -> new ConvolutionalCapsules(primary.grid(), 2, 1, wholes),
        "Wholes: found matrices for [6, 4], expected [8, 3] of a window");
  }

  private static void refuses(ThrowingCallable making, String message) {
    assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void whatDoesNotFitIsRefusedInOneLine() {
    Kernels large = new Kernels(4, 9);
    refuses(
        () -> new Convolution("conv1", IMAGE, large, Activation.RELU),
        "Conv1: a kernel of 9x9 does not fit an input of 7x6 with padding 0");
    refuses(
        () -> new Convolution("conv1", Shape.of(84), large, Activation.RELU),
        "Conv1: expected images [height, width, channels], found [84]");
    refuses(
        () -> new Convolution("conv1", IMAGE, new Kernels(200_000_000, 3), Activation.RELU),
        "Conv1: 200000000x3x3x2 weights are too many, expected at most 2147483647 numbers");
    refuses(
        () -> new Dense("fc1", Shape.of(65_536), 65_536, Activation.RELU),
        "Fc1: 65536x65536 weights are too many, expected at most 2147483647 numbers");
    refuses(
        () -> new Dense("fc1", IMAGE, 0, Activation.RELU),
        "Fc1: 0x7x6x2 weights are too few, expected at least 1 numbers");
    Convolution six = new Convolution("c", IMAGE, new Kernels(6, 3), Activation.NONE);
    refuses(
        () -> new PrimaryCapsules("primary_caps", six, 4, 1, 0),
        "PrimaryCaps: 6 channels are no 4 types of capsules");
    refuses(
        () -> output(Shape.of(5, 4), 2, new Routing(1), Optional.empty()),
        "Output: expected capsules [I, D] of 2 types to capsules [J, E], found [5, 4] to [3, 4]");
    refuses(
        () -> output(Shape.of(70_000, 4_000), 2, new Routing(1), Optional.empty()),
        "Output: 70000x3x4x4000 weights are too many, expected at most 2147483647 numbers");
  }

  @Test
  void anotherInputIsRefusedWithBothShapes() {
    Dense layer = new Dense("fc1", IMAGE, 3, Activation.NONE);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), false);
      refuses(
          () -> layer.apply(tape.constant(Tensor.zeros(5, 84))),
          "fc1 reads [7, 6, 2] of each image, found constant [5, 84] of a batch");
      refuses(
          () -> layer.apply(tape.constant(Tensor.zeros())),
          "fc1 reads [7, 6, 2] of each image, found constant [] of a batch");
    }
  }
}
