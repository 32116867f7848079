package capstan.capsnet.data;

import capstan.core.CounterRandom;

/**
 * A set of images cut in two; both sides keep the order of the whole.
 *
 * @param kept what is left to train on
 * @param heldOut what is not trained on
 */
public record HeldOut(ImageSet kept, ImageSet heldOut) {
  /** Which random sequence chooses the images held out. */
  private static final long STREAM = 0x686f6c646f7574L;

  /**
   * Holds out images drawn at random.
   *
   * @param images the whole
   * @param count how many to hold out, at least 1 and fewer than there are
   * @param seed the same seed draws the same images
   * @throws IllegalArgumentException if one side would be empty
   */
  public static HeldOut random(ImageSet images, int count, long seed) {
    if (count < 1 || count >= images.count()) {
      throw new IllegalArgumentException(
          "cannot hold out %d of %d images, expected 1 to %d"
              .formatted(count, images.count(), images.count() - 1));
    }
    CounterRandom random = new CounterRandom(seed, STREAM);
    int[] kept = new int[images.count() - count];
    int[] out = new int[count];
    int taken = 0;
    for (int image = 0; image < images.count(); image++) {
      // Knuth's selection sampling: each image joins with just the chance that keeps the total.
      if (random.below(image, images.count() - image) < count - taken) {
        out[taken++] = image;
      } else {
        kept[image - taken] = image;
      }
    }
    return new HeldOut(images.select(kept), images.select(out));
  }
}
