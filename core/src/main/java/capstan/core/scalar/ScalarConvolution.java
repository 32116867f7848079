package capstan.core.scalar;

import capstan.core.Workspace;
import capstan.core.kernel.Convolution;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;

/** Convolutions by their definition; there is nothing to prepare. */
final class ScalarConvolution extends Convolution {

  @Override
  public ConvolutionPlan plan(ConvolutionGeometry geometry, Workspace workspace) {
    return new ScalarConvolutionPlan(geometry);
  }

  @Override
  public long planBytes(ConvolutionGeometry geometry) {
    return 0;
  }
}
