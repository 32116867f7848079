package capstan.core.simd.convolution;

import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.Convolution;
import capstan.core.kernel.ConvolutionAlgorithm;
import capstan.core.kernel.ConvolutionForecast;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.simd.product.ProductMemory;
import capstan.core.simd.transform.TransformShape;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Plans convolutions: directly, or between transforms where the cost model says that this is
 * cheaper. {@code -Dcapstan.convolution=direct|transformed} forces one of them, for tests and
 * measurements. The logger {@code capstan.core.simd} tells each choice at level debug.
 */
public final class SimdConvolution extends Convolution {
  private static final String FORCED = ConvolutionProperties.algorithm();

  private static final Logger LOGGER = System.getLogger("capstan.core.simd");

  private final Workers workers;
  private final ProductMemory memory;

  /**
   * Convolutions on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdConvolution(Workers workers) {
    this.workers = workers;
    memory = new ProductMemory(workers);
  }

  @Override
  public ConvolutionPlan plan(ConvolutionGeometry geometry, Workspace workspace) {
    ConvolutionAlgorithm choice = choice(geometry);
    if (LOGGER.isLoggable(Level.DEBUG)) {
      LOGGER.log(Level.DEBUG, describe(geometry, choice));
    }
    return make(geometry, workspace, choice);
  }

  @Override
  public ConvolutionPlan forwardPlan(ConvolutionGeometry geometry, Workspace workspace) {
    return FORCED.equals("auto") && !ConvolutionCost.of(geometry).prefersTransformsForward()
        ? make(geometry, workspace, ConvolutionAlgorithm.DIRECT)
        : plan(geometry, workspace);
  }

  @Override
  public List<ConvolutionAlgorithm> algorithms(ConvolutionGeometry geometry) {
    return ConvolutionCost.of(geometry).transformable()
        ? List.of(ConvolutionAlgorithm.DIRECT, ConvolutionAlgorithm.TRANSFORMED)
        : List.of(ConvolutionAlgorithm.DIRECT);
  }

  @Override
  public ConvolutionPlan plan(
      ConvolutionGeometry geometry, Workspace workspace, ConvolutionAlgorithm algorithm) {
    requireOffered(geometry, algorithm);
    return make(geometry, workspace, algorithm);
  }

  @Override
  public ConvolutionForecast forecast(
      ConvolutionGeometry geometry, ConvolutionAlgorithm algorithm) {
    requireOffered(geometry, algorithm);
    ConvolutionCost cost = ConvolutionCost.of(geometry);
    return algorithm == ConvolutionAlgorithm.TRANSFORMED ? cost.transformed() : cost.direct();
  }

  @Override
  public Optional<String> exactness(ConvolutionGeometry geometry) {
    return TransformedConvolutionPlan.shape(geometry).map(TransformShape::describe);
  }

  private ConvolutionPlan make(
      ConvolutionGeometry geometry, Workspace workspace, ConvolutionAlgorithm algorithm) {
    return algorithm == ConvolutionAlgorithm.TRANSFORMED
        ? new TransformedConvolutionPlan(shape(geometry), workspace, workers)
        : new DirectConvolutionPlan(geometry, memory, workers);
  }

  private static TransformShape shape(ConvolutionGeometry geometry) {
    return TransformedConvolutionPlan.shape(geometry)
        .orElseThrow(
            () ->
                new IllegalArgumentException("cannot be computed between transforms: " + geometry));
  }

  @Override
  public long planBytes(ConvolutionGeometry geometry) {
    return choice(geometry) == ConvolutionAlgorithm.TRANSFORMED
        ? TransformedConvolutionPlan.bytes(shape(geometry))
        : 0;
  }

  @Override
  public ConvolutionAlgorithm choice(ConvolutionGeometry geometry) {
    return switch (FORCED) {
      case "auto" ->
          ConvolutionCost.of(geometry).prefersTransforms()
              ? ConvolutionAlgorithm.TRANSFORMED
              : ConvolutionAlgorithm.DIRECT;
      case "direct" -> ConvolutionAlgorithm.DIRECT;
      case "transformed" ->
          ConvolutionCost.of(geometry).transformable()
              ? ConvolutionAlgorithm.TRANSFORMED
              : ConvolutionAlgorithm.DIRECT;
      default -> throw new IllegalStateException("not refused: " + FORCED);
    };
  }

  private static String describe(ConvolutionGeometry g, ConvolutionAlgorithm choice) {
    ConvolutionCost cost = ConvolutionCost.of(g);
    return String.format(
        Locale.ROOT,
        "convolution of %d images %dx%dx%d, kernel %dx%d, %d channels out, stride %d, padding %d:"
            + " %s; a step costs as much as %.2f GFLOP directly, %.2f between transforms",
        g.batch(),
        g.height(),
        g.width(),
        g.inChannels(),
        g.kernelHeight(),
        g.kernelWidth(),
        g.outChannels(),
        g.stride(),
        g.padding(),
        choice.label() + (FORCED.equals("auto") ? "" : " (forced)"),
        cost.direct().total() / 1e9,
        cost.transformed().total() / 1e9);
  }
}
