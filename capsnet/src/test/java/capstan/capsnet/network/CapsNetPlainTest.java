package capstan.capsnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Tape;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.core.CounterRandom;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole network and its gradient against {@link PlainCapsNet}, which is written independently
 * in double precision, channels first, with PyTorch's weights: values, layouts, masks and losses
 * must all be right for the two to agree. Put into the plain network, each known mistake makes them
 * disagree.
 */
class CapsNetPlainTest {
  private static final int[] LABELS = {2, 0, 3};
  private static final long SEED = 5;
  private static final int CHECKED = 12;

  static Stream<CapsNetConfiguration> configurations() {
    return Stream.of(
        SmallCapsNets.odd(),
        SmallCapsNets.odd().with("routing-rounds", 1),
        SmallCapsNets.odd().with("routing-gradient", RoutingGradient.LAST_ROUND),
        SmallCapsNets.odd()
            .with("routing-rounds", 2)
            .with("primary-relu", true)
            .with("primary-scale", 0.5)
            .with("digit-bias", true)
            .with("squash-epsilon", 1e-3),
        SmallCapsNets.odd()
            .with("decoder-input", DecoderInput.CHOSEN_CAPSULE)
            .with("decoder-hidden", List.of(5))
            .with("reconstruction-error", ReconstructionError.MEAN)
            .with("reconstruction-weight", 2),
        SmallCapsNets.odd().with("decoder-mask", DecoderMask.PREDICTION),
        SmallCapsNets.odd()
            .with("decoder", false)
            .with("present-margin", 0.8)
            .with("absent-margin", 0.2)
            .with("absent-weight", 0.7));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void lossAndLengthsAreThePlainNetworks(CapsNetConfiguration configuration) {
    Model model = configuration.newModel(SEED);
    Tensor images = SmallCapsNets.images(LABELS.length, configuration.image(), SEED);
    PlainCapsNet plain =
        new PlainCapsNet(configuration, PlainCapsNet.weightsOf(model), PlainCapsNet.Trap.NONE);
    double expected = plain.loss(images, LABELS);
    for (Backend backend : List.of(Backends.scalar(), Backends.simd(2))) {
      try (backend) {
        TrainingGraph graph = record(model, backend, images);
        assertThat((double) graph.loss().value().get())
            .isCloseTo(expected, within(1e-5 * expected));
        for (int b = 0; b < LABELS.length; b++) {
          for (int j = 0; j < configuration.classes(); j++) {
            assertThat((double) graph.scores().value().get(b, j))
                .isCloseTo(plain.lengths()[b][j], within(1e-5));
          }
        }
      }
    }
  }

  private static TrainingGraph record(Model model, Backend backend, Tensor images) {
    Tape tape = new Tape(backend, new Workspace(), true);
    Tensor targets = SmallCapsNets.targets(model.configuration().classes(), LABELS);
    TrainingGraph graph = model.recordTraining(tape, images, targets, SEED);
    tape.backward(graph.loss());
    return graph;
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void gradientIsThePlainNetworksCentralDifference(CapsNetConfiguration configuration) {
    Model model = configuration.newModel(SEED);
    Tensor images = SmallCapsNets.images(LABELS.length, configuration.image(), SEED);
    try (Backend backend = Backends.simd(2)) {
      record(model, backend, images);
    }
    Map<String, double[]> weights = PlainCapsNet.weightsOf(model);
    PlainCapsNet plain = new PlainCapsNet(configuration, weights, PlainCapsNet.Trap.NONE);
    plain.loss(images, LABELS);
    if (configuration.digitCaps().gradient() == RoutingGradient.LAST_ROUND) {
      plain.freezeCoefficients();
    }
    CounterRandom random = new CounterRandom(SEED, 1);
    for (ModelParameter parameter : model.modelParameters()) {
      Tensor gradient = Tensor.zeros(parameter.layout().outside());
      parameter.layout().toPyTorch(parameter.parameter().gradient(), gradient);
      double scale = 0;
      for (float each : gradient.array()) {
        scale = Math.max(scale, Math.abs(each));
      }
      assertThat(scale).as(parameter.name()).isPositive();
      double[] values = weights.get(parameter.name());
      for (int check = 0; check < CHECKED; check++) {
        int k = random.below(check, values.length);
        assertThat((double) gradient.array()[k])
            .as(parameter.name() + " element " + k)
            .isCloseTo(slope(plain, values, k, images), within(1e-4 * scale));
      }
    }
  }

  private static double slope(PlainCapsNet plain, double[] values, int k, Tensor images) {
    double h = 1e-6;
    double value = values[k];
    values[k] = value + h;
    double up = plain.loss(images, LABELS);
    values[k] = value - h;
    double down = plain.loss(images, LABELS);
    values[k] = value;
    return (up - down) / (2 * h);
  }

  @Test
  void theTwoGradientModesDiffer() {
    Tensor images = SmallCapsNets.images(LABELS.length, SmallCapsNets.odd().image(), SEED);
    Model all = SmallCapsNets.odd().newModel(SEED);
    Model last =
        SmallCapsNets.odd().with("routing-gradient", RoutingGradient.LAST_ROUND).newModel(SEED);
    try (Backend backend = Backends.scalar()) {
      record(all, backend, images);
      record(last, backend, images);
    }
    assertThat(all.parameters().get(4).value().toArray())
        .isEqualTo(last.parameters().get(4).value().toArray());
    assertThat(all.parameters().get(4).gradient().toArray())
        .isNotEqualTo(last.parameters().get(4).gradient().toArray());
  }

  @ParameterizedTest
  @EnumSource(value = PlainCapsNet.Trap.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachKnownMistakeIsFound(PlainCapsNet.Trap trap) {
    CapsNetConfiguration configuration = SmallCapsNets.odd();
    Model model = configuration.newModel(SEED);
    Tensor images = SmallCapsNets.images(LABELS.length, configuration.image(), SEED);
    double expected =
        new PlainCapsNet(configuration, PlainCapsNet.weightsOf(model), trap).loss(images, LABELS);
    try (Backend backend = Backends.scalar()) {
      double found = record(model, backend, images).loss().value().get();
      assertThat(Math.abs(found - expected))
          .as("distance of the true loss from one with the mistake")
          .isGreaterThan(1e-4 * expected);
    }
  }

  @Test
  void zeroImagesAndZeroBiasesGiveFiniteValuesAndGradients() {
    for (double epsilon : new double[] {0, 1e-12}) {
      CapsNetConfiguration configuration =
          SmallCapsNets.odd()
              .with("initial-biases", InitialDistribution.constant(0))
              .with("squash-epsilon", epsilon);
      Model model = configuration.newModel(SEED);
      Tensor images = SmallCapsNets.images(LABELS.length, configuration.image(), SEED);
      images.fill(0);
      for (Backend backend : List.of(Backends.scalar(), Backends.simd(1))) {
        try (backend) {
          Tape tape = new Tape(backend, new Workspace(), true);
          TrainingGraph graph =
              model.recordTraining(
                  tape, images, SmallCapsNets.targets(configuration.classes(), LABELS), SEED);
          tape.backward(graph.loss());
          assertThat(tape.firstNonFinite()).isEmpty();
        }
      }
    }
  }

  @Test
  void trainingIsNotInfluencedByThePrediction() {
    CapsNetConfiguration configuration = SmallCapsNets.odd();
    Model model = configuration.newModel(SEED);
    Tensor images = SmallCapsNets.images(LABELS.length, configuration.image(), SEED);
    PlainCapsNet plain =
        new PlainCapsNet(configuration, PlainCapsNet.weightsOf(model), PlainCapsNet.Trap.NONE);
    plain.loss(images, LABELS);
    int predicted = 0;
    for (int j = 1; j < configuration.classes(); j++) {
      predicted = plain.lengths()[0][j] > plain.lengths()[0][predicted] ? j : predicted;
    }
    int other = (predicted + 1) % configuration.classes();
    int[] labels = {other};
    Tensor one = images.slice(0, 1);
    plain.loss(one, labels);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), true);
      TrainingGraph graph =
          model.recordTraining(
              tape, one, SmallCapsNets.targets(configuration.classes(), labels), SEED);
      double squares = 0;
      for (int y = 0; y < configuration.image().height(); y++) {
        for (int x = 0; x < configuration.image().width(); x++) {
          for (int c = 0; c < configuration.image().channels(); c++) {
            int k = (c * configuration.image().height() + y) * configuration.image().width() + x;
            double difference = plain.reconstructions()[0][k] - one.get(0, y, x, c);
            squares += difference * difference;
          }
        }
      }
      assertThat((double) graph.reconstruction().orElseThrow().value().get())
          .isCloseTo(squares * configuration.loss().reconstructionWeight(), within(1e-6 * squares));
    }
  }
}
