package capstan.mnist.training;

import capstan.mnist.data.ImageSet;
import capstan.mnist.model.ImageExtents;
import capstan.mnist.model.InvalidSettingException;
import capstan.mnist.model.ModelConfiguration;

/** Checks that images fit a network. */
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
    ImageExtents found = new ImageExtents(images.height(), images.width(), images.channels());
    if (!found.equals(model.image()) || images.classes() != model.classes()) {
      throw new InvalidSettingException(
          "the network takes images of "
              + model.image()
              + " in "
              + model.classes()
              + " classes, "
              + images.origin()
              + " has images of "
              + found
              + " in "
              + images.classes()
              + remedy(model, found, images.classes()));
    }
  }

  /** What the user may have left out. */
  private static String remedy(ModelConfiguration model, ImageExtents found, int classes) {
    if (found.equals(model.image())) {
      return "; --classes sets how many there are";
    }
    if (classes != model.classes()) {
      return "";
    }
    int higher = model.image().height() - found.height();
    int wider = model.image().width() - found.width();
    boolean frame = higher == wider && higher > 0 && higher % 2 == 0;
    return frame && model.image().channels() == found.channels()
        ? "; --margin=" + higher / 2 + " would put them into such a frame"
        : "";
  }
}
