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
import java.util.Optional;

/**
 * Plans convolutions: directly, between transforms, or tile by tile, whichever the cost model says
 * is clearly cheapest. {@code -Dcapstan.convolution=direct|transformed|winograd} forces one of them
 * where it is possible, for tests and measurements. The logger {@code capstan.core.simd} tells each
 * choice at level debug.
 */
public final class SimdConvolution extends Convolution {
  private static final Optional<ConvolutionAlgorithm> FORCED = ConvolutionProperties.forced();

  private static final Logger LOGGER = System.getLogger("capstan.core.simd");

  private final Workers workers;
  private final ProductMemory memory;
  private final WinogradMemory tiles;

  /**
   * Convolutions on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdConvolution(Workers workers) {
    this.workers = workers;
    memory = new ProductMemory(workers);
    tiles = new WinogradMemory(workers);
  }

  @Override
  public ConvolutionPlan plan(ConvolutionGeometry geometry, Workspace workspace) {
    ConvolutionAlgorithm choice = choice(geometry);
    if (LOGGER.isLoggable(Level.DEBUG)) {
      LOGGER.log(Level.DEBUG, describe(geometry, choice));
    }
    return make(geometry, workspace, choice, /* training= */ true);
  }

  @Override
  public ConvolutionPlan forwardPlan(ConvolutionGeometry geometry, Workspace workspace) {
    ConvolutionAlgorithm choice =
        FORCED.isPresent() ? choice(geometry) : ConvolutionCost.of(geometry).cheapestForward();
    return forwardPlan(geometry, workspace, choice);
  }

  @Override
  public ConvolutionPlan forwardPlan(
      ConvolutionGeometry geometry, Workspace workspace, ConvolutionAlgorithm algorithm) {
    requireOffered(geometry, algorithm);
    return make(geometry, workspace, algorithm, /* training= */ false);
  }

  @Override
  public List<ConvolutionAlgorithm> algorithms(ConvolutionGeometry geometry) {
    return ConvolutionCost.of(geometry).possible();
  }

  @Override
  public ConvolutionPlan plan(
      ConvolutionGeometry geometry, Workspace workspace, ConvolutionAlgorithm algorithm) {
    requireOffered(geometry, algorithm);
    return make(geometry, workspace, algorithm, /* training= */ true);
  }

  @Override
  public ConvolutionForecast forecast(
      ConvolutionGeometry geometry, ConvolutionAlgorithm algorithm) {
    requireOffered(geometry, algorithm);
    return ConvolutionCost.of(geometry).of(algorithm);
  }

  @Override
  public Optional<String> exactness(ConvolutionGeometry geometry) {
    return TransformedConvolutionPlan.shape(geometry).map(TransformShape::describe);
  }

  private ConvolutionPlan make(
      ConvolutionGeometry geometry,
      Workspace workspace,
      ConvolutionAlgorithm algorithm,
      boolean training) {
    return switch (algorithm) {
      case DIRECT -> new DirectConvolutionPlan(geometry, memory, workers);
      case TRANSFORMED ->
          new TransformedConvolutionPlan(
              TransformedConvolutionPlan.shape(geometry).orElseThrow(), workspace, workers);
      case WINOGRAD -> new WinogradConvolutionPlan(geometry, tiles, workspace, training);
    };
  }

  @Override
  public long planBytes(ConvolutionGeometry geometry) {
    return switch (choice(geometry)) {
      case DIRECT -> 0;
      case TRANSFORMED ->
          TransformedConvolutionPlan.bytes(
              TransformedConvolutionPlan.shape(geometry).orElseThrow());
      case WINOGRAD -> WinogradConvolutionPlan.bytes(geometry);
    };
  }

  @Override
  public ConvolutionAlgorithm choice(ConvolutionGeometry geometry) {
    ConvolutionCost cost = ConvolutionCost.of(geometry);
    return FORCED.isEmpty()
        ? cost.cheapest()
        : FORCED.filter(cost.possible()::contains).orElse(ConvolutionAlgorithm.DIRECT);
  }

  private static String describe(ConvolutionGeometry geometry, ConvolutionAlgorithm choice) {
    return "%s: %s%s; a step costs as much as %s"
        .formatted(
            geometry,
            choice.label(),
            FORCED.isEmpty() ? "" : " (forced)",
            ConvolutionCost.of(geometry));
  }
}
