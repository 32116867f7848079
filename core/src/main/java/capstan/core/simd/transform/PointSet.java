package capstan.core.simd.transform;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Points at which polynomials are evaluated. The product of two polynomials with {@code size}
 * coefficients is known when its values at so many points are, and the values of a product are
 * products of values: that is all there is to Fourier's way (the points are roots of unity) as to
 * Toom's and Winograd's (real points). A real point costs a multiplication for each pair of values;
 * a complex one comes with its conjugate, and both cost three. The more real points, the fewer
 * multiplications, and the larger the errors of rounding.
 *
 * <p>Matrices are in real form: of each complex pair two rows, the value's real part and its
 * imaginary part, before the real points' rows. The point at infinity, which is the last of every
 * set, picks the leading coefficient; without it the set serves polynomials with one coefficient
 * less, and all its other values are the same.
 *
 * @param pairs one of each pair of complex points, real part and imaginary part
 * @param reals the real points
 * @param error largest error of a convolution in two dimensions by such points, in any pass, over
 *     the largest number of the result
 */
record PointSet(List<Complex> pairs, List<Double> reals, double error) {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Complex FOURTH = new Complex(0, 1);
  private static final Complex SIXTH = new Complex(0.5, Math.sqrt(0.75));
  private static final Complex THIRD = new Complex(-0.5, Math.sqrt(0.75));
  private static final Complex EIGHTH = new Complex(Math.sqrt(0.5), Math.sqrt(0.5));
  private static final Complex THREE_EIGHTHS = new Complex(-Math.sqrt(0.5), Math.sqrt(0.5));

  /** All sets: for each size the one with the fewest multiplications first. */
  private static final List<PointSet> TABLE =
      List.of(
          real(1e-6, INFINITY),
          real(1e-6, 0, INFINITY),
          real(1e-6, 1, -1, INFINITY),
          real(1e-6, 0, 1, -1, INFINITY),
          real(2e-6, 1, -1, 0.5, -0.5, INFINITY),
          real(1e-6, 1, -1, INFINITY).and(FOURTH),
          real(9e-6, 0, 1.25, -1.25, 0.75, -0.75, INFINITY),
          real(1e-6, 0, 1, -1, INFINITY).and(FOURTH),
          real(2e-6, 1, -1, 0.5, -0.5, INFINITY).and(FOURTH),
          real(1e-6, 1, -1, INFINITY).and(SIXTH, THIRD),
          real(9e-6, 0, 1.25, -1.25, 0.75, -0.75, INFINITY).and(FOURTH),
          real(1e-6, 0, 1, -1, INFINITY).and(SIXTH, THIRD),
          real(9e-6, 1, -1, 1.5, -1.5, 0.5, -0.5, INFINITY).and(FOURTH),
          real(2e-6, 1.25, -1.25, 0.5, -0.5, INFINITY).and(SIXTH, THIRD),
          real(1e-6, 1, -1, INFINITY).and(FOURTH, EIGHTH, THREE_EIGHTHS),
          real(9e-6, 0, 1, -1, 2, -2, 0.5, -0.5, INFINITY).and(FOURTH),
          real(2e-6, 0, 1.25, -1.25, 0.75, -0.75, INFINITY).and(SIXTH, THIRD),
          real(1e-6, 0, 1, -1, INFINITY).and(FOURTH, EIGHTH, THREE_EIGHTHS));

  /** A number. */
  record Complex(double re, double im) {}

  private static PointSet real(double error, double... reals) {
    return new PointSet(List.of(), Arrays.stream(reals).boxed().toList(), error);
  }

  private PointSet and(Complex... newPairs) {
    return new PointSet(List.of(newPairs), reals, error);
  }

  /**
   * The set with the fewest multiplications that keeps a bound. Where there are more than twice as
   * many taps as outputs, the gradient of the weights is less exact, and a better set is wanted.
   *
   * @param tile outputs
   * @param taps taps
   * @param error the bound
   */
  static Optional<PointSet> of(int tile, int taps, double error) {
    double bound = 2 * tile < taps ? error / 5 : error;
    return TABLE.stream()
        .filter(set -> set.size() == tile + taps - 1 && set.error <= bound)
        .findFirst();
  }

  /** How many points there are. */
  int size() {
    return 2 * pairs.size() + reals.size();
  }

  /** The points, such as {@code 0, ±1, ±2, ±0.5, ±i, ∞}. */
  String describe() {
    Stream<String> real =
        reals.stream()
            .filter(point -> point >= 0)
            .map(point -> (reals.contains(-point) && point > 0 ? "±" : "") + number(point));
    Stream<String> complex =
        pairs.stream()
            .map(point -> (point.re == 0 ? "" : number(point.re)) + "±" + number(point.im) + "i");
    return Stream.concat(complex, real).collect(Collectors.joining(", ")).replace("±1i", "±i");
  }

  private static String number(double point) {
    return point == INFINITY
        ? "∞"
        : new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(point);
  }

  /** The same without its last point, infinity. */
  PointSet finite() {
    return new PointSet(pairs, reals.subList(0, reals.size() - 1), error);
  }

  /** The values of polynomials with so many coefficients: a row for each point, in real form. */
  double[][] powers(int terms) {
    double[][] rows = new double[size()][terms];
    for (int pair = 0; pair < pairs.size(); pair++) {
      Complex point = pairs.get(pair);
      double re = 1;
      double im = 0;
      for (int k = 0; k < terms; k++) {
        rows[2 * pair][k] = re;
        rows[2 * pair + 1][k] = im;
        double next = re * point.re - im * point.im;
        im = re * point.im + im * point.re;
        re = next;
      }
    }
    for (int i = 0; i < reals.size(); i++) {
      double[] row = rows[2 * pairs.size() + i];
      if (reals.get(i) == INFINITY) {
        row[terms - 1] = 1;
      } else {
        for (int k = 0; k < terms; k++) {
          row[k] = Math.pow(reals.get(i), k);
        }
      }
    }
    return rows;
  }

  /** The transpose of what makes coefficients of values: a row for each point, in real form. */
  double[][] interpolation() {
    double[][] inverse = inverse(powers(size()));
    double[][] rows = new double[size()][size()];
    for (int row = 0; row < size(); row++) {
      for (int k = 0; k < size(); k++) {
        rows[row][k] = inverse[k][row] / share(row);
      }
    }
    return rows;
  }

  /**
   * What a row counts for in a sum over all points, of which it has only one of each conjugate
   * pair: 2Re(ab) = 2Re(a)Re(b) − 2Im(a)Im(b).
   */
  double share(int row) {
    return row >= 2 * pairs.size() ? 1 : row % 2 == 0 ? 2 : -2;
  }

  /** The inverse, by Gauss and Jordan. */
  private static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = Arrays.copyOf(matrix[i], 2 * n);
      rows[i][n + i] = 1;
    }
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int i = column; i < n; i++) {
        if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) {
          pivot = i;
        }
      }
      double[] swapped = rows[pivot];
      rows[pivot] = rows[column];
      rows[column] = swapped;
      double divisor = swapped[column];
      for (int j = 0; j < 2 * n; j++) {
        swapped[j] /= divisor;
      }
      for (int i = 0; i < n; i++) {
        double factor = rows[i][column];
        for (int j = 0; i != column && j < 2 * n; j++) {
          rows[i][j] -= factor * swapped[j];
        }
      }
    }
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      inverse[i] = Arrays.copyOfRange(rows[i], n, 2 * n);
    }
    return inverse;
  }
}
