package capstan.core.simd.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.CounterRandom;
import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.simd.lanes.Lanes;
import capstan.core.simd.transform.TransformShape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * No result of any pass is further from a direct convolution in double precision than the stated
 * part of the largest result, whatever the shape, the scale and the kind of numbers.
 */
class TransformAccuracyTest {

  @Property(tries = 60, maxDiscardRatio = 20)
  void everyPassKeepsTheBound(
      @ForAll @IntRange(min = 1, max = 20) int batch,
      @ForAll @IntRange(min = 1, max = 18) int height,
      @ForAll @IntRange(min = 1, max = 18) int width,
      @ForAll @IntRange(min = 1, max = 20) int inChannels,
      @ForAll @IntRange(min = 1, max = 20) int outChannels,
      @ForAll @IntRange(min = 1, max = 9) int kernelHeight,
      @ForAll @IntRange(min = 1, max = 9) int kernelWidth,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(max = 4) int padding,
      @ForAll @IntRange(min = 1, max = 3) int threads,
      @ForAll Numbers numbers,
      @ForAll boolean strict,
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
        numbers,
        strict,
        seed);
  }

  /** Four phases, three of them with a tap less along an axis, in every batch. */
  @Property(tries = 8)
  void primaryCapsInSmall(
      @ForAll @IntRange(min = 1, max = 33) int batch,
      @ForAll @IntRange(min = 1, max = 40) int inChannels,
      @ForAll @IntRange(min = 1, max = 40) int outChannels,
      @ForAll Numbers numbers,
      @ForAll boolean strict,
      @ForAll @IntRange(max = 1000) int seed) {
    ConvolutionGeometry g =
        new ConvolutionGeometry(batch, 20, 20, inChannels, outChannels, 9, 9, 2, 0);
    check(g, 2, numbers, strict, seed);
  }

  /** Sums as long as those of the network itself. */
  @Property(generation = GenerationMode.EXHAUSTIVE)
  void primaryCapsInDepth(@ForAll Numbers numbers, @ForAll boolean strict) {
    check(new ConvolutionGeometry(1, 20, 20, 256, 64, 9, 9, 2, 0), 2, numbers, strict, 1);
    check(new ConvolutionGeometry(1, 20, 20, 64, 256, 9, 9, 2, 0), 2, numbers, strict, 2);
  }

  /** Planes that are larger than a tile: the baseline CNN's on 40x40, and others. */
  @Property(generation = GenerationMode.EXHAUSTIVE)
  void largeFrames(@ForAll Numbers numbers, @ForAll boolean strict) {
    check(new ConvolutionGeometry(2, 40, 40, 20, 18, 5, 5, 1, 2), 2, numbers, strict, 1);
    check(new ConvolutionGeometry(1, 60, 33, 3, 4, 5, 5, 1, 2), 2, numbers, strict, 2);
    check(new ConvolutionGeometry(1, 35, 62, 4, 3, 3, 3, 1, 1), 1, numbers, strict, 3);
    check(new ConvolutionGeometry(1, 41, 30, 4, 3, 7, 7, 2, 3), 1, numbers, strict, 4);
  }

  /** Tile by tile: few channels and as many as there may be. */
  @Property(tries = 60)
  void winograd(
      @ForAll @IntRange(min = 1, max = 9) int batch,
      @ForAll @IntRange(min = 1, max = 18) int height,
      @ForAll @IntRange(min = 1, max = 18) int width,
      @ForAll @IntRange(min = 1, max = 8) int inVectors,
      @ForAll @IntRange(min = 1, max = 8) int outVectors,
      @ForAll @IntRange(max = 2) int padding,
      @ForAll Numbers numbers,
      @ForAll @IntRange(max = 1000) int seed) {
    Assume.that(Math.min(height, width) + 2 * padding >= 3);
    ConvolutionGeometry g =
        new ConvolutionGeometry(
            batch,
            height,
            width,
            inVectors * Lanes.COUNT,
            outVectors * Lanes.COUNT,
            3,
            3,
            1,
            padding);
    check(
        g,
        3,
        numbers,
        seed,
        WinogradConvolutionPlan.ERROR,
        workers ->
            Optional.of(
                new WinogradConvolutionPlan(
                    g, new WinogradMemory(workers), new Workspace(), /* training= */ true)));
  }

  /** What the factors are like. */
  enum Numbers {
    UNIFORM,
    NORMAL,
    /** Images as after a ReLU, small gradients. */
    RELU,
    /** Every sum grows with its length, and the interpolation takes large values' differences. */
    POSITIVE,
    /** Of very different scales. */
    SCALED
  }

  private static void check(
      ConvolutionGeometry g, int threads, Numbers numbers, boolean strict, int seed) {
    double bound = strict ? 1e-6 : 1e-5;
    int group = seed % 2 == 0 ? g.batch() : Math.ceilDiv(g.batch(), 2 + seed % 3);
    check(
        g,
        threads,
        numbers,
        seed,
        bound,
        workers ->
            TransformShape.of(g, bound)
                .map(
                    shape ->
                        new TransformedConvolutionPlan(shape, group, new Workspace(), workers)));
  }

  private static void check(
      ConvolutionGeometry g,
      int threads,
      Numbers numbers,
      int seed,
      double bound,
      Function<Workers, Optional<? extends ConvolutionPlan>> planner) {
    Tensor x = random(numbers, seed, 1, g.batch(), g.height(), g.width(), g.inChannels());
    Tensor weight =
        random(
            numbers, seed, 2, g.kernelHeight(), g.kernelWidth(), g.inChannels(), g.outChannels());
    Tensor bias = Tensor.zeros(g.outChannels());
    Tensor dy = random(numbers, seed, 4, g.batch(), g.outHeight(), g.outWidth(), g.outChannels());
    double[] expectedY = new double[dy.elements()];
    double[] expectedDx = new double[x.elements()];
    double[] expectedDWeight = new double[weight.elements()];
    directly(g, x, weight, bias, dy, expectedY, expectedDx, expectedDWeight);
    Tensor y = Tensor.zeros(dy.shape());
    Tensor dx = Tensor.zeros(x.shape());
    Tensor dWeight = Tensor.zeros(weight.shape());
    // Whoever leaves a part of a result is found out.
    List.of(y, dx, dWeight).forEach(each -> each.fill(Float.NaN));
    try (Workers workers = new Workers(threads)) {
      Optional<? extends ConvolutionPlan> possible = planner.apply(workers);
      Assume.that(possible.isPresent());
      ConvolutionPlan plan = possible.get();
      plan.forward(x, weight, bias, y);
      plan.backwardInput(dy, weight, dx);
      plan.backwardWeight(x, dy, dWeight);
    }
    assertThat(error(y, expectedY)).as("forward").isLessThanOrEqualTo(bound);
    assertThat(error(dx, expectedDx)).as("to the input").isLessThanOrEqualTo(bound);
    assertThat(error(dWeight, expectedDWeight)).as("to W").isLessThanOrEqualTo(bound);
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

  private static Tensor random(Numbers numbers, int seed, int stream, int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    CounterRandom random = new CounterRandom(seed, stream);
    for (int i = 0; i < tensor.elements(); i++) {
      double uniform = random.uniform(i) - 0.5;
      double normal = random.normal(i);
      tensor.array()[i] =
          (float)
              switch (numbers) {
                case UNIFORM -> uniform;
                case NORMAL -> normal;
                case RELU ->
                    stream == 1 ? Math.max(0, normal) : stream == 4 ? 1e-6 * normal : normal;
                case POSITIVE -> Math.abs(normal);
                case SCALED -> (stream == 1 ? 1e4 : stream == 2 ? 1e-5 : 1) * normal;
              };
    }
    return tensor;
  }
}
