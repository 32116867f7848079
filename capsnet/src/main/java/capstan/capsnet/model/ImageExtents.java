package capstan.capsnet.model;

import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;

/**
 * The images a network takes.
 *
 * @param height rows of pixels
 * @param width columns of pixels
 * @param channels numbers per pixel, 1 for grey
 */
public record ImageExtents(int height, int width, int channels) {

  /** MNIST's 28x28 grey images. */
  public static final ImageExtents MNIST = new ImageExtents(28, 28, 1);

  /**
   * Checks that nothing is empty.
   *
   * @throws InvalidSettingException if an extent is not positive
   */
  public ImageExtents {
    if (height < 1 || width < 1 || channels < 1) {
      throw new InvalidSettingException(
          "image: height, width and channels must be at least 1, found %sx%sx%s"
              .formatted(height, width, channels));
    }
  }

  /** Those with a margin all around. */
  public ImageExtents framed(int margin) {
    return new ImageExtents(height + 2 * margin, width + 2 * margin, channels);
  }

  /** Numbers an image is made of. */
  public int numbers() {
    return Math.multiplyExact(Math.multiplyExact(height, width), channels);
  }

  /** [height, width, channels]. */
  public Shape shape() {
    return Shape.of(height, width, channels);
  }

  /** As in {@code 28x28x1}. */
  @Override
  public String toString() {
    return height + "x" + width + "x" + channels;
  }
}
