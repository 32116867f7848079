package capstan.capsnet.idx;

import capstan.capsnet.data.ClassCount;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Two files in MNIST's own format, IDX: one of images, one of their labels; each may be gzipped.
 */
public final class IdxFile {
  private IdxFile() {}

  /**
   * Reads images and their labels.
   *
   * @param imageFile its dimensions are count, height, width and perhaps channels
   * @param labelFile one label per image
   * @param classes number of classes; every label must be below it
   * @param origin where the images come from, for reports
   * @throws InvalidDataException if either file is not exactly what it should be or they disagree
   * @throws IOException if reading fails
   */
  public static ImageSet read(Path imageFile, Path labelFile, int classes, String origin)
      throws IOException {
    return join(IdxImages.read(imageFile), labelFile, OptionalInt.of(classes), origin);
  }

  /**
   * Reads the labels of images.
   *
   * @param images that were read
   * @param labelFile their labels
   * @param known how many classes there are; empty to count them
   * @param origin where the images come from, for reports
   */
  static ImageSet join(IdxImages images, Path labelFile, OptionalInt known, String origin)
      throws IOException {
    int[] labels = IdxLabels.read(labelFile);
    if (images.count() != labels.length) {
      throw new InvalidDataException(
          labelFile,
          labels.length + " labels",
          images.count() + ", one for each image in " + images.file());
    }
    if (known.isPresent()) {
      checkLabels(labelFile, labels, known.getAsInt());
    }
    int classes = known.isPresent() ? known.getAsInt() : ClassCount.of(labelFile, labels);
    return ImageSet.owning(
        origin,
        images.height(),
        images.width(),
        images.channels(),
        classes,
        images.pixels(),
        labels);
  }

  private static void checkLabels(Path file, int[] labels, int classes)
      throws InvalidDataException {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= classes) {
        throw new InvalidDataException(
            file,
            "label " + labels[i] + " at index " + i,
            "0 to " + (classes - 1) + "; --classes sets how many classes there are");
      }
    }
  }
}
