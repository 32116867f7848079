package capstan.core.scalar;

import static capstan.core.testing.CentralDifferences.dot;
import static capstan.core.testing.CentralDifferences.gradient;
import static capstan.core.testing.Closeness.assertClose;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.testing.RandomNumbers;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Convolution against a padded copy of the image, and its gradients against differences. */
class ScalarConvolutionTest {

  @Property(tries = 60)
  void agreesWithTheFormula(@ForAll("geometries") ConvolutionGeometry g) {
    Shape input = Shape.of(g.batch(), g.height(), g.width(), g.inChannels());
    Shape kernel = Shape.of(g.kernelHeight(), g.kernelWidth(), g.inChannels(), g.outChannels());
    Shape output = Shape.of(g.batch(), g.outHeight(), g.outWidth(), g.outChannels());
    float[] x = RandomNumbers.normal(input.elements(), 1);
    float[] w = RandomNumbers.normal(kernel.elements(), 2);
    float[] bias = RandomNumbers.normal(g.outChannels(), 3);
    float[] dy = RandomNumbers.normal(output.elements(), 4);
    double[] exactX = RandomNumbers.doubles(x);
    double[] exactW = RandomNumbers.doubles(w);
    double[] exactDy = RandomNumbers.doubles(dy);
    ConvolutionPlan plan = new ScalarConvolution().plan(g, new Workspace());

    Tensor y = garbage(output);
    plan.forward(Tensor.of(input, x), Tensor.of(kernel, w), null, y);
    double[] expected = convolve(g, exactX, exactW);
    assertClose(y.toArray(), expected, 1, 2e-6);

    plan.forward(
        Tensor.of(input, x), Tensor.of(kernel, w), Tensor.of(Shape.of(bias.length), bias), y);
    for (int k = 0; k < expected.length; k++) {
      expected[k] += bias[k % bias.length];
    }
    assertClose(y.toArray(), expected, 1, 2e-6);

    Tensor dx = garbage(input);
    plan.backwardInput(Tensor.of(output, dy), Tensor.of(kernel, w), dx);
    assertClose(
        dx.toArray(), gradient(at -> dot(exactDy, convolve(g, at, exactW)), exactX), 1, 2e-6);

    Tensor dw = garbage(kernel);
    plan.backwardWeight(Tensor.of(input, x), Tensor.of(output, dy), dw);
    assertClose(
        dw.toArray(), gradient(at -> dot(exactDy, convolve(g, exactX, at)), exactW), 1, 2e-6);
  }

  private static Tensor garbage(Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    tensor.fill(Float.NaN);
    return tensor;
  }

  /** Scatters each pixel of a padded image to every output it belongs to. */
  private static double[] convolve(ConvolutionGeometry g, double[] x, double[] w) {
    int in = g.inChannels();
    int out = g.outChannels();
    double[] y = new double[g.batch() * g.outHeight() * g.outWidth() * out];
    for (int pixel = 0; pixel < g.batch() * g.height() * g.width(); pixel++) {
      int column = pixel % g.width() + g.padding();
      int row = pixel / g.width() % g.height() + g.padding();
      int image = pixel / g.width() / g.height();
      for (int r = 0; r < g.outHeight(); r++) {
        for (int c = 0; c < g.outWidth(); c++) {
          int i = row - r * g.stride();
          int j = column - c * g.stride();
          if (i < 0 || i >= g.kernelHeight() || j < 0 || j >= g.kernelWidth()) {
            continue;
          }
          for (int channels = 0; channels < in * out; channels++) {
            int k = channels / out;
            int o = channels % out;
            y[((image * g.outHeight() + r) * g.outWidth() + c) * out + o] +=
                x[pixel * in + k] * w[(i * g.kernelWidth() + j) * in * out + channels];
          }
        }
      }
    }
    return y;
  }

  @Provide
  Arbitrary<ConvolutionGeometry> geometries() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(1, 5),
            Arbitraries.integers().between(1, 5),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(1, 3))
        .flatAs(
            (batch, height, width, in, out, kernelHeight, kernelWidth, stride) ->
                Arbitraries.integers()
                    .between(leastPadding(height, width, kernelHeight, kernelWidth), 3)
                    .map(
                        padding ->
                            new ConvolutionGeometry(
                                batch,
                                height,
                                width,
                                in,
                                out,
                                kernelHeight,
                                kernelWidth,
                                stride,
                                padding)));
  }

  private static int leastPadding(int height, int width, int kernelHeight, int kernelWidth) {
    int missing = Math.max(kernelHeight - height, kernelWidth - width);
    return missing <= 0 ? 0 : (missing + 1) / 2;
  }
}
