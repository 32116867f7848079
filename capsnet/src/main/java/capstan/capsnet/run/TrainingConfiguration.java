package capstan.capsnet.run;

import capstan.capsnet.augmentation.Augmentation;
import capstan.capsnet.augmentation.ImageChanges;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.capsnet.setting.Tunable;
import capstan.core.kernel.AdamSettings;
import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a network is trained.
 *
 * @param batch images per step; the last batch of an epoch may have fewer
 * @param epochs passes over the training images
 * @param learningRate Adam's rate at the first step, of one cycle at its highest
 * @param decay how it changes
 * @param adam Adam's other coefficients
 * @param optimization what a step does beside
 * @param shift training images move by up to this many pixels in each direction, zeros coming in:
 *     by whole ones if it is whole and the augmentation does not warp them, else by any part of one
 * @param seed decides initial values, order, shifts, other changes and dropout
 * @param limit only the first so many training images are used; 0 for all. Of overlapping pairs an
 *     epoch has so many, drawn from all images; 0 for one for each image
 * @param validation so many of them are held out, drawn by the seed, and evaluated after each epoch
 * @param augmentation how training images are changed besides; files without this key have none
 * @param selection which of the weights it goes through are the network's; files without this key
 *     take the last
 * @param freeze names of the layers whose parameters are not trained; files without this key have
 *     none
 */
public record TrainingConfiguration(
    @Tunable(name = "batch", help = "Images per step; more need more memory", most = 65_536)
        int batch,
    @Tunable(
            name = "epochs",
            help = "Passes over the training images, 0 to save the initial weights",
            least = 0,
            most = 1_000_000)
        int epochs,
    @Tunable(
            name = "learning-rate",
            help = "Adam's rate at the first step, of one cycle at its highest",
            least = 1e-12,
            most = 100)
        double learningRate,
    @Tunable(name = "decay", help = "How the rate changes: " + RateDecay.FORMS) RateDecay decay,
    @Tunable(
            name = "adam-beta1",
            help = "Adam's decay of the first moment",
            part = "beta1",
            least = 0,
            most = 0.999999)
        @Tunable(
            name = "adam-beta2",
            help = "Adam's decay of the second moment",
            part = "beta2",
            least = 0,
            most = 0.999999)
        @Tunable(
            name = "adam-epsilon",
            help = "Added to Adam's root",
            part = "epsilon",
            least = 1e-30,
            most = 1)
        AdamSettings adam,
    @JacksonInject(value = ConfigurationJson.NONE + "optimization", useInput = OptBoolean.TRUE)
        Optimization optimization,
    @Tunable(
            name = "shift",
            help =
                "Training images move by up to so many pixels each way, 0 for none; by whole ones"
                    + " if the number is whole and nothing else warps them",
            least = 0,
            most = 1_000)
        double shift,
    @Tunable(
            name = "seed",
            help =
                "Decides initial values, order, shifts and other changes: the same seed gives the"
                    + " same bits on processors with vectors of the same width",
            least = Long.MIN_VALUE)
        long seed,
    @Tunable(
            name = "limit",
            help = "Use only the first N training images, 0 for all",
            least = 0,
            most = Integer.MAX_VALUE)
        int limit,
    @Tunable(
            name = "validation",
            help =
                "Hold out N training images, drawn by the seed, and test on them too after each"
                    + " epoch",
            least = 0,
            most = Integer.MAX_VALUE)
        int validation,
    @JacksonInject(value = ConfigurationJson.NONE + "augmentation", useInput = OptBoolean.TRUE)
        Augmentation augmentation,
    @JacksonInject(value = ConfigurationJson.NONE + "selection", useInput = OptBoolean.TRUE)
        Selection selection,
    @Tunable(
            name = "freeze",
            help = "Layers that keep the weights they start with, such as conv1,primary_caps")
        @JacksonInject(value = ConfigurationJson.EMPTY_LIST, useInput = OptBoolean.TRUE)
        List<String> freeze) {

  /** The default seed. */
  public static final long DEFAULT_SEED = 1;

  /**
   * Checks the bounds.
   *
   * @throws InvalidSettingException if a number is outside
   */
  public TrainingConfiguration {
    freeze = List.copyOf(freeze);
    Setting.check(
        TrainingConfiguration.class,
        batch,
        epochs,
        learningRate,
        decay,
        adam,
        optimization,
        shift,
        seed,
        limit,
        validation,
        augmentation,
        selection,
        freeze);
  }

  /** What is done to training images, from the first epoch to the last. */
  public ImageChanges imageChanges() {
    return new ImageChanges(shift, augmentation, epochs);
  }

  /** With images that move and are changed in no other way. */
  public TrainingConfiguration withoutAugmentation() {
    return Setting.changed(
        this,
        Setting.of(Augmentation.class).stream()
            .collect(
                Collectors.toMap(Setting::name, setting -> setting.valueIn(Augmentation.NONE))));
  }

  /**
   * The shift of images that move by whole pixels whatever else is done.
   *
   * @throws InvalidSettingException if it has a fraction
   */
  public int wholeShift() {
    if (shift != Math.rint(shift)) {
      throw new InvalidSettingException(
          "shift: overlapping pairs move by whole pixels, found " + shift);
    }
    return (int) shift;
  }

  /**
   * With another value of one setting.
   *
   * @param setting its name, such as {@code batch}: the options of the command line
   * @param value of the setting's type
   * @throws InvalidSettingException if there is no such setting, or it cannot be so
   */
  public TrainingConfiguration with(String setting, Object value) {
    return Setting.changed(this, Map.of(setting, value));
  }
}
