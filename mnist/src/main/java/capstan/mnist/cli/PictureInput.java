package capstan.mnist.cli;

import capstan.mnist.data.HandwrittenPicture;
import capstan.mnist.data.PictureFolder;
import capstan.mnist.data.PlainPicture;
import capstan.mnist.model.ImageExtents;
import capstan.mnist.training.SavedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Turns a picture file into what a network takes. A picture for a network of handwriting is found,
 * inverted, scaled and centred; for one that learned from a folder of pictures, or takes images
 * that are not MNIST's, its pixels stay as they are.
 */
final class PictureInput {
  private final ImageExtents extents;
  private final boolean plain;

  private PictureInput(ImageExtents extents, boolean plain) {
    this.extents = extents;
    this.plain = plain;
  }

  /**
   * For one network.
   *
   * @param saved the network
   */
  static PictureInput of(SavedModel saved) {
    ImageExtents extents = saved.model().configuration().image();
    boolean plain =
        !extents.equals(ImageExtents.MNIST)
            || saved
                .history()
                .filter(run -> PictureFolder.isOrigin(run.data().origin()))
                .isPresent();
    return new PictureInput(extents, plain);
  }

  /**
   * Reads a picture.
   *
   * @param file the picture
   * @return {@code [height, width, channels]}, 0 to 1
   * @throws IOException if it is none, or one that the network cannot take
   */
  float[] read(Path file) throws IOException {
    if (plain) {
      return PlainPicture.read(
              file, extents.height(), extents.width(), extents.channels(), Optional.empty())
          .pixels()
          .toArray();
    }
    float[] pixels = new float[extents.numbers()];
    HandwrittenPicture.read(file).copyImage(pixels, 0);
    return pixels;
  }
}
