package capstan.core.simd.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.CounterRandom;
import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.ConvolutionGeometry;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * The frequency domain loses no accuracy that training could notice: no result of any pass is
 * further from a direct convolution in double precision than 2e-6 of the largest result.
 */
class FourierAccuracyTest {
  private static final double LARGEST_ERROR = 2e-6;

  @Property(tries = 60, maxDiscardRatio = 20)
  void everyPassIsWithinTwoMillionths(
      @ForAll @IntRange(min = 1, max = 20) int batch,
      @ForAll @IntRange(min = 1, max = 13) int height,
      @ForAll @IntRange(min = 1, max = 13) int width,
      @ForAll @IntRange(min = 1, max = 20) int inChannels,
      @ForAll @IntRange(min = 1, max = 20) int outChannels,
      @ForAll @IntRange(min = 1, max = 9) int kernelHeight,
      @ForAll @IntRange(min = 1, max = 9) int kernelWidth,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(max = 4) int padding,
      @ForAll @IntRange(min = 1, max = 3) int threads,
      @ForAll @IntRange(max = 1000) int seed) {
    Assume.that(kernelHeight <= height + 2 * padding && kernelWidth <= width + 2 * padding);
    check(
        new ConvolutionGeometry(
            batch,
            height,
            width,
            inChannels,
            outChannels,
            kernelHeight,
            kernelWidth,
            stride,
            padding),
        threads,
        seed);
  }

  /** The shape that the written-out transform is for, with every batch that pads differently. */
  @Property(tries = 8)
  void primaryCapsInSmall(
      @ForAll @IntRange(min = 1, max = 33) int batch,
      @ForAll @IntRange(min = 1, max = 40) int inChannels,
      @ForAll @IntRange(min = 1, max = 40) int outChannels,
      @ForAll @IntRange(max = 1000) int seed) {
    check(new ConvolutionGeometry(batch, 20, 20, inChannels, outChannels, 9, 9, 2, 0), 2, seed);
  }

  /** Sums as long as those of the network itself. */
  @Example
  void primaryCapsInDepth() {
    check(new ConvolutionGeometry(1, 20, 20, 256, 64, 9, 9, 2, 0), 2, 1);
    check(new ConvolutionGeometry(1, 20, 20, 64, 256, 9, 9, 2, 0), 2, 2);
  }

  /** The largest transforms that the planner takes: the baseline CNN on 40x40, and 64 places. */
  @Example
  void largeFrames() {
    check(new ConvolutionGeometry(2, 40, 40, 20, 18, 5, 5, 1, 2), 2, 1);
    check(new ConvolutionGeometry(1, 60, 33, 3, 4, 5, 5, 1, 2), 2, 2);
    check(new ConvolutionGeometry(1, 35, 62, 4, 3, 3, 3, 1, 1), 1, 3);
  }

  private static void check(ConvolutionGeometry g, int threads, int seed) {
    Tensor x = random(seed, 1, g.batch(), g.height(), g.width(), g.inChannels());
    Tensor weight =
        random(seed, 2, g.kernelHeight(), g.kernelWidth(), g.inChannels(), g.outChannels());
    Tensor bias = random(seed, 3, g.outChannels());
    Tensor dy = random(seed, 4, g.batch(), g.outHeight(), g.outWidth(), g.outChannels());
    double[] expectedY = new double[dy.elements()];
    double[] expectedDx = new double[x.elements()];
    double[] expectedDWeight = new double[weight.elements()];
    directly(g, x, weight, bias, dy, expectedY, expectedDx, expectedDWeight);
    Tensor y = Tensor.zeros(dy.shape());
    Tensor dx = Tensor.zeros(x.shape());
    Tensor dWeight = Tensor.zeros(weight.shape());
    try (Workers workers = new Workers(threads)) {
      var plan = new FourierConvolutionPlan(g, new Workspace(), workers);
      plan.forward(x, weight, bias, y);
      plan.backwardInput(dy, weight, dx);
      plan.backwardWeight(x, dy, dWeight);
    }
    assertThat(error(y, expectedY)).as("forward").isLessThanOrEqualTo(LARGEST_ERROR);
    assertThat(error(dx, expectedDx)).as("to the input").isLessThanOrEqualTo(LARGEST_ERROR);
    assertThat(error(dWeight, expectedDWeight)).as("to W").isLessThanOrEqualTo(LARGEST_ERROR);
  }

  private static void directly(
      ConvolutionGeometry g,
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor dy,
      double[] y,
      double[] dx,
      double[] dWeight) {
    int channels = g.outChannels();
    for (int out = 0; out < y.length; out += channels) {
      int window = out / channels;
      int column = window % g.outWidth();
      int row = window / g.outWidth() % g.outHeight();
      int image = window / g.outWidth() / g.outHeight();
      for (int o = 0; o < channels; o++) {
        y[out + o] = bias.array()[o];
      }
      for (int i = 0; i < g.kernelHeight(); i++) {
        for (int j = 0; j < g.kernelWidth(); j++) {
          int r = row * g.stride() + i - g.padding();
          int c = column * g.stride() + j - g.padding();
          if (r < 0 || r >= g.height() || c < 0 || c >= g.width()) {
            continue;
          }
          for (int k = 0; k < g.inChannels(); k++) {
            int from = ((image * g.height() + r) * g.width() + c) * g.inChannels() + k;
            int tap = ((i * g.kernelWidth() + j) * g.inChannels() + k) * channels;
            double sum = 0;
            for (int o = 0; o < channels; o++) {
              double w = weight.array()[tap + o];
              double d = dy.array()[out + o];
              y[out + o] += x.array()[from] * w;
              dWeight[tap + o] += x.array()[from] * d;
              sum += w * d;
            }
            dx[from] += sum;
          }
        }
      }
    }
  }

  /** Largest distance from what is expected, over the largest of that. */
  private static double error(Tensor found, double[] expected) {
    double largest = 0;
    double distance = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      distance = Math.max(distance, Math.abs(found.array()[i] - expected[i]));
    }
    return distance == 0 ? 0 : distance / largest;
  }

  private static Tensor random(int seed, int stream, int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    CounterRandom random = new CounterRandom(seed, stream);
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.array()[i] = (float) random.uniform(i) - 0.5f;
    }
    return tensor;
  }
}
