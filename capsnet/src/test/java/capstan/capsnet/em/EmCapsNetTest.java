package capstan.capsnet.em;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.loss.SpreadLoss;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.inspect.RoutingTrace;
import capstan.capsnet.inspect.ScoredImages;
import capstan.capsnet.layer.CapsuleGrid;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.memory.MemoryEstimate;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.TracedModel;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.core.kernel.EmGeometry;
import capstan.core.testing.RandomNumbers;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmCapsNetTest {
  /** A = B = C = D = 32. */
  private static final EmConfiguration LARGE =
      EmConfiguration.SMALL
          .with("em-conv1-kernels", 32)
          .with("em-primary-types", 32)
          .with("em-capsules1-types", 32)
          .with("em-capsules2-types", 32);

  private static final EmConfiguration TINY =
      EmConfiguration.SMALL
          .with("em-rounds", 3)
          .with("em-conv1-kernels", 8)
          .with("em-primary-types", 2)
          .with("em-capsules1-types", 3)
          .with("em-capsules2-types", 3);

  private static List<Long> parameters(EmConfiguration configuration) {
    return configuration.newModel().summary().stream().map(LayerSummary::parameters).toList();
  }

  @Test
  void parametersOfTheSmallNetwork() {
    // 25 A + A; A 17 B + 17 B; 9 B C 16 + 2 C; 9 C D 16 + 2 D; D 10 16 + 20.
    assertThat(parameters(EmConfiguration.SMALL))
        .containsExactly(1_664L, 8_840L, 18_464L, 36_896L, 2_580L);
    assertThat(EmConfiguration.SMALL.newModel().parameterCount()).isEqualTo(68_444);
  }

  @Test
  void parametersOfTheLargeNetwork() {
    assertThat(parameters(LARGE)).containsExactly(832L, 17_952L, 147_520L, 147_520L, 5_140L);
    assertThat(LARGE.newModel().parameterCount()).isEqualTo(318_964);
    // With the five classes of the paper's data.
    assertThat(LARGE.resized(new ImageExtents(32, 32, 1), 5).newModel().parameterCount())
        .isEqualTo(316_394);
  }

  @Test
  void shapesAreThoseOfUnpaddedKernels() {
    assertThat(EmConfiguration.SMALL.newModel().layers().stream().map(Layer::output))
        .containsExactly(
            Shape.of(12, 12, 64),
            Shape.of(12, 12, 8, 17),
            Shape.of(5, 5, 16, 17),
            Shape.of(3, 3, 16, 17),
            Shape.of(10, 17));
  }

  @Test
  void isAFamilyThatConfigurationsAreReadBy() {
    assertThat(ModelFamily.named("em").standard()).isEqualTo(EmConfiguration.SMALL);
    assertThat(ModelFamily.of(LARGE).name()).isEqualTo("em");
  }

  /** Trap: costs, or first values of β, that let all activations saturate. */
  @Test
  void activationsDoNotSaturateAtTheStart() {
    EmCapsNet network = (EmCapsNet) EmConfiguration.SMALL.newModel(1);
    Tensor images = digits(32);
    try (Backend backend = Backends.simd(1)) {
      Variable x = new Tape(backend, new Workspace(), false).constant(images);
      for (Layer layer : network.layers()) {
        x = layer.apply(x);
        if (layer.output().extent(-1) == EmGeometry.NUMBERS) {
          double[] activations = activations(x.value());
          double mean = Arrays.stream(activations).average().orElseThrow();
          double spread =
              Math.sqrt(
                  Arrays.stream(activations).map(a -> (a - mean) * (a - mean)).average().orElse(0));
          assertThat(mean).as(layer.name()).isBetween(0.2, 0.8);
          assertThat(spread).as(layer.name()).isBetween(0.001, 0.35);
          assertThat(Arrays.stream(activations).filter(a -> a < 0.01 || a > 0.99).count())
              .as(layer.name())
              .isLessThan(activations.length / 10);
        }
      }
    }
  }

  private static Tensor digits(int count) {
    Dataset data = DrawnDigits.dataset(count, 1, 7, 2);
    Tensor images = Tensor.zeros(count, 28, 28, 1);
    for (int i = 0; i < count; i++) {
      data.train().copyImage(i, images.array(), i * 784);
    }
    return images;
  }

  private static double[] activations(Tensor capsules) {
    double[] activations = new double[capsules.elements() / EmGeometry.NUMBERS];
    for (int i = 0; i < activations.length; i++) {
      activations[i] =
          capsules.array()[capsules.offset() + i * EmGeometry.NUMBERS + EmGeometry.POSE];
    }
    return activations;
  }

  @Test
  void theMarginGrowsInStages() {
    EmCapsNet network = (EmCapsNet) TINY.newModel(1);
    assertThat(network.learningAt(0, 100).margin()).isEqualTo(0.2);
    assertThat(network.learningAt(12, 100)).isSameAs(network.learningAt(0, 100));
    assertThat(network.learningAt(13, 100).margin()).isCloseTo(0.3, within(1e-12));
    assertThat(network.learningAt(99, 100).margin()).isCloseTo(0.9, within(1e-12));
    assertThat(network.learningAt(0, 0).margin()).isCloseTo(0.9, within(1e-12));
    assertThat(network.learningAt(50, 100).parameters()).isEqualTo(network.parameters());
    try (Backend backend = Backends.simd(1)) {
      Tensor targets = Tensor.zeros(2, 10);
      targets.set(1, 0, 3);
      targets.set(1, 1, 4);
      TrainingGraph graph =
          network
              .learningAt(13, 100)
              .recordTraining(new Tape(backend, new Workspace(), true), digits(2), targets, 0);
      float[] scores = graph.scores().value().toArray();
      double expected =
          SpreadLoss.ofOne(scores, 0, 10, 3, 0.3) + SpreadLoss.ofOne(scores, 10, 10, 4, 0.3);
      assertThat((double) graph.loss().value().toArray()[0]).isCloseTo(expected / 2, within(1e-6));
      assertThat(network.classificationLoss(scores, 10, 4))
          .isEqualTo(SpreadLoss.ofOne(scores, 10, 10, 4, 0.9));
    }
  }

  @Test
  void theTraceIsOfTheSameRouting() {
    EmCapsNet network = (EmCapsNet) TINY.newModel(1);
    Tensor image = digits(1);
    try (Backend backend = Backends.simd(1)) {
      InferenceGraph graph =
          network.recordInference(new Tape(backend, new Workspace(), false), image);
      TracedModel.Trace trace = network.trace(backend, image);
      assertThat(trace.grid()).isEqualTo(new CapsuleGrid(3, 3, 3, 16));
      Variable children = new Tape(backend, new Workspace(), false).constant(image);
      for (Layer layer : network.layers().subList(0, 4)) {
        children = layer.apply(children);
      }
      assertThat(RandomNumbers.doubles(trace.activations().toArray()))
          .isEqualTo(activations(children.value()));
      assertThat(trace.assignments()).hasSize(3);
      assertThat(trace.scores().getLast().toArray()).isEqualTo(graph.scores().value().toArray());
      for (Tensor assignments : trace.assignments()) {
        for (int child = 0; child < 27; child++) {
          float sum = 0;
          for (int label = 0; label < 10; label++) {
            sum += assignments.get(child, label);
          }
          assertThat(sum).isCloseTo(1, within(1e-5f));
        }
      }
      assertThat(trace.assignments().getFirst().get(5, 5)).isEqualTo(0.1f);
    }
  }

  @Test
  void whatIsShownOfItIsItsActivations() {
    EmCapsNet network = (EmCapsNet) TINY.newModel(1);
    ImageSet images = DrawnDigits.dataset(5, 1, 7, 2).train();
    try (Backend backend = Backends.simd(1)) {
      float[] scores =
          network
              .recordInference(new Tape(backend, new Workspace(), false), digits(5))
              .scores()
              .value()
              .toArray();
      ScoredImages scored =
          ScoredImages.measure(network, backend, images, EvaluationListener.SILENT);
      for (int image = 0; image < 5; image++) {
        int label = Prediction.largest(scores, image * 10, 10);
        assertThat(scored.predictions().get(image)).isEqualTo(label);
        assertThat(scored.scores().get(image)).isCloseTo(scores[image * 10 + label], within(1e-6));
        float[] pixels = digits(5).slice(image, 1).toArray();
        assertThat(RoutingTrace.isOf(network)).isTrue();
        assertThat(RoutingTrace.of(network, backend, pixels).winner()).isEqualTo(label);
      }
    }
  }

  @Test
  void aStepTakesWhatWasEstimated() {
    int batch = 20;
    EmCapsNet network = (EmCapsNet) EmConfiguration.SMALL.newModel(1);
    Workspace workspace = new Workspace();
    try (Backend backend = Backends.simd(2)) {
      MemoryEstimate estimate = MemoryEstimate.of(network, backend, batch, 0, 0);
      Tape tape = new Tape(backend, workspace, true);
      Tensor images = workspace.take(batch, 28, 28, 1);
      Tensor targets = workspace.take(batch, 10);
      images.fill(0.5f);
      targets.fill(0);
      tape.backward(network.recordTraining(tape, images, targets, 1).loss());
      assertThat((double) workspace.bytes())
          .isBetween(0.7 * estimate.step(), 1.0 * estimate.step());
    }
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> EmConfiguration.SMALL.resized(new ImageExtents(12, 12, 1), 10))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("ConvCaps2");
    assertThatThrownBy(() -> EmConfiguration.SMALL.with("em-rounds", 0))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("rounds");
    assertThatThrownBy(() -> EmConfiguration.SMALL.with("em-capsules1-types", 0))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("capsules1");
    assertThatThrownBy(EmConfiguration.SMALL::requireOverlap)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("em");
  }

  @Test
  void parametersHaveNamesThatFilesKeep() {
    assertThat(TINY.newModel().modelParameters().stream().map(ModelParameter::name))
        .containsExactly(
            "conv1.weight",
            "conv1.bias",
            "primary_caps.conv.weight",
            "primary_caps.conv.bias",
            "conv_caps1.W",
            "conv_caps1.beta_u",
            "conv_caps1.beta_a",
            "conv_caps2.W",
            "conv_caps2.beta_u",
            "conv_caps2.beta_a",
            "class_caps.W",
            "class_caps.beta_u",
            "class_caps.beta_a");
  }
}
