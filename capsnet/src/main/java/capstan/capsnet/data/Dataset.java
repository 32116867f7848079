package capstan.capsnet.data;

import java.util.List;
import java.util.Optional;

/**
 * Images to learn from and images to test on.
 *
 * @param origin where they come from, in words for reports
 * @param train the training images
 * @param validation images to decide by, neither learned from nor tested on, of the same size and
 *     classes; mostly none, as a training can hold out its own
 * @param test the test images, of the same size and classes
 */
public record Dataset(String origin, ImageSet train, Optional<ImageSet> validation, ImageSet test) {

  /**
   * Checks that all sets fit one network.
   *
   * @throws IllegalArgumentException if image sizes or class counts differ
   */
  public Dataset {
    requireAlike(train, test);
    validation.ifPresent(images -> requireAlike(train, images));
  }

  /**
   * Without images to decide by.
   *
   * @param origin where they come from, in words for reports
   * @param train the training images
   * @param test the test images, of the same size and classes
   * @throws IllegalArgumentException if image sizes or class counts differ
   */
  public Dataset(String origin, ImageSet train, ImageSet test) {
    this(origin, train, Optional.empty(), test);
  }

  private static void requireAlike(ImageSet train, ImageSet other) {
    if (train.height() != other.height()
        || train.width() != other.width()
        || train.channels() != other.channels()
        || train.classes() != other.classes()) {
      throw new IllegalArgumentException("train and test differ: " + train + "; " + other);
    }
  }

  /**
   * The same images under other classes.
   *
   * @param names of all classes
   * @param labelOf of each class there is now, its label among those; any number for one that has
   *     no images
   */
  public Dataset relabelled(List<String> names, int... labelOf) {
    return new Dataset(
        origin,
        train.relabelled(names, labelOf),
        validation.map(images -> images.relabelled(names, labelOf)),
        test.relabelled(names, labelOf));
  }

  /** The origin without the folder, if the data is known by name: for titles of pictures. */
  public String name() {
    int folder = origin.indexOf(", the files in ");
    return folder < 0 ? origin : origin.substring(0, folder);
  }

  /**
   * The same images otherwise beside only the first training images.
   *
   * @param limit how many; all of them if there are fewer
   */
  public Dataset limitTrain(int limit) {
    return limit >= train.count()
        ? this
        : new Dataset(origin, train.first(limit), validation, test);
  }
}
