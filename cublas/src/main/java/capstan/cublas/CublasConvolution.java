package capstan.cublas;

import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.Convolution;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;

/** Plans convolutions on the device, where that pays, otherwise on the processor. */
final class CublasConvolution extends Convolution {
  private final DeviceContext context;
  private final Workers workers;
  private final ProductCost cost;
  private final Convolution processor;

  CublasConvolution(
      DeviceContext context, Workers workers, ProductCost cost, Convolution processor) {
    this.context = context;
    this.workers = workers;
    this.cost = cost;
    this.processor = processor;
  }

  @Override
  public ConvolutionPlan plan(ConvolutionGeometry geometry, Workspace workspace) {
    return onDevice(geometry, cost)
        ? new CublasConvolutionPlan(geometry, workspace, context, workers)
        : processor.plan(geometry, workspace);
  }

  /** A plan on the device takes its memory there, and pinned, but none of the workspace. */
  @Override
  public long planBytes(ConvolutionGeometry geometry) {
    return onDevice(geometry, cost) ? 0 : processor.planBytes(geometry);
  }

  /** All three passes of a training step count: x, w, dy go out, y, dx and dw come back. */
  static boolean onDevice(ConvolutionGeometry g, ProductCost cost) {
    double images = (double) g.batch() * g.height() * g.width() * g.inChannels();
    double outputs = (double) g.batch() * g.outHeight() * g.outWidth() * g.outChannels();
    double bytes = 2.0 * Float.BYTES * (images + outputs + CublasConvolutionPlan.weightElements(g));
    return g.batch() > 0 && cost.prefersDevice(3 * g.flops(), bytes, 3);
  }
}
