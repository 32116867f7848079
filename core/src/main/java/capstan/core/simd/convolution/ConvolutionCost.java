package capstan.core.simd.convolution;

import static java.lang.Math.ceilDiv;

import capstan.core.kernel.ConvolutionAlgorithm;
import capstan.core.kernel.ConvolutionForecast;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.simd.lanes.Lanes;
import capstan.core.simd.product.Microkernel;
import capstan.core.simd.transform.TransformShape;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Predicts what a training step of a convolution costs each way, counted in vector multiply-adds:
 * the number of instructions where arithmetic bounds a part, and bytes converted at the machine's
 * balance where memory does. Checked against measured times by the benchmark of the convolutions.
 *
 * @param costs of each algorithm that is possible
 */
record ConvolutionCost(Map<ConvolutionAlgorithm, ConvolutionForecast> costs) {
  /** Packing, edges and write-back of a product, over the multiply-adds alone. */
  private static final double PRODUCT_OVERHEAD = 1.2;

  /** Multiply-adds that a transform's loads allow: about one where the units could do two. */
  private static final double TRANSFORM_OVERHEAD = 2;

  /**
   * Vector multiply-adds in the time that a vector takes from or to memory, all threads at work.
   */
  private static final double VECTOR_TRANSFER = 16;

  /**
   * What the transforms of planes that are cut into tiles cost more than those of whole planes:
   * tiles overlap, and their rows are short. Measured with 32 to 128 channels, 3x3, batch 16 and
   * 128: 3.7 to 5.
   */
  private static final double TILED_OVERHEAD = 4;

  /** Of one vector of a tile from or to 36 points, with what is loaded and stored meanwhile. */
  private static final double WINOGRAD_TRANSFORM = 200;

  /** Of one vector of 3x3 taps to 36 points. */
  private static final double WINOGRAD_WEIGHTS = 100;

  /** With few channels transforms take up to twice what is predicted: a small gain is none. */
  private static final double CLEARLY = 0.8;

  /** Vectors in a row of a product's tile. */
  private static final int TILE_VECTORS = Microkernel.COLUMNS / Lanes.COUNT;

  /** The costs for a convolution. */
  static ConvolutionCost of(ConvolutionGeometry g) {
    Map<ConvolutionAlgorithm, ConvolutionForecast> costs =
        new EnumMap<>(ConvolutionAlgorithm.class);
    costs.put(ConvolutionAlgorithm.DIRECT, directCost(g));
    TransformedConvolutionPlan.shape(g)
        .ifPresent(shape -> costs.put(ConvolutionAlgorithm.TRANSFORMED, transformedCost(g, shape)));
    if (WinogradConvolutionPlan.suits(g, ConvolutionProperties.error())) {
      costs.put(ConvolutionAlgorithm.WINOGRAD, winogradCost(g));
    }
    return new ConvolutionCost(costs);
  }

  /** What can compute it at all. */
  List<ConvolutionAlgorithm> possible() {
    return List.copyOf(costs.keySet());
  }

  /** The cost of one that is possible. */
  ConvolutionForecast of(ConvolutionAlgorithm algorithm) {
    return costs.get(algorithm);
  }

  /** The one whose three passes together cost clearly least, or the direct one. */
  ConvolutionAlgorithm cheapest() {
    ConvolutionAlgorithm cheapest = ConvolutionAlgorithm.DIRECT;
    double least = CLEARLY * of(cheapest).total();
    for (ConvolutionAlgorithm other : possible()) {
      if (of(other).total() < least) {
        least = of(other).total();
        cheapest = other;
      }
    }
    return cheapest;
  }

  /**
   * The same, or the direct one where a forward pass alone, with weights that were transformed
   * before, does not gain by it: between transforms that costs as much as a pass to the input.
   */
  ConvolutionAlgorithm cheapestForward() {
    ConvolutionAlgorithm cheapest = cheapest();
    ConvolutionForecast cost = of(cheapest);
    double pass = cheapest == ConvolutionAlgorithm.TRANSFORMED ? cost.toInput() : cost.forward();
    return pass < CLEARLY * of(ConvolutionAlgorithm.DIRECT).forward()
        ? cheapest
        : ConvolutionAlgorithm.DIRECT;
  }

  /** Such as {@code 3.10 GFLOP direct, 1.20 GFLOP winograd}. */
  @Override
  public String toString() {
    return costs.entrySet().stream()
        .map(
            each ->
                String.format(
                    Locale.ROOT,
                    "%.2f GFLOP %s",
                    each.getValue().total() / 1e9,
                    each.getKey().label()))
        .collect(Collectors.joining(", "));
  }

  /** Two operations for each lane of a multiply-add. */
  private static double operations(double multiplyAdds) {
    return 2 * Lanes.COUNT * multiplyAdds;
  }

  private static ConvolutionForecast directCost(ConvolutionGeometry g) {
    double patchDepth = (double) g.kernelHeight() * g.kernelWidth() * g.inChannels();
    double tiles = ceilDiv(g.outChannels(), Microkernel.COLUMNS) * TILE_VECTORS;
    double windows = (double) g.batch() * g.outHeight() * g.outWidth();
    double pass = operations(PRODUCT_OVERHEAD * windows * patchDepth * tiles);
    return new ConvolutionForecast(pass, pass, pass);
  }

  /**
   * Forward transforms x, the weights and y; to the input dy and dx; to the weights their gradient
   * alone, as the transforms of x and dy are still there.
   */
  private static ConvolutionForecast transformedCost(ConvolutionGeometry g, TransformShape shape) {
    double inVectors = ceilDiv(g.inChannels(), Lanes.COUNT);
    double outVectors = ceilDiv(g.outChannels(), Microkernel.COLUMNS) * TILE_VECTORS;
    double tiles = (double) g.batch() * shape.tiles();
    double rows = Math.ceil(tiles / Microkernel.ROWS) * Microkernel.ROWS;
    double numbers = shape.multiplications();
    double products = numbers * rows * g.inChannels() * outVectors * PRODUCT_OVERHEAD;
    double weights = g.inChannels() * outVectors;
    double inputTransform = TRANSFORM_OVERHEAD * shape.inputTransform() * tiles * inVectors;
    double weightTransform = TRANSFORM_OVERHEAD * shape.weightTransform() * weights;
    double outputTransform = TRANSFORM_OVERHEAD * shape.outputTransform() * tiles * outVectors;
    double inputTransfer = VECTOR_TRANSFER * numbers * tiles * inVectors;
    double weightTransfer = VECTOR_TRANSFER * numbers * weights;
    double outputTransfer = VECTOR_TRANSFER * shape.outputNumbers() * tiles * outVectors;
    double transfer = inputTransfer + weightTransfer + outputTransfer;
    double planes =
        (shape.tiles() > 1 ? TILED_OVERHEAD : 1)
            * (inputTransform + outputTransform + inputTransfer + outputTransfer);
    return new ConvolutionForecast(
        operations(products + transfer + planes + weightTransform + weightTransfer),
        operations(products + transfer + planes),
        operations(products + transfer + weightTransform + weightTransfer));
  }

  /**
   * Each pass has products at all points, and transforms of what it reads and what it writes; all
   * but that to the weights transform those too.
   */
  private static ConvolutionForecast winogradCost(ConvolutionGeometry g) {
    double in = g.inChannels() / (double) Lanes.COUNT;
    double out = ceilDiv(g.outChannels(), Microkernel.COLUMNS) * TILE_VECTORS;
    double back = ceilDiv(g.inChannels(), Microkernel.COLUMNS) * TILE_VECTORS;
    double planes = WINOGRAD_TRANSFORM * (in + out);
    double points = PRODUCT_OVERHEAD * WinogradMemory.POINTS;
    double tiles = WinogradMemory.rows(WinogradConvolutionPlan.tiles(g));
    double inputTiles = WinogradMemory.rows(WinogradConvolutionPlan.inputTiles(g));
    double weights = WINOGRAD_WEIGHTS * g.inChannels() * out;
    double pass = tiles * (points * g.inChannels() * out + planes);
    double toInput = inputTiles * (points * g.outChannels() * back + planes);
    return new ConvolutionForecast(
        operations(pass + weights), operations(toInput + weights), operations(pass));
  }
}
