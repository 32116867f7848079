package capstan.core.kernel;

import capstan.core.Shape;

/**
 * The extents of a two-dimensional convolution. Images and outputs are channels-last, [batch,
 * height, width, channels]; weights are [kernelHeight, kernelWidth, inChannels, outChannels].
 *
 * @param batch images, at least 0
 * @param height input rows
 * @param width input columns
 * @param inChannels input channels
 * @param outChannels output channels
 * @param kernelHeight kernel rows
 * @param kernelWidth kernel columns
 * @param stride step of the kernel on both axes, at least 1
 * @param padding zeros added on each of the four sides
 */
public record ConvolutionGeometry(
    int batch,
    int height,
    int width,
    int inChannels,
    int outChannels,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int padding) {

  /**
   * Checks that the output is not empty.
   *
   * @throws IllegalArgumentException if an extent is out of range or the kernel exceeds the padded
   *     input
   */
  public ConvolutionGeometry {
    if (batch < 0 || inChannels < 1 || outChannels < 1 || stride < 1 || padding < 0) {
      throw new IllegalArgumentException(
          ("convolution needs batch ≥ 0, channels ≥ 1, stride ≥ 1 and padding ≥ 0, found batch %s,"
                  + " channels %s and %s, stride %s, padding %s")
              .formatted(batch, inChannels, outChannels, stride, padding));
    }
    if (kernelHeight < 1
        || kernelWidth < 1
        || height + 2 * padding < kernelHeight
        || width + 2 * padding < kernelWidth) {
      throw new IllegalArgumentException(
          "a kernel of %sx%s does not fit an input of %sx%s with padding %s"
              .formatted(kernelHeight, kernelWidth, height, width, padding));
    }
  }

  /** The same with so many images. */
  public ConvolutionGeometry withBatch(int images) {
    return new ConvolutionGeometry(
        images, height, width, inChannels, outChannels, kernelHeight, kernelWidth, stride, padding);
  }

  /** Shape of the images, [batch, height, width, inChannels]. */
  public Shape input() {
    return Shape.of(batch, height, width, inChannels);
  }

  /** Shape of the weights, [kernelHeight, kernelWidth, inChannels, outChannels]. */
  public Shape weight() {
    return Shape.of(kernelHeight, kernelWidth, inChannels, outChannels);
  }

  /** Shape of the output, [batch, outHeight, outWidth, outChannels]. */
  public Shape output() {
    return Shape.of(batch, outHeight(), outWidth(), outChannels);
  }

  /** Output rows. */
  public int outHeight() {
    return (height + 2 * padding - kernelHeight) / stride + 1;
  }

  /** Output columns. */
  public int outWidth() {
    return (width + 2 * padding - kernelWidth) / stride + 1;
  }

  /** Multiplications and additions of one direct pass over the batch, counted as two each. */
  public double flops() {
    double windows = (double) batch * outHeight() * outWidth();
    return 2 * windows * outChannels * kernelHeight * kernelWidth * inChannels;
  }
}
