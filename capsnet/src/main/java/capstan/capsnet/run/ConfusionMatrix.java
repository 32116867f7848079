package capstan.capsnet.run;

import java.util.Arrays;
import java.util.stream.IntStream;

/** How often each class was taken for each. */
public final class ConfusionMatrix {
  private final int classes;
  private final int[] counts;

  /**
   * All zero.
   *
   * @param classes how many
   */
  public ConfusionMatrix(int classes) {
    this.classes = classes;
    this.counts = new int[Math.multiplyExact(classes, classes)];
  }

  /** Counts one image. */
  public void add(int actual, int predicted) {
    counts[actual * classes + predicted]++;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /**
   * Images of one class that were taken for another, or for what they are.
   *
   * @param actual their class
   * @param predicted what they were taken for
   */
  public int count(int actual, int predicted) {
    return counts[
        java.util.Objects.checkIndex(actual, classes) * classes
            + java.util.Objects.checkIndex(predicted, classes)];
  }

  /** How often each class was taken for each, a row for each true class. */
  public int[][] counts() {
    return IntStream.range(0, classes)
        .mapToObj(row -> Arrays.copyOfRange(counts, row * classes, (row + 1) * classes))
        .toArray(int[][]::new);
  }

  /**
   * Images of one class.
   *
   * @param actual their class
   */
  public int images(int actual) {
    return IntStream.range(0, classes).map(predicted -> count(actual, predicted)).sum();
  }

  /**
   * Images of one class predicted wrong, in percent of the class; NaN if it has none.
   *
   * @param actual their class
   */
  public double errorPercent(int actual) {
    int images = images(actual);
    return images == 0 ? Double.NaN : 100.0 * (images - count(actual, actual)) / images;
  }

  /** All images. */
  public int images() {
    return IntStream.of(counts).sum();
  }

  /** Images predicted wrong. */
  public int wrong() {
    return images() - IntStream.range(0, classes).map(label -> count(label, label)).sum();
  }
}
