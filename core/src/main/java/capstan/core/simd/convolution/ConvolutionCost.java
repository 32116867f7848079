package capstan.core.simd.convolution;

import capstan.core.kernel.ConvolutionForecast;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.simd.lanes.Lanes;
import capstan.core.simd.product.Microkernel;
import capstan.core.simd.transform.PlaneTransform;

/**
 * Predicts what a training step of a convolution costs either way, counted in vector multiply-adds:
 * the number of instructions where arithmetic bounds a part, and bytes converted at the machine's
 * balance where memory does. Checked against measured times by the benchmark of the convolutions.
 *
 * @param direct cost of {@link DirectConvolutionPlan}
 * @param fourier cost of {@link FourierConvolutionPlan}, infinite where it cannot be built
 */
record ConvolutionCost(ConvolutionForecast direct, ConvolutionForecast fourier) {
  /** Largest transform along an axis: its cost grows with the cube. */
  private static final int LARGEST_TRANSFORM = 64;

  /** Packing, edges and write-back of a direct product, over the multiply-adds alone. */
  private static final double DIRECT_OVERHEAD = 1.2;

  /** Cycles of the three-multiplication kernel over the multiply-adds alone. */
  private static final double COMPLEX_OVERHEAD = 1.15;

  /** Multiply-adds that a transform's loads allow: about one where the units could do two. */
  private static final double TRANSFORM_OVERHEAD = 2;

  /**
   * Vector multiply-adds in the time that a vector takes from or to memory, all threads at work.
   */
  private static final double VECTOR_TRANSFER = 10;

  private static final ConvolutionForecast IMPOSSIBLE =
      new ConvolutionForecast(
          Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** The costs for a convolution. */
  static ConvolutionCost of(ConvolutionGeometry g) {
    return new ConvolutionCost(directCost(g), fourierCost(g));
  }

  /** Whether the frequency domain can compute it at all. */
  boolean fourierPossible() {
    return fourier.total() < Double.POSITIVE_INFINITY;
  }

  /** Whether the frequency domain is cheaper. */
  boolean prefersFourier() {
    return fourier.total() < direct.total();
  }

  /** Two operations for each lane of a multiply-add. */
  private static double operations(double multiplyAdds) {
    return 2 * Lanes.COUNT * multiplyAdds;
  }

  private static ConvolutionForecast directCost(ConvolutionGeometry g) {
    double patchDepth = (double) g.kernelHeight() * g.kernelWidth() * g.inChannels();
    double tiles = roundUp(g.outChannels(), Microkernel.COLUMNS) / (double) Lanes.COUNT;
    double windows = (double) g.batch() * g.outHeight() * g.outWidth();
    double pass = operations(DIRECT_OVERHEAD * windows * patchDepth * tiles);
    return new ConvolutionForecast(pass, pass, pass);
  }

  /**
   * Each pass is one product for each frequency. Forward transforms x, the weights and y; to the
   * input dy and dx; to the weights their gradient alone, as x and dy are still in their spectra.
   */
  private static ConvolutionForecast fourierCost(ConvolutionGeometry g) {
    int height = FourierConvolutionPlan.places(g, true);
    int width = FourierConvolutionPlan.places(g, false);
    if (height > LARGEST_TRANSFORM || width > LARGEST_TRANSFORM) {
      return IMPOSSIBLE;
    }
    double bins = PlaneTransform.bins(height, width);
    double depth = (double) g.stride() * g.stride() * roundUp(g.inChannels(), Lanes.COUNT);
    double outBlocks = roundUp(g.outChannels(), Lanes.COUNT) / (double) Lanes.COUNT;
    double images = roundUp(g.batch(), Lanes.COUNT);
    double elements =
        2 * bins * Math.max(depth * outBlocks * Lanes.COUNT, images * (depth + g.outChannels()));
    if (elements > Integer.MAX_VALUE / 2) {
      return IMPOSSIBLE;
    }
    double multiplications = 3 * bins - PlaneTransform.pairs(height, width);
    double products = multiplications * images * depth * outBlocks * COMPLEX_OVERHEAD;
    double along = (width / 2 + 1) * 2.0 * width * height;
    double down = bins / 2 * 4 * height;
    double transform = (along + down) * TRANSFORM_OVERHEAD;
    double transfer = 2 * bins * VECTOR_TRANSFER;
    double inputs = images * depth / Lanes.COUNT;
    double outputs = images * outBlocks;
    double weights = depth * outBlocks;
    double planes = inputs + outputs;
    return new ConvolutionForecast(
        operations(products + transform * (planes + weights) + transfer * 2 * (planes + weights)),
        operations(products + transform * planes + transfer * (2 * planes + weights)),
        operations(products + transform * weights + transfer * (planes + weights)));
  }

  private static double roundUp(int value, int unit) {
    return (value + unit - 1) / unit * unit;
  }
}
