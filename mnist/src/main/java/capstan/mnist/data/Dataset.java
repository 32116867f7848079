package capstan.mnist.data;

/**
 * Images to learn from and images to test on.
 *
 * @param origin where they come from, in words for reports
 * @param train the training images
 * @param test the test images, of the same size and classes
 */
public record Dataset(String origin, ImageSet train, ImageSet test) {

  /**
   * Checks that both sets fit one network.
   *
   * @throws IllegalArgumentException if image sizes or class counts differ
   */
  public Dataset {
    if (train.height() != test.height()
        || train.width() != test.width()
        || train.channels() != test.channels()
        || train.classes() != test.classes()) {
      throw new IllegalArgumentException("train and test differ: " + train + "; " + test);
    }
  }

  /** The origin without the folder, if the data is known by name: for titles of pictures. */
  public String name() {
    int folder = origin.indexOf(", the files in ");
    return folder < 0 ? origin : origin.substring(0, folder);
  }

  /**
   * The same test images beside only the first training images.
   *
   * @param limit how many; all of them if there are fewer
   */
  public Dataset limitTrain(int limit) {
    return limit >= train.count() ? this : new Dataset(origin, train.first(limit), test);
  }
}
