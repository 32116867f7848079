package capstan.bench.model;

import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.simd.transform.PlaneTransform;

/**
 * What a convolution in the frequency domain costs. With stride s the image falls into s² phases;
 * each is correlated with at most ⌈kernel / s⌉ taps on planes of outputs + taps − 1 places. Of a
 * real plane's spectrum only {@link #bins} complex numbers are kept, {@link #pairs} of which are
 * two real frequencies. For PrimaryCaps: 4 phases, 10x10 places, 50 bins, 2 of them pairs.
 *
 * <pre>
 *   X  [bins, batch, phases · inChannels]          complex, 8 bytes
 *   W  [bins, phases · inChannels, outChannels]
 *   Y  [bins, batch, outChannels]
 * </pre>
 */
final class FourierModel {
  private static final int COMPLEX_BYTES = 8;

  private final ConvolutionGeometry g;
  private final int height;
  private final int width;

  FourierModel(ConvolutionGeometry geometry) {
    g = geometry;
    height = g.outHeight() + taps(g.kernelHeight()) - 1;
    width = g.outWidth() + taps(g.kernelWidth()) - 1;
  }

  private int taps(int kernel) {
    return (kernel + g.stride() - 1) / g.stride();
  }

  private int phases() {
    return g.stride() * g.stride();
  }

  /** Complex numbers kept of a real plane's spectrum, which mirrors itself. */
  int bins() {
    return PlaneTransform.bins(height, width);
  }

  /** Those of the bins that are two real frequencies. */
  int pairs() {
    return PlaneTransform.pairs(height, width);
  }

  /**
   * Multiply-adds for each image, phase and pair of channels: three a complex product (Gauss' way),
   * one for each real frequency. 148 for PrimaryCaps, or 592 in its 4 phases.
   */
  int multiplyAdds() {
    return 3 * (bins() - pairs()) + 2 * pairs();
  }

  /**
   * A transform of n real places: 2.5 n log₂ n, by which the FFTW library counts. Ours skips the
   * places that are zero, so the figure is generous; memory bounds a transform anyway.
   */
  double transformFlops() {
    double n = (double) height * width;
    return 2.5 * n * Math.log(n) / Math.log(2);
  }

  /** Planes of X: one a batch, phase and input channel. */
  private double xPlanes() {
    return (double) g.batch() * phases() * g.inChannels();
  }

  /** Planes of W: one a phase, input and output channel. */
  private double wPlanes() {
    return (double) phases() * g.inChannels() * g.outChannels();
  }

  /** Planes of Y: one a batch and output channel. */
  private double yPlanes() {
    return (double) g.batch() * g.outChannels();
  }

  private double spectrumBytes(double planes) {
    return COMPLEX_BYTES * bins() * planes;
  }

  /** Images or their gradient, read or written. */
  private double inputBytes() {
    return (double) Float.BYTES * g.batch() * g.height() * g.width() * g.inChannels();
  }

  private double outputBytes() {
    return (double) Float.BYTES * g.batch() * g.outHeight() * g.outWidth() * g.outChannels();
  }

  private double weightBytes() {
    return (double) Float.BYTES
        * g.kernelHeight()
        * g.kernelWidth()
        * g.inChannels()
        * g.outChannels();
  }

  /** x to X: a transform a plane; x is read, X written. */
  Cost transformInput() {
    return new Cost(xPlanes() * transformFlops(), inputBytes() + spectrumBytes(xPlanes()));
  }

  /** w to W, or dW's spectrum to dw: a transform a plane; both are moved. */
  Cost transformWeights() {
    return new Cost(wPlanes() * transformFlops(), weightBytes() + spectrumBytes(wPlanes()));
  }

  /** dy to its spectrum, or Y to y: a transform a plane; both are moved. */
  Cost transformOutput() {
    return new Cost(yPlanes() * transformFlops(), outputBytes() + spectrumBytes(yPlanes()));
  }

  /**
   * Any of the three passes: all bins for each image, phase and pair of channels, a multiply-add
   * being two operations; of X, W and Y two are read and the third written.
   */
  Cost products() {
    double pairs = (double) g.batch() * phases() * g.inChannels() * g.outChannels();
    return new Cost(
        2 * multiplyAdds() * pairs,
        spectrumBytes(xPlanes()) + spectrumBytes(wPlanes()) + spectrumBytes(yPlanes()));
  }

  /** A pass computed directly: a multiply-add for each output and tap; x, w and y are moved. */
  Cost direct() {
    return new Cost(g.flops(), inputBytes() + weightBytes() + outputBytes());
  }
}
