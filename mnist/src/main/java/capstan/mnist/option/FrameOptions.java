package capstan.mnist.option;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.mnist.argument.ExtentConverter;
import capstan.mnist.argument.GivenOptions;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.UsageException;
import capstan.mnist.text.Figures;
import capstan.mnist.warp.RandomPlacement;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Whether images are put into a larger frame first, as the affNIST experiment puts them, or their
 * middles are taken, as of small NORB.
 */
final class FrameOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Range(least = 0, most = 100)
  @Option(
      names = "--margin",
      order = 109,
      paramLabel = "N",
      description =
          "Put images into a frame with N empty pixels on each side: those to train on, and those"
              + " of them that --validation holds out, into its middle, from where --shift moves"
              + " the former, those to test on each at a random place, as experiment affnist does"
              + " with N = 6 (default: 0).")
  private int margin;

  @Option(
      names = "--crop",
      order = 110,
      paramLabel = "WxH",
      converter = ExtentConverter.class,
      description =
          "Take the middle of each image, W pixels wide and H high; those to train on are moved"
              + " over what lies around it by --shift, which so crops at random places.")
  private ExtentConverter.Extent crop;

  /**
   * Puts images into the frame that was asked for.
   *
   * @param upright as they were read
   * @param seed of the run they are for; decides their places
   * @throws UsageException if there are too many for such a frame
   */
  Dataset place(Dataset upright, long seed) {
    if (crop != null) {
      return cropped(upright);
    }
    if (margin == 0) {
      return upright;
    }
    ImageSet train = upright.train();
    long height = train.height() + 2L * margin;
    long width = train.width() + 2L * margin;
    long bytes = train.count() * height * width * train.channels();
    if (bytes > Integer.MAX_VALUE) {
      throw new UsageException(
          spec,
          "--margin %d: %s of %dx%dx%d take %s bytes, expected at most %s"
              .formatted(
                  margin,
                  Figures.count(train.count(), "image"),
                  height,
                  width,
                  train.channels(),
                  Figures.count(bytes),
                  Figures.count(Integer.MAX_VALUE)));
    }
    return RandomPlacement.moved(upright, margin, seed);
  }

  /** Whether images have a middle as large as is to be taken. */
  boolean fits(ImageSet images) {
    return crop == null || (crop.height() <= images.height() && crop.width() <= images.width());
  }

  private Dataset cropped(Dataset whole) {
    ImageSet train = whole.train();
    if (margin > 0) {
      throw new UsageException(spec, "--crop cannot be used together with --margin");
    }
    if (!fits(train)) {
      throw new UsageException(
          spec,
          "--crop %dx%d: the images have %dx%d, expected at most that"
              .formatted(crop.width(), crop.height(), train.width(), train.height()));
    }
    return new Dataset(
        whole.origin(),
        train.cropped(crop.height(), crop.width()),
        whole.validation().map(images -> images.cropped(crop.height(), crop.width())),
        whole.test().cropped(crop.height(), crop.width()));
  }

  /** These options as they were given, to be given again. */
  List<String> asGiven() {
    return GivenOptions.of(spec, FrameOptions.class, path -> path);
  }
}
