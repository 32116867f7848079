package capstan.core.simd;

import capstan.core.kernel.ConvolutionGeometry;

/**
 * Predicts what a training step of a convolution costs either way, in vector multiply-adds: the
 * number of instructions where arithmetic bounds a part, and bytes converted at the machine's
 * balance where memory does. Checked against measured times by the benchmark of the convolutions.
 *
 * @param direct cost of {@link DirectConvolutionPlan}
 * @param fourier cost of {@link FourierConvolutionPlan}, infinite where it cannot be built
 */
record ConvolutionCost(double direct, double fourier) {
  /** Largest transform along an axis: its cost grows with the cube. */
  private static final int LARGEST_TRANSFORM = 40;

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

  /** The costs for a convolution. */
  static ConvolutionCost of(ConvolutionGeometry g) {
    return new ConvolutionCost(directCost(g), fourierCost(g));
  }

  /** Whether the frequency domain is cheaper. */
  boolean prefersFourier() {
    return fourier < direct;
  }

  private static double directCost(ConvolutionGeometry g) {
    double patchDepth = (double) g.kernelHeight() * g.kernelWidth() * g.inChannels();
    double tiles = roundUp(g.outChannels(), Microkernel.COLUMNS) / (double) Lanes.COUNT;
    double windows = (double) g.batch() * g.outHeight() * g.outWidth();
    return 3 * DIRECT_OVERHEAD * windows * patchDepth * tiles;
  }

  private static double fourierCost(ConvolutionGeometry g) {
    int height = FourierConvolutionPlan.places(g, true);
    int width = FourierConvolutionPlan.places(g, false);
    if (height > LARGEST_TRANSFORM || width > LARGEST_TRANSFORM) {
      return Double.POSITIVE_INFINITY;
    }
    double bins = PlaneTransform.bins(height, width);
    double depth = (double) g.stride() * g.stride() * roundUp(g.inChannels(), Lanes.COUNT);
    double outBlocks = roundUp(g.outChannels(), Lanes.COUNT) / (double) Lanes.COUNT;
    double images = roundUp(g.batch(), Lanes.COUNT);
    double elements =
        2 * bins * Math.max(depth * outBlocks * Lanes.COUNT, images * (depth + g.outChannels()));
    if (elements > Integer.MAX_VALUE / 2) {
      return Double.POSITIVE_INFINITY;
    }
    double products = 3 * bins * images * depth * outBlocks * 3 * COMPLEX_OVERHEAD;
    double along = (width / 2 + 1) * 2.0 * width * height;
    double down = bins / 2 * 4 * height;
    double planes = 2 * images * (depth / Lanes.COUNT + outBlocks) + 2 * depth * outBlocks;
    double transforms = planes * (along + down) * TRANSFORM_OVERHEAD;
    double spectra =
        2 * bins * (4 * depth * outBlocks + 5 * images * (depth / Lanes.COUNT + outBlocks));
    return products + transforms + spectra * VECTOR_TRANSFER;
  }

  private static double roundUp(int value, int unit) {
    return (value + unit - 1) / unit * unit;
  }
}
