package capstan.cublas;

import capstan.core.kernel.ConvolutionGeometry;

/**
 * A convolution's three passes as strided batches of matrix products on {@link PhasedRows}: an
 * implicit GEMM without a matrix of patches. One tap row of the kernel is one deep product, since
 * its taps and channels are adjacent both in the image and in the weights. Letters: R output rows
 * times images, C output columns, O output channels, K taps of a row times input channels.
 *
 * <pre>
 *   forward       for each phase and tap row:     batch over C:                y [R, O] += x [R, K] · w [K, O]
 *   to weights    for each phase and column:      batch over its tap rows:     dw [K, O] += xᵀ [K, R] · dy [R, O]
 *   to the input  for each tap step and column:   batch over phases:           dx [R, K] += dy [R, O] · wᵀ [O, K]
 * </pre>
 *
 * <p>A batch never writes one element twice, and batches follow each other in one stream: sums have
 * a fixed order. PrimaryCaps (9x9, stride 2, 6x6 outputs) takes 9, 12 and 30 calls.
 */
final class ConvolutionProducts {
  private final ConvolutionGeometry g;
  private final PhasedRows input;
  private final DeviceGemm gemm;
  private final int rows;
  private final int depth;
  private final int columnStep;
  private final int outputStride;

  ConvolutionProducts(ConvolutionGeometry geometry, PhasedRows input, DeviceGemm gemm) {
    g = geometry;
    this.input = input;
    this.gemm = gemm;
    rows = g.outHeight() * g.batch();
    depth = g.kernelWidth() * g.inChannels();
    columnStep = g.stride() * g.inChannels();
    outputStride = g.outWidth() * g.outChannels();
  }

  /**
   * The share of one phase of x, in the order of the phases: the first overwrites y, the others add
   * to it. Addresses are of device memory.
   */
  void forward(int phase, long x, long weights, long y) {
    for (int tap = phase; tap < g.kernelHeight(); tap += g.stride()) {
      gemm.multiplyBatch(
          g.outWidth(),
          rows,
          g.outChannels(),
          depth,
          element(x, input.first(tap)),
          input.rowLength(),
          columnStep,
          false,
          element(weights, tap * tapLength()),
          g.outChannels(),
          0,
          false,
          y,
          outputStride,
          g.outChannels(),
          tap > 0);
    }
  }

  /** Overwrites dw. */
  void backwardWeights(long x, long dy, long dw) {
    int step = g.stride();
    for (int phase = 0; phase < input.phases(); phase++) {
      int taps = (g.kernelHeight() - phase + step - 1) / step;
      for (int column = 0; column < g.outWidth(); column++) {
        gemm.multiplyBatch(
            taps,
            depth,
            g.outChannels(),
            rows,
            element(x, input.first(phase) + (long) column * columnStep),
            input.rowLength(),
            input.slabLength(),
            true,
            element(dy, (long) column * g.outChannels()),
            outputStride,
            0,
            false,
            element(dw, phase * tapLength()),
            g.outChannels(),
            step * tapLength(),
            column > 0);
      }
    }
  }

  /** Adds to dx, which must have been cleared. */
  void backwardInput(long dy, long weights, long dx) {
    int step = g.stride();
    for (int tap = 0; tap < g.kernelHeight(); tap += step) {
      int phases = Math.min(step, g.kernelHeight() - tap);
      for (int column = 0; column < g.outWidth(); column++) {
        gemm.multiplyBatch(
            phases,
            rows,
            depth,
            g.outChannels(),
            element(dy, (long) column * g.outChannels()),
            outputStride,
            0,
            false,
            element(weights, tap * tapLength()),
            g.outChannels(),
            tapLength(),
            true,
            element(dx, input.first(tap) + (long) column * columnStep),
            input.rowLength(),
            input.rows() * input.slabLength(),
            true);
      }
    }
  }

  /** Elements of the weights of a tap row. */
  private long tapLength() {
    return (long) depth * g.outChannels();
  }

  private static long element(long address, long index) {
    return address + index * Float.BYTES;
  }
}
