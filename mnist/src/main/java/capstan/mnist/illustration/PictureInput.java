package capstan.mnist.illustration;

import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.mnist.input.HandwrittenPicture;
import capstan.mnist.input.PictureFile;
import capstan.mnist.input.PictureFolder;
import capstan.mnist.input.PlainPicture;
import java.io.IOException;
import java.util.Optional;

/**
 * Turns a picture file into what a network takes. A picture for a network of handwriting is found,
 * inverted, scaled and centred; for one that learned from a folder of pictures, or takes images
 * that are not MNIST's, it is brought to their size, and its pixels otherwise stay as they are.
 *
 * @param saved the network
 * @param plain whether pictures are only brought to the size of its images
 */
public record PictureInput(SavedModel saved, boolean plain) {

  /**
   * A picture as a network takes it.
   *
   * @param pixels {@code [height, width, channels]}, 0 to 1
   * @param note what was done to it that other pictures did not need; empty for nothing
   * @param doubt why it may not show what the network knows, if anything says so
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Read(float[] pixels, String note, Optional<String> doubt) {}

  /**
   * For one network.
   *
   * @param saved the network
   */
  public static PictureInput of(SavedModel saved) {
    boolean plain =
        !saved.model().configuration().image().equals(ImageExtents.MNIST)
            || saved.resizing().isPresent()
            || saved
                .history()
                .filter(run -> PictureFolder.isOrigin(run.data().origin()))
                .isPresent();
    return new PictureInput(saved, plain);
  }

  /** Whether pictures are found, scaled and centred as MNIST's were; others are only resized. */
  public boolean findsHandwriting() {
    return !plain;
  }

  /**
   * Reads a picture.
   *
   * @param file the picture
   * @throws IOException if it is none
   */
  public Read read(PictureFile file) throws IOException {
    ImageExtents extents = saved.model().configuration().image();
    if (plain) {
      PlainPicture picture =
          PlainPicture.read(
              file, extents.height(), extents.width(), extents.channels(), saved.resizing());
      return new Read(picture.pixels().toArray(), picture.change(), Optional.empty());
    }
    HandwrittenPicture picture = HandwrittenPicture.read(file);
    return new Read(picture.pixels(), "", picture.doubt());
  }
}
