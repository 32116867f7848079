package capstan.core.simd.convolution;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.DepthwiseConvolution;
import capstan.core.simd.lanes.Sharing;
import java.util.Arrays;

/**
 * Depthwise convolutions with channels in the lanes: a part is a row of outputs, an image whose
 * gradient is wanted, or an element of the kernel.
 */
public final class SimdDepthwiseConvolution extends DepthwiseConvolution {
  private final Workers workers;

  /**
   * Depthwise convolutions on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdDepthwiseConvolution(Workers workers) {
    this.workers = workers;
  }

  @Override
  protected void computeForward(
      ConvolutionGeometry g, Tensor x, Tensor weight, Tensor bias, Tensor y) {
    int channels = g.inChannels();
    share(
        g,
        g.batch() * g.outHeight(),
        part -> {
          int image = part / g.outHeight();
          int top = part % g.outHeight() * g.stride();
          for (int column = 0; column < g.outWidth(); column++) {
            int yAt = y.offset() + (part * g.outWidth() + column) * channels;
            System.arraycopy(bias.array(), bias.offset(), y.array(), yAt, channels);
            for (int i = 0; i < g.kernelHeight(); i++) {
              DepthwiseKernels.dot(
                  g.kernelWidth(),
                  channels,
                  x.array(),
                  x.offset() + pixel(g, image, top + i, column * g.stride()),
                  channels,
                  weight.array(),
                  weight.offset() + i * g.kernelWidth() * channels,
                  channels,
                  y.array(),
                  yAt);
            }
          }
        });
  }

  @Override
  protected void computeBackwardInput(ConvolutionGeometry g, Tensor dy, Tensor weight, Tensor dx) {
    int channels = g.inChannels();
    int size = g.height() * g.width() * channels;
    share(
        g,
        g.batch(),
        image -> {
          int start = dx.offset() + image * size;
          Arrays.fill(dx.array(), start, start + size, 0);
          for (int row = 0; row < g.outHeight(); row++) {
            for (int column = 0; column < g.outWidth(); column++) {
              int from = ((image * g.outHeight() + row) * g.outWidth() + column) * channels;
              for (int i = 0; i < g.kernelHeight(); i++) {
                DepthwiseKernels.spread(
                    g.kernelWidth(),
                    channels,
                    dy.array(),
                    dy.offset() + from,
                    weight.array(),
                    weight.offset() + i * g.kernelWidth() * channels,
                    dx.array(),
                    dx.offset() + pixel(g, image, row * g.stride() + i, column * g.stride()));
              }
            }
          }
        });
  }

  /** An element of the kernel meets every output once, image by image and row by row. */
  @Override
  protected void computeBackwardWeight(ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight) {
    int channels = g.inChannels();
    share(
        g,
        g.kernelHeight() * g.kernelWidth(),
        element -> {
          int at = dWeight.offset() + element * channels;
          Arrays.fill(dWeight.array(), at, at + channels, 0);
          int i = element / g.kernelWidth();
          int j = element % g.kernelWidth();
          boolean one = g.outHeight() * g.outWidth() == 1;
          int runs = one ? 1 : g.batch() * g.outHeight();
          for (int run = 0; run < runs; run++) {
            int y = run % g.outHeight() * g.stride() + i;
            DepthwiseKernels.dot(
                one ? g.batch() : g.outWidth(),
                channels,
                x.array(),
                x.offset() + pixel(g, run / g.outHeight(), y, j),
                one ? g.height() * g.width() * channels : g.stride() * channels,
                dy.array(),
                dy.offset() + run * g.outWidth() * channels,
                channels,
                dWeight.array(),
                at);
          }
        });
  }

  private static int pixel(ConvolutionGeometry g, int image, int row, int column) {
    return ((image * g.height() + row) * g.width() + column) * g.inChannels();
  }

  /** What one part does. */
  @FunctionalInterface
  private interface Part {
    void run(int part);
  }

  private void share(ConvolutionGeometry g, int parts, Part part) {
    Sharing.run(workers, (long) flops(g), parts, (k, worker) -> part.run(k));
  }
}
