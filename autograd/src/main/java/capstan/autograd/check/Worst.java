package capstan.autograd.check;

import capstan.core.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes through the elements of a tensor and remembers which do not pass, and the one to show: of
 * those that do not pass the one that differs most, else the one with the largest error.
 */
final class Worst {
  private final String what;
  private final Shape shape;
  private final double tolerance;
  private final List<Shape> off = new ArrayList<>();
  private int compared;
  private int kinks;
  private Difference shown;

  Worst(String what, Shape shape, double tolerance) {
    this.what = what;
    this.shape = shape;
    this.tolerance = tolerance;
  }

  void add(int element, double found, double expected, double scale) {
    compared++;
    Difference candidate =
        new Difference(what, shape.index(element), found, expected, scale, 0, List.of(), 0);
    boolean fails = !(candidate.error() <= tolerance);
    boolean worse = shown == null || (fails && off.isEmpty());
    if (!worse && fails == !off.isEmpty()) {
      worse = fails ? size(candidate) > size(shown) : candidate.error() > shown.error();
    }
    if (worse) {
      shown = candidate;
    }
    if (fails) {
      off.add(candidate.index());
    }
  }

  /** Counts an element that passes as one at a kink. */
  void countKink() {
    kinks++;
  }

  private static double size(Difference difference) {
    double size = Math.abs(difference.found() - difference.expected());
    return Double.isNaN(size) ? Double.POSITIVE_INFINITY : size;
  }

  /** What is to be said of all of them. */
  Difference difference() {
    return new Difference(
        shown.what(),
        shown.index(),
        shown.found(),
        shown.expected(),
        shown.scale(),
        compared,
        off,
        kinks);
  }
}
