package capstan.capsnet.augmentation;

import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.CounterRandom;
import capstan.core.Shape;
import java.util.Arrays;

/**
 * What an {@link Augmentation} does to the images of a training. Every amount depends on nothing
 * but the seed, the epoch and the image; but it has scratch memory, and so belongs to one thread.
 */
public final class ImageTransform {
  private static final long STREAM = 0x6175676d656e74L;
  private static final long NOISE_STREAM = 0x6e6f697365L;

  /** Random numbers set aside for an example. */
  private static final int NUMBERS = 8;

  private final Augmentation augmentation;
  private final RandomWarp warp;
  private final CounterRandom random;
  private final CounterRandom noise;
  private final int height;
  private final int width;
  private final int channels;

  /**
   * For images of one size.
   *
   * @param augmentation how they are changed
   * @param shift largest move in each direction in pixels, any part of one included
   * @param image [height, width, channels]
   * @param seed of the amounts
   * @throws InvalidSettingException if what is to be erased is larger than an image
   */
  public ImageTransform(Augmentation augmentation, double shift, Shape image, long seed) {
    this.augmentation = augmentation;
    height = image.extent(0);
    width = image.extent(1);
    channels = image.extent(2);
    if (augmentation.erase() > Math.min(height, width)) {
      throw new InvalidSettingException(
          "erase: a square of %d pixels does not fit images of %dx%d"
              .formatted(augmentation.erase(), height, width));
    }
    warp = new RandomWarp(augmentation, shift, image, seed);
    random = new CounterRandom(seed, STREAM);
    noise = new CounterRandom(seed, NOISE_STREAM);
  }

  /** The address of an image's amounts. */
  private static long example(long epoch, int image) {
    return epoch << 32 | image;
  }

  /**
   * Whether an image is one of the share that is warped.
   *
   * @param epoch from 0
   * @param index of the image
   */
  public boolean isWarped(long epoch, int index) {
    return warp.isDrawn(example(epoch, index));
  }

  /**
   * Scales, shears, turns, moves and bends.
   *
   * @param epoch from 0
   * @param index of the image
   * @param image [height, width, channels]
   * @param into where to, in the same layout
   * @param offset index of the first number
   */
  public void warp(long epoch, int index, float[] image, float[] into, int offset) {
    warp.apply(example(epoch, index), image, into, offset);
  }

  /**
   * Moves as far as {@link #warp} would, and does nothing else.
   *
   * @param epoch from 0
   * @param index of the image
   * @param image [height, width, channels]
   * @param into where to, in the same layout
   * @param offset index of the first number
   */
  public void move(long epoch, int index, float[] image, float[] into, int offset) {
    warp.move(example(epoch, index), image, into, offset);
  }

  /**
   * Mirrors, and changes brightness and contrast.
   *
   * @param epoch from 0
   * @param index of the image
   * @param pixels has the image, in 0 to 1, [height, width, channels]
   * @param offset index of its first number
   */
  public void adjust(long epoch, int index, float[] pixels, int offset) {
    long first = example(epoch, index) * NUMBERS;
    if (augmentation.flip() && random.uniform(first) < 0.5) {
      mirror(pixels, offset);
    }
    if (augmentation.brightness() > 0) {
      stretch(pixels, offset, 0, factor(first + 1, augmentation.brightness()));
    }
    if (augmentation.contrast() > 0) {
      stretch(pixels, offset, mean(pixels, offset), factor(first + 2, augmentation.contrast()));
    }
  }

  /** From 1 − most to 1 + most. */
  private float factor(long index, double most) {
    return (float) (1 + (2 * random.uniform(index) - 1) * most);
  }

  private void mirror(float[] pixels, int offset) {
    for (int y = 0; y < height; y++) {
      int left = offset + y * width * channels;
      int right = left + (width - 1) * channels;
      for (; left < right; left += channels, right -= channels) {
        for (int channel = 0; channel < channels; channel++) {
          float kept = pixels[left + channel];
          pixels[left + channel] = pixels[right + channel];
          pixels[right + channel] = kept;
        }
      }
    }
  }

  private int numbers() {
    return height * width * channels;
  }

  private float mean(float[] pixels, int offset) {
    double sum = 0;
    for (int i = offset; i < offset + numbers(); i++) {
      sum += pixels[i];
    }
    return (float) (sum / numbers());
  }

  private void stretch(float[] pixels, int offset, float about, float factor) {
    for (int i = offset; i < offset + numbers(); i++) {
      pixels[i] = clamped(about + factor * (pixels[i] - about));
    }
  }

  private static float clamped(float number) {
    return Math.min(1f, Math.max(0f, number));
  }

  /**
   * Erases a square, and adds noise.
   *
   * @param epoch from 0
   * @param index of the image
   * @param pixels has the image, in 0 to 1, [height, width, channels]
   * @param offset index of its first number
   */
  public void corrupt(long epoch, int index, float[] pixels, int offset) {
    long example = example(epoch, index);
    int side = augmentation.erase();
    if (side > 0) {
      int top = random.below(example * NUMBERS + 3, height - side + 1);
      int left = random.below(example * NUMBERS + 4, width - side + 1);
      for (int y = top; y < top + side; y++) {
        int from = offset + (y * width + left) * channels;
        Arrays.fill(pixels, from, from + side * channels, 0f);
      }
    }
    if (augmentation.noise() > 0) {
      addNoise(example, pixels, offset);
    }
  }

  private void addNoise(long example, float[] pixels, int offset) {
    float deviation = (float) augmentation.noise();
    int end = offset + numbers();
    long word = example * Math.ceilDiv(numbers(), NormalQuantiles.PER_WORD);
    for (int start = offset; start < end; start += NormalQuantiles.PER_WORD) {
      long bits = noise.bits(word++);
      int stop = Math.min(end, start + NormalQuantiles.PER_WORD);
      for (int i = start; i < stop; i++) {
        pixels[i] = clamped(pixels[i] + deviation * NormalQuantiles.of(bits, i - start));
      }
    }
  }
}
