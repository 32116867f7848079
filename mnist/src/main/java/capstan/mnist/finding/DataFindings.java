package capstan.mnist.finding;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a data set holds, in numbers.
 *
 * @param data where it comes from
 * @param height rows of an image
 * @param width columns of an image
 * @param channels values per pixel
 * @param training images to train on
 * @param validation images to decide by
 * @param test images to test on
 * @param pixelMean of the training images, 0 black to 1 full brightness, one for each channel
 * @param pixelDeviation standard deviation of the same
 * @param classes by label
 */
public record DataFindings(
    String data,
    int height,
    int width,
    int channels,
    int training,
    int validation,
    int test,
    List<Double> pixelMean,
    List<Double> pixelDeviation,
    List<ClassImages> classes) {
  private static final int LEVELS = 256;

  /**
   * How many images a class has.
   *
   * @param label its number
   * @param name what it is called
   * @param training images to train on
   * @param validation images to decide by
   * @param test images to test on
   */
  public record ClassImages(int label, String name, int training, int validation, int test) {}

  /**
   * Counts images and pixels.
   *
   * @param data with at least one training image
   */
  public static DataFindings of(Dataset data) {
    ImageSet train = data.train();
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (long[] levels : levels(train)) {
      double pixels = (double) train.count() * train.height() * train.width();
      double mean =
          IntStream.range(0, LEVELS).mapToDouble(level -> level / 255.0 * levels[level]).sum()
              / pixels;
      double variance =
          IntStream.range(0, LEVELS)
                  .mapToDouble(level -> Math.pow(level / 255.0 - mean, 2) * levels[level])
                  .sum()
              / pixels;
      means.add(mean);
      deviations.add(Math.sqrt(variance));
    }
    return new DataFindings(
        data.origin(),
        train.height(),
        train.width(),
        train.channels(),
        train.count(),
        data.validation().map(ImageSet::count).orElse(0),
        data.test().count(),
        means,
        deviations,
        classes(data));
  }

  /** {@code [channel][level]}: how many pixels have each of the 256 levels. */
  private static long[][] levels(ImageSet images) {
    long[][] levels = new long[images.channels()][LEVELS];
    for (int image = 0; image < images.count(); image++) {
      int channel = 0;
      for (byte value : images.image(image)) {
        levels[channel][Byte.toUnsignedInt(value)]++;
        channel = channel + 1 == levels.length ? 0 : channel + 1;
      }
    }
    return levels;
  }

  private static List<ClassImages> classes(Dataset data) {
    List<String> names = data.train().classNames();
    int[] training = counts(data.train());
    int[] validation = data.validation().map(DataFindings::counts).orElse(new int[names.size()]);
    int[] test = counts(data.test());
    return IntStream.range(0, names.size())
        .mapToObj(
            label ->
                new ClassImages(
                    label, names.get(label), training[label], validation[label], test[label]))
        .toList();
  }

  private static int[] counts(ImageSet images) {
    int[] counts = new int[images.classes()];
    for (int image = 0; image < images.count(); image++) {
      counts[images.label(image)]++;
    }
    return counts;
  }
}
