package capstan.capsnet.run;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.ModelConfiguration;

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

  /**
   * Checks that data has what the selection of weights needs.
   *
   * @param data as it was read
   * @throws capstan.capsnet.setting.InvalidSettingException if that needs validation images, and
   *     there are none
   */
  public void requireValidation(Dataset data) {
    training
        .selection()
        .requireValidation(training.validation() > 0 || data.validation().isPresent());
  }

  /**
   * With the network for images of another size and other classes.
   *
   * @param images which it is to be trained on
   * @throws capstan.capsnet.setting.InvalidSettingException if they do not fit its settings
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
