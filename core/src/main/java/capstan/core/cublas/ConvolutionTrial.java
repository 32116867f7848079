package capstan.core.cublas;

import capstan.core.kernel.ConvolutionGeometry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Measures on a device what a training step of a convolution would take there either way, products
 * and transfers one after the other: as the implicit GEMM that {@link CublasConvolutionPlan} does,
 * and in the frequency domain, where each frequency is a complex product and the spectra travel.
 * Work on the processor is not counted on either side.
 *
 * @param directProducts seconds of the products of an implicit GEMM
 * @param directTransfers seconds of its transfers
 * @param frequencyProducts seconds of the complex products
 * @param frequencyTransfers seconds of the transfers of the spectra
 */
public record ConvolutionTrial(
    double directProducts,
    double directTransfers,
    double frequencyProducts,
    double frequencyTransfers) {
  private static final int ROUNDS = 5;
  private static final int COMPLEX = 2;

  /**
   * Measures both.
   *
   * @param settings how to use the device
   * @param g the convolution
   * @param frequencies how many the transform of its phases has
   * @throws CublasUnavailableException if there is no device that works
   * @throws CublasException if a call fails, as for want of memory
   */
  public static ConvolutionTrial measure(
      CublasSettings settings, ConvolutionGeometry g, int frequencies) {
    DeviceTimes times = new DeviceTimes();
    try (DeviceContext context = DeviceContext.open(settings.withTimes(times))) {
      double[] direct = direct(context, times, g);
      double[] frequency = frequency(context, times, g, frequencies);
      return new ConvolutionTrial(direct[0], direct[1], frequency[0], frequency[1]);
    }
  }

  private static double[] direct(DeviceContext context, DeviceTimes times, ConvolutionGeometry g) {
    PhasedRows input = PhasedRows.ofInput(g);
    PhasedRows output = PhasedRows.ofOutput(g);
    long weights = CublasConvolutionPlan.weightElements(g);
    ConvolutionProducts products = new ConvolutionProducts(g, input, context.gemm());
    DeviceRegions regions =
        new DeviceRegions(context.pool(), input.elements(), weights, output.elements());
    try {
      return best(
          context,
          times,
          regions,
          () -> {
            for (int phase = 0; phase < input.phases(); phase++) {
              products.forward(phase, regions.x(), regions.weights(), regions.y());
            }
            products.backwardInput(regions.y(), regions.weights(), regions.dx());
            products.backwardWeights(regions.x(), regions.y(), regions.dWeights());
          });
    } finally {
      regions.close();
    }
  }

  private static double[] frequency(
      DeviceContext context, DeviceTimes times, ConvolutionGeometry g, int frequencies) {
    int images = g.batch();
    int depth = g.stride() * g.stride() * g.inChannels();
    int channels = g.outChannels();
    DeviceGemm gemm = context.gemm();
    DeviceRegions regions =
        new DeviceRegions(
            context.pool(),
            (long) COMPLEX * frequencies * images * depth,
            (long) COMPLEX * frequencies * depth * channels,
            (long) COMPLEX * frequencies * images * channels);
    long x = (long) images * depth;
    long w = (long) depth * channels;
    long y = (long) images * channels;
    try {
      return best(
          context,
          times,
          regions,
          () -> {
            gemm.multiplyComplexBatch(
                frequencies,
                images,
                channels,
                depth,
                regions.x(),
                depth,
                x,
                false,
                regions.weights(),
                channels,
                w,
                false,
                regions.y(),
                channels,
                y,
                false);
            gemm.multiplyComplexBatch(
                frequencies,
                images,
                depth,
                channels,
                regions.y(),
                channels,
                y,
                false,
                regions.weights(),
                channels,
                w,
                true,
                regions.dx(),
                depth,
                x,
                false);
            gemm.multiplyComplexBatch(
                frequencies,
                depth,
                channels,
                images,
                regions.x(),
                depth,
                x,
                true,
                regions.y(),
                channels,
                y,
                false,
                regions.dWeights(),
                channels,
                w,
                false);
          });
    } finally {
      regions.close();
    }
  }

  /** Numbers that look random: a device multiplies zeros faster, since it then draws less power. */
  private static void fill(MemorySegment memory) {
    long count = memory.byteSize() / Float.BYTES;
    int bits = 1;
    for (long i = 0; i < count; i++) {
      bits = bits * 1_664_525 + 1_013_904_223;
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, bits * 0x1p-32f);
    }
  }

  /** The shortest time of some rounds for the products, and for everything going out and back. */
  private static double[] best(
      DeviceContext context, DeviceTimes times, DeviceRegions regions, Runnable products) {
    double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
    long bytes = regions.pinnedBytes();
    fill(regions.pinned().segment());
    context.copies().copyToDevice(regions.x(), regions.pinned(), 0, bytes);
    context
        .copies()
        .copyToDevice(regions.x() + regions.deviceBytes() - bytes, regions.pinned(), 0, bytes);
    context.copiesBeforeProducts();
    for (int round = 0; round < ROUNDS; round++) {
      times.reset();
      context.clock().beginProducts(context.compute());
      products.run();
      context.clock().end(context.compute());
      context.productsBeforeCopies();
      context.clock().beginTransfer(context.copies(), bytes, bytes);
      context.copies().copyToDevice(regions.x(), regions.pinned(), 0, bytes);
      context.copies().copyToHost(regions.pinned(), 0, regions.x(), bytes);
      context.clock().end(context.copies());
      context.copies().synchronize();
      context.clock().collect();
      best[0] = Math.min(best[0], times.productSeconds());
      best[1] = Math.min(best[1], times.transferSeconds());
    }
    return best;
  }
}
