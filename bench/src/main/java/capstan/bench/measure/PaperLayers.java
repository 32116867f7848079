package capstan.bench.measure;

import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.RoutingGeometry;

/** The extents of the paper's network, for what is measured without a network around it. */
public final class PaperLayers {
  /** Parameters of the network with its decoder. */
  public static final int PARAMETERS = 8_215_568;

  private PaperLayers() {}

  /**
   * The first convolution: 28x28 pixels, 256 kernels of 9x9.
   *
   * @param batch images
   */
  public static ConvolutionGeometry conv1(int batch) {
    return new ConvolutionGeometry(batch, 28, 28, 1, 256, 9, 9, 1, 0);
  }

  /**
   * The convolution of the primary capsules: 20x20 places of 256 channels, 256 kernels of 9x9,
   * stride 2.
   *
   * @param batch images
   */
  public static ConvolutionGeometry primaryCaps(int batch) {
    return new ConvolutionGeometry(batch, 20, 20, 256, 256, 9, 9, 2, 0);
  }

  /**
   * Three rounds of routing from 1152 capsules of 8 dimensions to 10 of 16.
   *
   * @param batch images
   * @param allRounds whether the gradient goes through all of them, or through the last
   */
  public static RoutingGeometry digitCaps(int batch, boolean allRounds) {
    return new RoutingGeometry(batch, 1152, 8, 10, 16, 3, allRounds, 1e-12f);
  }
}
