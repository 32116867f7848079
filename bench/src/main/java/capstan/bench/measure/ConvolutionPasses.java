package capstan.bench.measure;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;

/**
 * Median times of a convolution's three passes, run in the order of a training step, so that each
 * finds what the ones before it left. Where the gradient of the input is not wanted, as in a
 * network's first layer, ReLU and the gradient of the bias are in it, if the plan has them, as in a
 * step.
 *
 * @param forward milliseconds
 * @param toInput milliseconds; about 0 where it was left out
 * @param toWeights milliseconds
 */
public record ConvolutionPasses(double forward, double toInput, double toWeights) {
  private static final int STEPS = 12;
  private static final int WARM_UP = 6;

  /**
   * Measures.
   *
   * @param backend what computes
   * @param geometry the convolution
   * @param withInput whether the gradient of the input is wanted, as it is not of the images
   */
  public static ConvolutionPasses measure(
      Backend backend, ConvolutionGeometry geometry, boolean withInput) {
    ConvolutionPlan plan = backend.convolution().plan(geometry, new Workspace());
    RandomTensors random = new RandomTensors();
    Tensor x = random.next(geometry.input().extents());
    Tensor dx = random.next(geometry.input().extents());
    Tensor weight = random.next(geometry.weight().extents());
    Tensor dWeight = random.next(geometry.weight().extents());
    Tensor bias = random.next(geometry.outChannels());
    Tensor y = random.next(geometry.output().extents());
    Tensor dy = random.next(geometry.output().extents());
    Tensor dBias = random.next(geometry.outChannels());
    boolean fused = !withInput && plan.fusesRelu();
    double[][] times = new double[3][STEPS];
    for (int step = -WARM_UP; step < STEPS; step++) {
      long start = System.nanoTime();
      if (fused) {
        plan.forwardRelu(x, weight, bias, y);
      } else {
        plan.forward(x, weight, bias, y);
      }
      long forward = System.nanoTime();
      if (withInput) {
        plan.backwardInput(dy, weight, dx);
      }
      long input = System.nanoTime();
      if (fused) {
        plan.backwardParametersRelu(x, y, dy, dWeight, dBias);
      } else {
        plan.backwardWeight(x, dy, dWeight);
      }
      long end = System.nanoTime();
      int row = Math.max(0, step);
      times[0][row] = (forward - start) / 1e6;
      times[1][row] = (input - forward) / 1e6;
      times[2][row] = (end - input) / 1e6;
    }
    return new ConvolutionPasses(
        Spread.of(times[0]).median(), Spread.of(times[1]).median(), Spread.of(times[2]).median());
  }
}
