package capstan.capsnet.run;

import capstan.capsnet.augmentation.Augmentation;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.DrawingModel;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.setting.InvalidSettingException;

/**
 * Everything that decides a run, but for its data and the machine.
 *
 * @param preset what it was made from, for reports
 * @param model the network
 * @param training how it is trained
 */
public record RunConfiguration(
    String preset, ModelConfiguration model, TrainingConfiguration training) {

  /** Name of the preset that trains on overlapping pairs of images. */
  public static final String PAIRS = "multimnist";

  /** Whether the run trains on overlapping pairs of images. */
  public boolean onPairs() {
    return preset.equals(PAIRS);
  }

  /**
   * What the run uses of data: a limit keeps the first training images, but of a run on pairs it is
   * one of the pairs per epoch and leaves the images.
   *
   * @param data as it was read
   */
  public Dataset limited(Dataset data) {
    int limit = onPairs() ? 0 : training.limit();
    return limit == 0 ? data : data.limitTrain(limit);
  }

  /** Whether the network learns to draw images, and could learn to draw others than it is shown. */
  public boolean draws() {
    return model.newModel() instanceof DrawingModel network && network.drawing().isPresent();
  }

  /**
   * Checks that what a decoder is to draw is not said where that changes nothing.
   *
   * @throws InvalidSettingException if there is no decoder, or images are drawn as they are anyway
   */
  public void requireEffect() {
    Augmentation augmentation = training.augmentation();
    if (augmentation.warpedTarget()) {
      return;
    }
    if (!draws()) {
      throw new InvalidSettingException(
          "warped-target: the network has no decoder that could draw images, found false");
    }
    if (!augmentation.changesTarget(training.shift())) {
      throw new InvalidSettingException(
          "warped-target: images are neither moved nor warped, mirrored or made brighter, found"
              + " false");
    }
  }

  /**
   * With the network for images of another size and other classes.
   *
   * @param images which it is to be trained on
   * @throws InvalidSettingException if they do not fit its settings
   */
  public RunConfiguration fittedTo(ImageSet images) {
    return withModel(model.resized(DataFit.extents(images), images.classes()));
  }

  /**
   * With another network.
   *
   * @param value its configuration
   */
  public RunConfiguration withModel(ModelConfiguration value) {
    return new RunConfiguration(preset, value, training);
  }

  /**
   * Trained otherwise.
   *
   * @param value how
   */
  public RunConfiguration withTraining(TrainingConfiguration value) {
    return new RunConfiguration(preset, model, value);
  }
}
