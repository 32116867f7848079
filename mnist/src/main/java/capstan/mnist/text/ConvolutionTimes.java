package capstan.mnist.text;

import capstan.core.CounterRandom;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionAlgorithm;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import java.util.Arrays;

/**
 * Times of the three passes of a convolution, in the order of a training step so that each pass
 * finds what those before it left.
 *
 * @param forward milliseconds of the forward pass
 * @param toInput milliseconds of the gradient of the input
 * @param toWeights milliseconds of the gradient of the weights
 */
record ConvolutionTimes(double forward, double toInput, double toWeights) {
  private static final int STEPS = 5;
  private static final int WARM_UP = 2;

  /** A kernel that is compiled late slows the first steps only; this bounds how many are done. */
  private static final double LONGEST_SECONDS = 4;

  /**
   * Measures medians on made-up numbers.
   *
   * @param backend what computes
   * @param geometry the extents
   * @param algorithm one that the backend offers
   */
  static ConvolutionTimes measure(
      Backend backend, ConvolutionGeometry geometry, ConvolutionAlgorithm algorithm) {
    ConvolutionGeometry g = geometry;
    ConvolutionPlan plan = backend.convolution().plan(g, new Workspace(), algorithm);
    Tensor x = random(g.batch(), g.height(), g.width(), g.inChannels());
    Tensor dx = Tensor.zeros(g.batch(), g.height(), g.width(), g.inChannels());
    Tensor w = random(g.kernelHeight(), g.kernelWidth(), g.inChannels(), g.outChannels());
    Tensor dw = Tensor.zeros(g.kernelHeight(), g.kernelWidth(), g.inChannels(), g.outChannels());
    Tensor y = Tensor.zeros(g.batch(), g.outHeight(), g.outWidth(), g.outChannels());
    double[][] times = new double[3][STEPS];
    long begin = System.nanoTime();
    int done = 0;
    for (int step = -WARM_UP; done < STEPS; step++) {
      long start = System.nanoTime();
      plan.forward(x, w, null, y);
      long forward = System.nanoTime();
      plan.backwardInput(y, w, dx);
      long input = System.nanoTime();
      plan.backwardWeight(x, y, dw);
      long end = System.nanoTime();
      boolean late = end - begin > LONGEST_SECONDS * 1e9;
      if (step >= 0 || late) {
        times[0][done] = (forward - start) / 1e6;
        times[1][done] = (input - forward) / 1e6;
        times[2][done] = (end - input) / 1e6;
        done++;
      }
      if (late) {
        break;
      }
    }
    return new ConvolutionTimes(
        median(times[0], done), median(times[1], done), median(times[2], done));
  }

  /** All three passes. */
  double total() {
    return forward + toInput + toWeights;
  }

  private static double median(double[] times, int count) {
    double[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }

  private static Tensor random(int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    CounterRandom random = new CounterRandom(1, 0);
    for (int k = 0; k < tensor.elements(); k++) {
      tensor.array()[tensor.offset() + k] = (float) (random.uniform(k) - 0.5);
    }
    return tensor;
  }
}
