package capstan.core.simd;

import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.Convolution;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;

/**
 * Plans convolutions: directly, or in the frequency domain where the cost model says that this is
 * cheaper. {@code -Dcapstan.convolution=direct|fourier} forces one of them, for tests and
 * measurements.
 */
final class SimdConvolution extends Convolution {
  private static final String FORCED = System.getProperty("capstan.convolution", "auto");

  private final Workers workers;
  private final PackedProduct product;

  SimdConvolution(Workers workers) {
    this.workers = workers;
    this.product = new PackedProduct(workers);
  }

  @Override
  public ConvolutionPlan plan(ConvolutionGeometry geometry, Workspace workspace) {
    return prefersFourier(geometry)
        ? new FourierConvolutionPlan(geometry, workspace, workers)
        : new DirectConvolutionPlan(geometry, product, workers);
  }

  @Override
  public long planBytes(ConvolutionGeometry geometry) {
    return prefersFourier(geometry) ? FourierConvolutionPlan.bytes(geometry) : 0;
  }

  private static boolean prefersFourier(ConvolutionGeometry geometry) {
    return switch (FORCED) {
      case "auto" -> ConvolutionCost.of(geometry).prefersFourier();
      case "direct" -> false;
      case "fourier" -> true;
      default ->
          throw new IllegalArgumentException(
              "capstan.convolution must be auto, direct or fourier, found " + FORCED);
    };
  }
}
