package capstan.capsnet.run;

import capstan.capsnet.augmentation.Augmentation;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.HeldOut;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.DrawingModel;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;
import java.util.Optional;

/**
 * Everything that decides a run, but for its data and the machine.
 *
 * @param preset what it was made from, for reports
 * @param model the network
 * @param training how it is trained
 * @param startedFrom the trained weights that it started from, and before them those that their own
 *     run started from; empty for initial values, and in files without this key
 */
public record RunConfiguration(
    String preset,
    ModelConfiguration model,
    TrainingConfiguration training,
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JacksonInject(value = ConfigurationJson.EMPTY_LIST, useInput = OptBoolean.TRUE)
        List<StartingWeights> startedFrom) {

  /** Name of the preset that trains on overlapping pairs of images. */
  public static final String PAIRS = "multimnist";

  /** Copies the list. */
  public RunConfiguration {
    startedFrom = List.copyOf(startedFrom);
  }

  /**
   * Of a run that starts from initial values.
   *
   * @param preset what it was made from, for reports
   * @param model the network
   * @param training how it is trained
   */
  public RunConfiguration(String preset, ModelConfiguration model, TrainingConfiguration training) {
    this(preset, model, training, List.of());
  }

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
   * Checks that layers that are held are the network's, that the learning rate is above the least
   * that it may fall to, that warps are for some images, and that what a decoder is to draw is not
   * said where that changes nothing.
   *
   * @throws InvalidSettingException if there is no such layer, no such rate, no image to warp or no
   *     decoder, or if images are drawn as they are anyway
   */
  public void requireEffect() {
    if (!training.freeze().isEmpty()) {
      FrozenLayers.parameters(model.newModel(), training.freeze());
    }
    if (training.decay().floor() > training.learningRate()) {
      throw new InvalidSettingException(
          "decay: the rate never falls below %s, expected at most the learning rate of %s"
              .formatted(
                  Setting.text(training.decay().floor()), Setting.text(training.learningRate())));
    }
    Augmentation augmentation = training.augmentation();
    augmentation.requireWarps();
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
   * Data without the training images that the run holds out: they are its validation images, in
   * place of those that it may have had.
   *
   * @param limited what the run uses of data
   * @throws InvalidSettingException if nothing would be left to train on
   */
  public Dataset heldOut(Dataset limited) {
    int count = training.validation();
    if (count == 0) {
      return limited;
    }
    if (count >= limited.train().count()) {
      throw new InvalidSettingException(
          "validation: cannot hold out %d of %d training images"
              .formatted(count, limited.train().count()));
    }
    HeldOut split = HeldOut.random(limited.train(), count, training.seed());
    return new Dataset(
        limited.origin(), split.kept(), Optional.of(split.heldOut()), limited.test());
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
    return new RunConfiguration(preset, value, training, startedFrom);
  }

  /**
   * Trained otherwise.
   *
   * @param value how
   */
  public RunConfiguration withTraining(TrainingConfiguration value) {
    return new RunConfiguration(preset, model, value, startedFrom);
  }

  /**
   * With what it starts from.
   *
   * @param weights the latest first
   */
  public RunConfiguration startingFrom(List<StartingWeights> weights) {
    return new RunConfiguration(preset, model, training, weights);
  }
}
