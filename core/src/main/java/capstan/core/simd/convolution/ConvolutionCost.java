package capstan.core.simd.convolution;

import capstan.core.kernel.ConvolutionForecast;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.simd.lanes.Lanes;
import capstan.core.simd.product.Microkernel;
import capstan.core.simd.transform.TransformShape;
import java.util.Optional;

/**
 * Predicts what a training step of a convolution costs either way, counted in vector multiply-adds:
 * the number of instructions where arithmetic bounds a part, and bytes converted at the machine's
 * balance where memory does. Checked against measured times by the benchmark of the convolutions.
 *
 * @param direct cost of {@link DirectConvolutionPlan}
 * @param transformed cost of {@link TransformedConvolutionPlan}, infinite where it cannot be built
 */
record ConvolutionCost(ConvolutionForecast direct, ConvolutionForecast transformed) {
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

  /** With few channels transforms take up to twice what is predicted: a small gain is none. */
  private static final double CLEARLY = 0.8;

  private static final ConvolutionForecast IMPOSSIBLE =
      new ConvolutionForecast(
          Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** The costs for a convolution. */
  static ConvolutionCost of(ConvolutionGeometry g) {
    return new ConvolutionCost(directCost(g), transformedCost(g));
  }

  /** Whether it can be computed between transforms at all. */
  boolean transformable() {
    return transformed.total() < Double.POSITIVE_INFINITY;
  }

  /** Whether that is cheaper. */
  boolean prefersTransforms() {
    return transformed.total() < direct.total();
  }

  /**
   * Whether it is clearly cheaper to the forward pass alone, of weights that were transformed
   * before; as of a pass to the input, whose transforms are the same but for theirs.
   */
  boolean prefersTransformsForward() {
    return prefersTransforms() && transformed.toInput() < CLEARLY * direct.forward();
  }

  /** Two operations for each lane of a multiply-add. */
  private static double operations(double multiplyAdds) {
    return 2 * Lanes.COUNT * multiplyAdds;
  }

  private static ConvolutionForecast directCost(ConvolutionGeometry g) {
    double patchDepth = (double) g.kernelHeight() * g.kernelWidth() * g.inChannels();
    double tiles = roundUp(g.outChannels(), Microkernel.COLUMNS) / (double) Lanes.COUNT;
    double windows = (double) g.batch() * g.outHeight() * g.outWidth();
    double pass = operations(PRODUCT_OVERHEAD * windows * patchDepth * tiles);
    return new ConvolutionForecast(pass, pass, pass);
  }

  /**
   * Forward transforms x, the weights and y; to the input dy and dx; to the weights their gradient
   * alone, as the transforms of x and dy are still there.
   */
  private static ConvolutionForecast transformedCost(ConvolutionGeometry g) {
    Optional<TransformShape> possible = TransformedConvolutionPlan.shape(g);
    if (possible.isEmpty()) {
      return IMPOSSIBLE;
    }
    TransformShape shape = possible.get();
    double inVectors = roundUp(g.inChannels(), Lanes.COUNT) / (double) Lanes.COUNT;
    double outVectors = roundUp(g.outChannels(), Microkernel.COLUMNS) / (double) Lanes.COUNT;
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

  private static double roundUp(int value, int unit) {
    return (value + unit - 1) / unit * unit;
  }
}
