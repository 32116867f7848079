package capstan.mnist.option;

import capstan.capsnet.data.ImageSet;
import capstan.mnist.argument.Range;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** How many test images a command looks at. */
public final class SampleOptions {
  @Range(least = 1, most = Range.MOST)
  @Option(
      names = "--images",
      order = 6,
      paramLabel = "N",
      description = "Look at only the first N test images (default: all).")
  private int images;

  /** The test images to look at. */
  public ImageSet of(ImageSet test) {
    return images == 0 ? test : test.first(images);
  }

  /** How many were asked for; empty for all. */
  OptionalInt given() {
    return images == 0 ? OptionalInt.empty() : OptionalInt.of(images);
  }
}
