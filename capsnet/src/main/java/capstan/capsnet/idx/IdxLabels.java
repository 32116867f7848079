package capstan.capsnet.idx;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Labels of an IDX file: whole numbers of any type. Of QMNIST's eight columns the first is the
 * label; the others tell of the writer.
 */
final class IdxLabels {
  private static final int QMNIST_COLUMNS = 8;
  private static final int LARGEST = ImageSet.MOST_CLASSES - 1;

  private IdxLabels() {}

  /**
   * Reads a file.
   *
   * @param file one dimension, count; or two, count and 1 or QMNIST's 8
   * @throws InvalidDataException if it is not exactly what it should be
   * @throws IOException if reading fails
   */
  static int[] read(Path file) throws IOException {
    IdxArray array = IdxArray.read(file, IdxArray.Contents.LABELS);
    int columns = array.extents().size() == 1 ? 1 : array.extents().get(1);
    if (columns != 1 && (columns != QMNIST_COLUMNS || array.type() != IdxType.INT32)) {
      throw new InvalidDataException(
          file,
          "%s elements of dimensions %s".formatted(array.type().words(), array.shape()),
          "one label for each image, or QMNIST's 8 int32 columns; write the labels as numbers, of"
              + " dimension "
              + array.extents().get(0));
    }
    int[] labels = new int[array.extents().get(0)];
    for (int i = 0; i < labels.length; i++) {
      double label = array.element(i * columns);
      if (!(label >= 0 && label <= LARGEST && label == Math.rint(label))) {
        throw new InvalidDataException(
            file,
            "label " + array.type().shown(label) + " at index " + i,
            "whole numbers of 0 to " + LARGEST);
      }
      labels[i] = (int) label;
    }
    return labels;
  }
}
