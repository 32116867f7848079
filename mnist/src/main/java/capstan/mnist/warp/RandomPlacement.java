package capstan.mnist.warp;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.core.CounterRandom;
import java.util.function.UnaryOperator;

/** Images in a larger frame: in its middle, or each at a random place of its own. */
public final class RandomPlacement {
  private static final long STREAM = 0x706c616365L;

  private RandomPlacement() {}

  /**
   * A dataset in a frame with a margin on every side: training images in its middle, from where a
   * training moves them by its shift, all others each at a place of its own that never changes.
   *
   * @param data upright images
   * @param margin zero pixels on each side
   * @param seed decides the places
   */
  public static Dataset moved(Dataset data, int margin, long seed) {
    String moved =
        "moved within %dx%d"
            .formatted(data.train().height() + 2 * margin, data.train().width() + 2 * margin);
    UnaryOperator<ImageSet> named = images -> images.withOrigin(images.origin() + ", " + moved);
    return new Dataset(
        data.name() + " " + moved,
        named.apply(centred(data.train(), margin)),
        data.validation().map(images -> named.apply(shifted(images, margin, seed))),
        named.apply(shifted(data.test(), margin, seed + 1)));
  }

  /**
   * Images in the middle of a frame with a margin on every side.
   *
   * @param images the images
   * @param margin zero pixels on each side
   */
  public static ImageSet centred(ImageSet images, int margin) {
    return AffineWarp.IDENTITY.apply(
        images, images.height() + 2 * margin, images.width() + 2 * margin);
  }

  /**
   * Images in such a frame, each moved by a whole number of pixels up to the margin each way, so
   * that none leaves the frame.
   *
   * @param images the images
   * @param margin zero pixels on each side before the move
   * @param seed decides the moves; that of an image depends on nothing but the seed and its index
   */
  public static ImageSet shifted(ImageSet images, int margin, long seed) {
    CounterRandom random = new CounterRandom(seed, STREAM);
    int height = images.height() + 2 * margin;
    int width = images.width() + 2 * margin;
    return images.redrawn(
        height,
        width,
        (image, into, offset) -> {
          int right = random.below(2L * image, 2 * margin + 1) - margin;
          int down = random.below(2L * image + 1, 2 * margin + 1) - margin;
          AffineWarp.translation(right, down).apply(images, image, height, width, into, offset);
        });
  }
}
