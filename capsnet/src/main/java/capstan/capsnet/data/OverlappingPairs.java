package capstan.capsnet.data;

import capstan.core.CounterRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Pairs of overlapping images, as in MultiMNIST (paper, section 6): a base and a top of another
 * class from the same set, each moved on its own by whole pixels in a frame just large enough, and
 * merged by {@code min(255, base + top)}.
 *
 * <p>Every image is the base of one pair a sweep. What its pair is depends only on the seed, the
 * sweep and the image, so pairs need not be kept, and are the same on any number of threads.
 */
public final class OverlappingPairs {
  private static final long PARTNER_STREAM = 0x706172746e6572L;
  private static final long SHIFT_STREAM = 0x7061697273L;

  /** Draws of a partner before one of the same class is taken for a sign that few are not. */
  private static final int TRIES = 64;

  private final ImageSet images;
  private final int shift;
  private final CounterRandom partners;
  private final CounterRandom shifts;

  /**
   * Pairs of a set's images.
   *
   * @param images images of at least two classes
   * @param shift largest move in each direction, in pixels
   * @param seed of the pairs
   * @throws IllegalArgumentException if all images are of one class, or the shift is negative
   */
  public OverlappingPairs(ImageSet images, int shift, long seed) {
    if (shift < 0) {
      throw new IllegalArgumentException("shift must not be negative, found " + shift);
    }
    if (!canBeOf(images)) {
      throw new IllegalArgumentException(
          "pairs need images of at least two classes, found " + images.count() + " of one");
    }
    this.images = images;
    this.shift = shift;
    partners = new CounterRandom(seed, PARTNER_STREAM);
    shifts = new CounterRandom(seed, SHIFT_STREAM);
  }

  /**
   * Whether images are of at least two classes.
   *
   * @param images any
   */
  public static boolean canBeOf(ImageSet images) {
    return IntStream.range(1, images.count())
        .anyMatch(image -> images.label(image) != images.label(0));
  }

  /** The images that are paired. */
  public ImageSet images() {
    return images;
  }

  /** Rows of a pair: those of an image and room to move. */
  public int height() {
    return images.height() + 2 * shift;
  }

  /** Columns of a pair. */
  public int width() {
    return images.width() + 2 * shift;
  }

  /** Numbers of a frame. */
  public int frameSize() {
    return height() * width() * images.channels();
  }

  /**
   * Which image lies on top of a base.
   *
   * @param sweep from 0
   * @param base index of the base
   * @return index of an image of another class
   */
  public int top(long sweep, int base) {
    int count = images.count();
    int candidate = base;
    for (int draw = 0; draw < TRIES; draw++) {
      candidate = partners.below((sweep << 32 | base) * TRIES + draw, count);
      if (images.label(candidate) != images.label(base)) {
        return candidate;
      }
    }
    while (images.label(candidate) == images.label(base)) {
      candidate = (candidate + 1) % count;
    }
    return candidate;
  }

  /**
   * How far an image of a pair is moved.
   *
   * @param sweep from 0
   * @param base index of the base
   * @param number 0 rows the base moves down, 1 columns it moves right, 2 and 3 the same of the top
   * @return from −shift to shift
   */
  public int move(long sweep, int base, int number) {
    return shifts.below((sweep << 32 | base) * 4 + number, 2 * shift + 1) - shift;
  }

  /**
   * Draws a pair as three frames, {@code [height, width, channels]} each, in 0 to 1.
   *
   * @param sweep from 0
   * @param base index of the base
   * @param into where to
   * @param merged where both together begin
   * @param below where the base alone begins
   * @param above where the top alone begins
   */
  public void draw(long sweep, int base, float[] into, int merged, int below, int above) {
    place(base, move(sweep, base, 0), move(sweep, base, 1), into, below);
    place(top(sweep, base), move(sweep, base, 2), move(sweep, base, 3), into, above);
    for (int i = 0; i < frameSize(); i++) {
      int sum = Math.round(255 * into[below + i]) + Math.round(255 * into[above + i]);
      into[merged + i] = Math.min(255, sum) / 255f;
    }
  }

  private void place(int image, int down, int right, float[] into, int offset) {
    Arrays.fill(into, offset, offset + frameSize(), 0f);
    int channels = images.channels();
    for (int y = 0; y < images.height(); y++) {
      int row = offset + ((y + shift + down) * width() + shift + right) * channels;
      for (int x = 0; x < images.width(); x++) {
        for (int channel = 0; channel < channels; channel++) {
          into[row + x * channels + channel] = images.pixel(image, y, x, channel) / 255f;
        }
      }
    }
  }
}
