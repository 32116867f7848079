package capstan.capsnet.inference;

import capstan.core.Workspace;
import capstan.core.kernel.Convolution;
import capstan.core.kernel.ConvolutionAlgorithm;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;

/**
 * Convolutions that are computed by one algorithm however many images come together: that which
 * suits a full batch. Another one sums in another order, so an image's last digits would tell how
 * many others were asked with it.
 */
final class SteadyConvolution extends Convolution {
  private final Convolution inner;
  private final int batch;

  /**
   * Over others.
   *
   * @param inner what computes
   * @param batch images of a full batch
   */
  SteadyConvolution(Convolution inner, int batch) {
    this.inner = inner;
    this.batch = batch;
  }

  @Override
  public ConvolutionAlgorithm choice(ConvolutionGeometry g) {
    return inner.choice(g.withBatch(batch));
  }

  @Override
  public ConvolutionPlan plan(ConvolutionGeometry geometry, Workspace workspace) {
    return inner.plan(geometry, workspace, choice(geometry));
  }

  @Override
  public ConvolutionPlan forwardPlan(ConvolutionGeometry geometry, Workspace workspace) {
    return inner.forwardPlan(geometry, workspace, choice(geometry));
  }

  @Override
  public long planBytes(ConvolutionGeometry geometry) {
    return inner.planBytes(geometry);
  }
}
