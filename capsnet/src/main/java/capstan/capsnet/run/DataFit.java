package capstan.capsnet.run;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.setting.InvalidSettingException;

/** Which images fit a network. */
public final class DataFit {
  private DataFit() {}

  /**
   * Checks extents and classes.
   *
   * @param model the network
   * @param images what it is to be shown
   * @throws InvalidSettingException if they differ
   */
  public static void check(ModelConfiguration model, ImageSet images) {
    checkExtents(model, images);
    if (images.classes() != model.classes()) {
      throw new InvalidSettingException(
          "the network tells %d classes apart, %s has %d"
              .formatted(model.classes(), images.origin(), images.classes()));
    }
  }

  /**
   * Checks extents alone.
   *
   * @param model the network
   * @param images what it is to be shown
   * @throws InvalidSettingException if they differ
   */
  public static void checkExtents(ModelConfiguration model, ImageSet images) {
    ImageExtents found = extents(images);
    if (!found.equals(model.image())) {
      throw new InvalidSettingException(
          "the network takes images of %s, %s has images of %s%s"
              .formatted(model.image(), images.origin(), found, remedy(model, images, found)));
    }
  }

  /** The extents of images. */
  public static ImageExtents extents(ImageSet images) {
    return new ImageExtents(images.height(), images.width(), images.channels());
  }

  /** What the user may have left out. */
  private static String remedy(ModelConfiguration model, ImageSet images, ImageExtents found) {
    int higher = model.image().height() - found.height();
    int wider = model.image().width() - found.width();
    boolean frame = higher == wider && higher > 0 && higher % 2 == 0;
    return frame && model.image().channels() == found.channels()
        ? "; --margin=" + higher / 2 + " would put them into such a frame"
        : images.resizing().isPresent() && model.image().channels() == found.channels()
            ? "; --resize %dx%d brings pictures to that size"
                .formatted(model.image().width(), model.image().height())
            : "";
  }
}
