package capstan.capsnet.data;

import capstan.core.CounterRandom;
import capstan.core.Workers;
import java.util.List;

/**
 * Handwriting-like digits that need no download: drawn by {@link DigitPen} in several shapes a
 * digit, 28 x 28, framed as MNIST frames its digits. The same seed gives the same images on any
 * number of threads, and no screen is needed.
 */
public final class DrawnDigits {
  /** What every report of a run on drawn digits calls its data. */
  public static final String ORIGIN = "drawn digits (generated, not MNIST)";

  /** The seed of the default set. */
  public static final long SEED = 1;

  private static final long TRAIN_STREAM = 0x7472616964726177L;
  private static final long TEST_STREAM = 0x7465737464726177L;
  private static final long LABEL_STREAM = 0x6c6162656c647277L;
  private static final int PART = 500;

  private DrawnDigits() {}

  /**
   * As many as MNIST has: 60,000 and 10,000.
   *
   * @param threads how many threads may draw
   */
  public static Dataset dataset(int threads) {
    return dataset(60_000, 10_000, SEED, threads);
  }

  /**
   * Training and test digits from one distribution, none in both.
   *
   * @param train number of training images
   * @param test number of test images
   * @param seed of the drawing
   * @param threads how many threads may draw; the images do not depend on it
   */
  public static Dataset dataset(int train, int test, long seed, int threads) {
    try (Workers workers = new Workers(threads)) {
      return new Dataset(
          ORIGIN,
          draw(ORIGIN, DigitShape.DIGITS, train, new CounterRandom(seed, TRAIN_STREAM), workers),
          draw(ORIGIN, DigitShape.DIGITS, test, new CounterRandom(seed, TEST_STREAM), workers));
    }
  }

  /**
   * Draws images of classes that are equally likely.
   *
   * @param origin what reports call them
   * @param classes the ways to write each
   * @param count how many images
   * @param random decides everything
   * @param workers draw
   */
  static ImageSet draw(
      String origin,
      List<List<DigitShape>> classes,
      int count,
      CounterRandom random,
      Workers workers) {
    int size = Framing.FRAME * Framing.FRAME;
    byte[] pixels = new byte[Math.multiplyExact(count, size)];
    byte[] labels = new byte[count];
    CounterRandom chosen = new CounterRandom(random.seed(), random.stream() ^ LABEL_STREAM);
    workers.run(
        Math.ceilDiv(count, PART),
        (part, worker) -> {
          DigitPen pen = new DigitPen(random);
          byte[] image = new byte[size];
          for (int i = part * PART; i < Math.min(count, (part + 1) * PART); i++) {
            labels[i] = (byte) chosen.below(i, classes.size());
            pen.draw(classes.get(labels[i]), i, image);
            System.arraycopy(image, 0, pixels, i * size, size);
          }
        });
    return ImageSet.owning(origin, Framing.FRAME, Framing.FRAME, 1, classes.size(), pixels, labels);
  }
}
