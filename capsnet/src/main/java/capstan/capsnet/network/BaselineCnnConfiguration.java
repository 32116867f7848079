package capstan.capsnet.network;

import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.capsnet.setting.Tunable;

/**
 * The convolutional network the paper compares with (section 5): three 5x5 convolutions of 256, 256
 * and 128 channels with stride 1, fully connected layers of 328 and 192, dropout, softmax cross
 * entropy. Its extents are fixed; the images and classes are not.
 *
 * @param image the images it takes
 * @param classes how many classes it tells apart
 * @param dropout part of the last hidden layer that is zeroed in a training step
 */
public record BaselineCnnConfiguration(
    ImageExtents image,
    int classes,
    @Tunable(
            name = "dropout",
            help = "Of the baseline CNN: part of the last hidden layer dropped",
            least = 0,
            most = 0.99,
            learning = true)
        double dropout)
    implements ModelConfiguration {

  /** For MNIST, half of the last hidden layer dropped. */
  public static final BaselineCnnConfiguration MNIST =
      new BaselineCnnConfiguration(ImageExtents.MNIST, 10, 0.5);

  /**
   * Checks the bounds.
   *
   * @throws InvalidSettingException if there are fewer than 2 classes or the dropout is outside
   */
  public BaselineCnnConfiguration {
    if (classes < 2) {
      throw new InvalidSettingException("classes must be at least 2, found " + classes);
    }
    Setting.check(BaselineCnnConfiguration.class, image, classes, dropout);
  }

  @Override
  public BaselineCnn newModel() {
    return new BaselineCnn(this);
  }

  @Override
  public BaselineCnnConfiguration resized(ImageExtents image, int classes) {
    return new BaselineCnnConfiguration(image, classes, dropout);
  }
}
