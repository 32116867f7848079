package capstan.autograd.check;

import capstan.core.Shape;

/** Goes through the elements of a tensor and remembers the one that differs most. */
final class Worst {
  private final String what;
  private final Shape shape;
  private int element;
  private double found;
  private double expected;
  private double worst = -1;

  Worst(String what, Shape shape) {
    this.what = what;
    this.shape = shape;
  }

  void add(int candidate, double itsFound, double itsExpected) {
    double difference = Math.abs(itsFound - itsExpected);
    double size = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    if (size > worst) {
      worst = size;
      element = candidate;
      found = itsFound;
      expected = itsExpected;
    }
  }

  Difference difference(double scale) {
    int[] index = new int[shape.rank()];
    int rest = element;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.extent(axis);
      rest /= shape.extent(axis);
    }
    return new Difference(what, Shape.of(index), found, expected, scale);
  }
}
