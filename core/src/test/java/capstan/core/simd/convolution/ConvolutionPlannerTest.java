package capstan.core.simd.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import capstan.core.kernel.Convolution;
import capstan.core.kernel.ConvolutionAlgorithm;
import capstan.core.kernel.ConvolutionForecast;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.simd.SimdBackend;
import capstan.core.simd.lanes.Lanes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the planner offers, takes and says. */
class ConvolutionPlannerTest {
  private static final ConvolutionGeometry PRIMARY_CAPS =
      new ConvolutionGeometry(128, 20, 20, 256, 256, 9, 9, 2, 0);
  private static final ConvolutionGeometry SMALL =
      new ConvolutionGeometry(2, 7, 7, 3, 5, 3, 3, 2, 1);
  private static final ConvolutionGeometry MANY_TAPS =
      new ConvolutionGeometry(1, 80, 80, 1, 1, 11, 11, 1, 0);

  private final Backend backend = SimdBackend.create(1);
  private final Convolution convolution = backend.convolution();

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void transformsAreOfferedWhereThereArePoints() {
    assertThat(convolution.algorithms(SMALL))
        .containsExactly(ConvolutionAlgorithm.DIRECT, ConvolutionAlgorithm.TRANSFORMED);
    assertThat(convolution.algorithms(MANY_TAPS)).containsExactly(ConvolutionAlgorithm.DIRECT);
  }

  @Test
  void aPlanIsOfTheAlgorithmAskedFor() {
    for (ConvolutionAlgorithm algorithm : convolution.algorithms(SMALL)) {
      assertThat(algorithm(convolution.plan(SMALL, new Workspace(), algorithm)))
          .isEqualTo(algorithm);
    }
  }

  @Test
  void whatIsNotOfferedIsRefused() {
    assertThatThrownBy(
            () -> convolution.plan(MANY_TAPS, new Workspace(), ConvolutionAlgorithm.TRANSFORMED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[DIRECT]")
        .hasMessageContaining("TRANSFORMED");
    assertThatThrownBy(() -> convolution.forecast(MANY_TAPS, ConvolutionAlgorithm.TRANSFORMED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsClearlyCheaperThanDirectIsChosen() {
    assumeFree();
    ConvolutionGeometry fourth = new ConvolutionGeometry(128, 20, 20, 64, 128, 3, 3, 2, 0);
    ConvolutionGeometry few = new ConvolutionGeometry(1, 6, 6, 128, 128, 3, 3, 1, 0);
    for (ConvolutionGeometry geometry : List.of(SMALL, MANY_TAPS, PRIMARY_CAPS, fourth, few)) {
      ConvolutionAlgorithm chosen = convolution.choice(geometry);
      assertThat(algorithm(convolution.plan(geometry, new Workspace()))).isEqualTo(chosen);
      double cost = convolution.forecast(geometry, chosen).total();
      double direct = convolution.forecast(geometry, ConvolutionAlgorithm.DIRECT).total();
      boolean isDirect = chosen == ConvolutionAlgorithm.DIRECT;
      assertThat(cost).isLessThanOrEqualTo(isDirect ? direct : 0.8 * direct);
      for (ConvolutionAlgorithm other : convolution.algorithms(geometry)) {
        assertThat(isDirect ? 0.8 * cost : cost)
            .isLessThanOrEqualTo(convolution.forecast(geometry, other).total());
      }
    }
    assertThat(convolution.choice(few)).isEqualTo(ConvolutionAlgorithm.DIRECT);
    assertThat(convolution.choice(PRIMARY_CAPS)).isEqualTo(ConvolutionAlgorithm.TRANSFORMED);
    // The baseline CNN's inner layer on affNIST's frame, in tiles.
    ConvolutionGeometry inner = new ConvolutionGeometry(128, 40, 40, 256, 256, 5, 5, 1, 2);
    assertThat(convolution.choice(inner)).isEqualTo(ConvolutionAlgorithm.TRANSFORMED);
  }

  /** The convolutions of Efficient-CapsNet, as measured: few channels, for any batch. */
  @Test
  void fewChannelsAreConvolvedAsMeasured() {
    assumeFree();
    for (int batch : new int[] {1, 16, 128}) {
      ConvolutionGeometry second = new ConvolutionGeometry(batch, 24, 24, 32, 64, 3, 3, 1, 0);
      ConvolutionGeometry third = new ConvolutionGeometry(batch, 22, 22, 64, 64, 3, 3, 1, 0);
      ConvolutionGeometry fourth = new ConvolutionGeometry(batch, 20, 20, 64, 128, 3, 3, 2, 0);
      assertThat(chosen(second)).containsOnly(ConvolutionAlgorithm.WINOGRAD);
      assertThat(chosen(third)).containsOnly(ConvolutionAlgorithm.WINOGRAD);
      assertThat(chosen(fourth)).containsOnly(ConvolutionAlgorithm.DIRECT);
    }
    assertThat(chosen(PRIMARY_CAPS)).containsOnly(ConvolutionAlgorithm.TRANSFORMED);
  }

  /** To train, and for forward passes alone. */
  private List<ConvolutionAlgorithm> chosen(ConvolutionGeometry g) {
    return List.of(convolution.choice(g), algorithm(convolution.forwardPlan(g, new Workspace())));
  }

  private static ConvolutionAlgorithm algorithm(ConvolutionPlan plan) {
    return switch (plan) {
      case TransformedConvolutionPlan _ -> ConvolutionAlgorithm.TRANSFORMED;
      case WinogradConvolutionPlan _ -> ConvolutionAlgorithm.WINOGRAD;
      default -> ConvolutionAlgorithm.DIRECT;
    };
  }

  /** What a plan takes is what was forecast, and one for forward passes alone takes no more. */
  @Test
  void plansTakeWhatWasForecast() {
    assumeFree();
    for (int batch = 1; batch <= 16; batch++) {
      for (ConvolutionGeometry g :
          List.of(
              new ConvolutionGeometry(batch, 20, 20, 256, 256, 9, 9, 2, 0),
              new ConvolutionGeometry(batch, 22, 22, 64, 64, 3, 3, 1, 0),
              new ConvolutionGeometry(batch, 7, 9, 32, 128, 3, 3, 1, 2))) {
        long forecast = convolution.planBytes(g);
        // Tensors start at whole cache lines.
        assertThat(taken(workspace -> convolution.plan(g, workspace)))
            .isBetween(forecast, forecast + 6L * 16 * Float.BYTES);
        assertThat(taken(workspace -> convolution.forwardPlan(g, workspace)))
            .isLessThanOrEqualTo(forecast + 6L * 16 * Float.BYTES);
      }
    }
  }

  private static long taken(Consumer<Workspace> plan) {
    Workspace workspace = new Workspace();
    // One slab for all.
    workspace.take(1 << 27);
    workspace.reset();
    int start = workspace.take(1).offset();
    plan.accept(workspace);
    return (long) (workspace.take(1).offset() - start) * Float.BYTES;
  }

  @Test
  void aPlanForForwardPassesAloneSaysSo() {
    assumeFree();
    ConvolutionGeometry g = new ConvolutionGeometry(1, 22, 22, 64, 64, 3, 3, 1, 0);
    ConvolutionPlan plan = convolution.forwardPlan(g, new Workspace());
    Tensor x = Tensor.zeros(1, 22, 22, 64);
    Tensor dy = Tensor.zeros(1, 20, 20, 64);
    Tensor weight = Tensor.zeros(3, 3, 64, 64);
    assertThatThrownBy(() -> plan.backwardWeight(x, dy, weight))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("forward passes alone");
  }

  /** Tiles are for kernels of 3x3 in steps of one, whole vectors of channels, and not for many. */
  @Test
  void winogradIsOfferedForFewChannels() {
    int lanes = Lanes.COUNT;
    assertThat(convolution.algorithms(threeByThree(lanes, 2 * lanes, 1, 2)))
        .contains(ConvolutionAlgorithm.WINOGRAD);
    for (ConvolutionGeometry other :
        List.of(
            threeByThree(lanes + 1, lanes, 1, 0),
            threeByThree(lanes, lanes - 1, 1, 0),
            threeByThree(lanes, 256, 1, 0),
            threeByThree(lanes, lanes, 2, 0),
            threeByThree(lanes, lanes, 1, 3),
            new ConvolutionGeometry(1, 9, 9, lanes, lanes, 3, 2, 1, 0))) {
      assertThat(convolution.algorithms(other)).doesNotContain(ConvolutionAlgorithm.WINOGRAD);
    }
  }

  private static ConvolutionGeometry threeByThree(int in, int out, int stride, int padding) {
    return new ConvolutionGeometry(2, 9, 9, in, out, 3, 3, stride, padding);
  }

  /** A direct pass cannot be forecast below its own operations, nor far above them. */
  @Test
  void aForecastIsAPlausibleTime() {
    ConvolutionForecast direct =
        convolution.forecast(PRIMARY_CAPS, ConvolutionAlgorithm.DIRECT).milliseconds(100);
    double least = PRIMARY_CAPS.flops() / 1e8;
    assertThat(direct.forward()).isBetween(least, 1.5 * least);
    assertThat(direct.total())
        .isCloseTo(direct.forward() + direct.toInput() + direct.toWeights(), within(1e-6));
    ConvolutionForecast transformed =
        convolution.forecast(PRIMARY_CAPS, ConvolutionAlgorithm.TRANSFORMED).milliseconds(100);
    assertThat(transformed.total()).isBetween(direct.total() / 7, direct.total() / 2);
    assertThat(transformed.forward()).isGreaterThan(transformed.toWeights());
  }

  @Test
  void aDebugLineTellsTheChoice() {
    assumeFree();
    List<String> lines = new ArrayList<>();
    Handler keep =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("capstan.core.simd");
    logger.addHandler(keep);
    try {
      convolution.plan(MANY_TAPS, new Workspace());
      assertThat(lines).isEmpty();
      logger.setLevel(Level.FINE);
      convolution.plan(MANY_TAPS, new Workspace());
    } finally {
      logger.setLevel(null);
      logger.removeHandler(keep);
    }
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .contains("batch=1, height=80", "stride=1", ": direct", "GFLOP direct");
  }

  /** Some runs of the tests force one algorithm, and then the planner has no choice. */
  private static void assumeFree() {
    assumeTrue(System.getProperty("capstan.convolution") == null, "an algorithm is forced");
  }
}
