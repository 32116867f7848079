package capstan.capsnet.augmentation;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.capsnet.setting.Tunable;
import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;

/**
 * How training images are changed at random, beside their shift; each number is an amount, and zero
 * is for none. An image gets new random amounts each epoch, in this order:
 *
 * <ol>
 *   <li>one bilinear warp about its centre, of all that is geometry: scaled, sheared, turned, moved
 *       by the shift, and bent; what comes in from outside is zero;
 *   <li>mirrored;
 *   <li>brightness, then contrast, each clamped to 0 to 1: up to here a decoder is to draw it;
 *   <li>a patch erased, and noise: what a decoder is to draw has neither, as in a denoising
 *       autoencoder (Vincent et al., 2008).
 * </ol>
 *
 * @param rotate degrees; turned by an angle drawn evenly from −rotate to rotate
 * @param scale width and height are each multiplied by a factor of its own between 1 / (1 + scale)
 *     and 1 + scale, whose logarithm is drawn evenly: twice as large is as likely as half as large
 * @param shear columns per row; drawn evenly from −shear to shear
 * @param elastic standard deviation in pixels of how far each of 5x5 control points, spread evenly
 *     over the image, is displaced in each direction; cubic (Catmull–Rom) between them. After
 *     Simard, Steinkraus and Platt (2003), who smooth a random field instead
 * @param warpShare probability that an image is warped at all; the others move by whole pixels, so
 *     that nothing blurs them
 * @param warpUntil share of the run's epochs after which no image is warped: a network that saw
 *     nothing but interpolated strokes ends on images as they are
 * @param flip mirrored, left to right, with probability one half
 * @param brightness pixels are multiplied by a factor drawn evenly from 1 − brightness to 1 +
 *     brightness
 * @param contrast their distances from the image's mean, likewise
 * @param erase side in pixels of a square of zeros, which lies wholly within the image at a place
 *     drawn evenly (Zhong et al., 2020)
 * @param noise standard deviation of Gaussian noise, which is added to each number of the image,
 *     white being 1, and clamped to 0 to 1
 * @param warpedTarget whether a decoder is to draw the image as it was changed, without patch and
 *     noise; false for the image as it is in the data, unmoved
 */
public record Augmentation(
    @Tunable(
            name = "rotate",
            help = "Training images are turned by up to so many degrees either way",
            least = 0,
            most = 180)
        double rotate,
    @Tunable(
            name = "scale",
            help =
                "Width and height of training images are multiplied by factors of their own"
                    + " between 1 / (1 + X) and 1 + X",
            least = 0,
            most = 10)
        double scale,
    @Tunable(
            name = "shear",
            help = "Training images are sheared by up to so many columns per row either way",
            least = 0,
            most = 10)
        double shear,
    @Tunable(
            name = "elastic",
            help =
                "Training images are bent: standard deviation in pixels by which 5x5 points are"
                    + " displaced, smoothly between them",
            least = 0,
            most = 1_000)
        double elastic,
    @Tunable(
            name = "warp-share",
            help =
                "Share of the training images that are turned, scaled, sheared and bent; the others"
                    + " only move, by whole pixels",
            least = 0,
            most = 1)
        @JacksonInject(value = ConfigurationJson.ONE + "warpShare", useInput = OptBoolean.TRUE)
        double warpShare,
    @Tunable(
            name = "warp-until",
            help =
                "Share of the epochs after which no image is turned, scaled, sheared or bent any"
                    + " more",
            least = 0,
            most = 1)
        @JacksonInject(value = ConfigurationJson.ONE + "warpUntil", useInput = OptBoolean.TRUE)
        double warpUntil,
    @Tunable(name = "flip", help = "Half of the training images, at random, are mirrored, or none")
        boolean flip,
    @Tunable(
            name = "brightness",
            help = "Pixels of a training image are multiplied by a factor from 1 - X to 1 + X",
            least = 0,
            most = 1)
        double brightness,
    @Tunable(
            name = "contrast",
            help =
                "Distances of a training image's pixels from their mean are multiplied by a factor"
                    + " from 1 - X to 1 + X",
            least = 0,
            most = 1)
        double contrast,
    @Tunable(
            name = "erase",
            help = "Side in pixels of a square of each training image that is set to zero",
            least = 0,
            most = 1_000)
        int erase,
    @Tunable(
            name = "noise",
            help = "Standard deviation of noise on training images, white being 1",
            least = 0,
            most = 1)
        double noise,
    @Tunable(
            name = "warped-target",
            help =
                "The decoder learns to draw training images as they were changed, but for erased"
                    + " squares and noise, or as they are in the data")
        boolean warpedTarget) {

  /** Changes nothing. */
  public static final Augmentation NONE =
      new Augmentation(0, 0, 0, 0, 1, 1, false, 0, 0, 0, 0, true);

  /**
   * Checks the bounds.
   *
   * @throws InvalidSettingException if a number is outside
   */
  public Augmentation {
    Setting.check(
        Augmentation.class,
        rotate,
        scale,
        shear,
        elastic,
        warpShare,
        warpUntil,
        flip,
        brightness,
        contrast,
        erase,
        noise,
        warpedTarget);
  }

  /** Whether pixels come from between others, so that images are interpolated. */
  public boolean warps() {
    return rotate > 0 || scale > 0 || shear > 0 || elastic > 0;
  }

  /**
   * Checks that what is said of warps is said of some, and that warps are for some images.
   *
   * @throws InvalidSettingException if nothing is turned, scaled, sheared or bent, or no image is
   */
  public void requireWarps() {
    if (warps() && (warpShare == 0 || warpUntil == 0)) {
      throw new InvalidSettingException(
          "%s: no image is turned, scaled, sheared or bent, found 0"
              .formatted(warpShare == 0 ? "warp-share" : "warp-until"));
    }
    if (!warps() && (warpShare < 1 || warpUntil < 1)) {
      throw new InvalidSettingException(
          "%s: images are neither turned, scaled, sheared nor bent, found %s"
              .formatted(
                  warpShare < 1 ? "warp-share" : "warp-until",
                  warpShare < 1 ? warpShare : warpUntil));
    }
  }

  /**
   * Whether an image that a decoder is to draw may be another than that in the data.
   *
   * @param shift largest move in pixels
   */
  public boolean changesTarget(double shift) {
    return warps() || shift > 0 || flip || brightness > 0 || contrast > 0;
  }

  /** Whether images show less than a decoder is to draw. */
  public boolean corrupts() {
    return erase > 0 || noise > 0;
  }

  /** What is given, by the settings' names, as in {@code rotate 10, erase 4}. */
  public String inWords() {
    return Setting.inWords(this, setting -> !setting.valueIn(this).equals(setting.valueIn(NONE)));
  }
}
