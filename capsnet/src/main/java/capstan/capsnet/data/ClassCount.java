package capstan.capsnet.data;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * How many classes labels tell apart. Labels begin at 0, or at 1 as those of EMNIST's letters do,
 * and run without a gap up to the largest, which is one below the number of classes. With gaps they
 * are taken for digits if they can be, as in a handful of MNIST's images; otherwise a stray label
 * would make a network of hundreds of classes out of a damaged file.
 */
public final class ClassCount {
  private static final int MOST = ImageSet.MOST_CLASSES;
  private static final int DIGITS = 10;

  private ClassCount() {}

  /**
   * Counts the classes.
   *
   * @param file where the labels come from, for messages
   * @param labels at least one, each from 0 to less than {@link ImageSet#MOST_CLASSES}
   * @return the largest label and one, or 10 if digits are missing
   * @throws InvalidDataException if labels are missing between others that are no digits
   */
  public static int of(Path file, int... labels) throws InvalidDataException {
    int[] first = new int[MOST];
    Arrays.fill(first, -1);
    for (int i = labels.length - 1; i >= 0; i--) {
      first[labels[i]] = i;
    }
    int least = first[0] < 0 ? 1 : 0;
    int next = least;
    while (next < MOST && first[next] >= 0) {
      next++;
    }
    boolean whole = next - least >= 2;
    for (int label = next; label < MOST; label++) {
      whole &= first[label] < 0;
      if (first[label] >= 0 && label >= DIGITS) {
        throw new InvalidDataException(
            file,
            "label %d at index %d and no label %d".formatted(label, first[label], next),
            "labels from 0 or 1 without a gap, or --classes to set how many classes there are");
      }
    }
    return whole ? next : DIGITS;
  }
}
