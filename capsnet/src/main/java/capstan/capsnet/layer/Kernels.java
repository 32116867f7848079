package capstan.capsnet.layer;

import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.kernel.ConvolutionGeometry;

/**
 * The square kernels of a convolution.
 *
 * @param count how many: channels of the output
 * @param size rows and columns of each
 * @param stride step on both axes
 * @param padding zeros added on each of the four sides
 */
public record Kernels(int count, int size, int stride, int padding) {

  /**
   * Kernels in steps of 1 and without padding.
   *
   * @param count how many: channels of the output
   * @param size rows and columns of each
   */
  public Kernels(int count, int size) {
    this(count, size, 1, 0);
  }

  /**
   * Extents of their convolution with images.
   *
   * @param layer its name, for the message
   * @param image [height, width, channels]
   * @param batch images at a time
   * @throws InvalidSettingException if they do not fit
   */
  public ConvolutionGeometry over(String layer, Shape image, int batch) {
    if (image.rank() != 3) {
      throw new InvalidSettingException(
          LayerSummary.title(layer)
              + ": expected images [height, width, channels], found "
              + image);
    }
    try {
      return new ConvolutionGeometry(
          batch,
          image.extent(0),
          image.extent(1),
          image.extent(2),
          count,
          size,
          size,
          stride,
          padding);
    } catch (IllegalArgumentException wrong) {
      throw new InvalidSettingException(LayerSummary.title(layer) + ": " + wrong.getMessage());
    }
  }

  /** As in {@code kernels 9x9x256, stride 2}. */
  String text(int channels) {
    String steps =
        stride == 1 && padding > 0 && size == 2 * padding + 1
            ? "same padding"
            : "stride " + stride + (padding > 0 ? ", padding " + padding : "");
    return "kernels %dx%dx%d, %s".formatted(size, size, channels, steps);
  }
}
