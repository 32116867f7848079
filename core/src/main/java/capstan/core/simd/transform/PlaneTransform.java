package capstan.core.simd.transform;

import capstan.core.Workspace;
import capstan.core.simd.lanes.Lanes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The values of small planes, seen as polynomials in two variables, at all pairs of a row's and a
 * column's point, and back: one matrix from the left, one from the right. Lines are rows of vectors
 * of adjacent channels.
 *
 * <p>What comes out are numbers to be multiplied each with its like. A pair of real points has one;
 * a complex number has three, its real part, its imaginary part and their sum, since with those
 * (Karatsuba) the product is made of three products:
 *
 * <pre>
 *   (a + bi)(c + di)      re = ac − bd      im = (a + b)(c + d) − ac − bd
 * </pre>
 *
 * A complex point along one axis only makes one complex number, along both two: the values at (a,
 * b) and at (a, b̄). Those at conjugate points are left out.
 */
final class PlaneTransform {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  /** Where in the work memory a plane begins, or its values. */
  static final int START = Workspace.LINE_START;

  final LineMatrix rows;
  final LineMatrix columns;
  private final int channels;
  private final int row;
  private final int half;

  /** Of each point of a column, of each of a row: which number it becomes, or which part of one. */
  private final int[][] places;

  private final int[] along;
  private final Value[] values;

  /** One value of the plane: its first point down and across, and the first of its numbers. */
  private record Value(int row, int column, int number, boolean complexRow, boolean complexColumn) {
    boolean isComplex() {
      return complexRow || complexColumn;
    }

    boolean isTwo() {
      return complexRow && complexColumn;
    }

    int numbers() {
      return (isComplex() ? 3 : 1) * (isTwo() ? 2 : 1);
    }
  }

  /**
   * A transform.
   *
   * @param rows from the left: the terms are rows of the plane
   * @param complexRows how many of its first points are parts of complex ones
   * @param columns from the right
   * @param complexColumns as for the rows
   * @param vectors vectors of a place's channels
   */
  PlaneTransform(
      LineMatrix rows, int complexRows, LineMatrix columns, int complexColumns, int vectors) {
    this.rows = rows;
    this.columns = columns;
    channels = vectors * LANES;
    row = columns.points * channels;
    half = START + rows.points * row;
    along = IntStream.range(0, columns.points).toArray();
    places = new int[columns.points][rows.points];
    List<Value> found = new ArrayList<>();
    int next = 0;
    for (int r = 0; r < rows.points; r += r < complexRows ? 2 : 1) {
      for (int c = 0; c < columns.points; c += c < complexColumns ? 2 : 1) {
        Value value = new Value(r, c, next, r < complexRows, c < complexColumns);
        found.add(value);
        places[c][r] = next;
        if (value.complexColumn) {
          places[c + 1][r] = next + 1;
        }
        if (value.complexRow) {
          places[c][r + 1] = value.complexColumn ? next + 3 : next + 1;
        }
        if (value.isTwo()) {
          places[c + 1][r + 1] = next + 4;
        }
        next += value.numbers();
      }
    }
    values = found.toArray(Value[]::new);
  }

  /**
   * Which numbers of a plane are those of another one with as many points or one less along either
   * axis.
   *
   * @param allRows the points down the first
   * @param allColumns those across
   * @param rows the points down the other
   * @param columns those across
   */
  static IntStream numbers(PointSet allRows, PointSet allColumns, PointSet rows, PointSet columns) {
    IntStream.Builder found = IntStream.builder();
    int next = 0;
    for (int r = 0; r < allRows.pairs().size() + allRows.reals().size(); r++) {
      for (int c = 0; c < allColumns.pairs().size() + allColumns.reals().size(); c++) {
        boolean complexRow = r < allRows.pairs().size();
        boolean complexColumn = c < allColumns.pairs().size();
        int count = (complexRow || complexColumn ? 3 : 1) * (complexRow && complexColumn ? 2 : 1);
        for (int i = 0; i < count; i++, next++) {
          if (r < rows.pairs().size() + rows.reals().size()
              && c < columns.pairs().size() + columns.reals().size()) {
            found.add(next);
          }
        }
      }
    }
    return found.build();
  }

  /** Floats of work memory: values at all points, and those along the rows of a plane. */
  int work() {
    return half + rows.terms * row;
  }

  /**
   * Evaluates.
   *
   * @param x the plane, [rows.terms, columns.terms]; may be the work memory from {@link #START} on
   * @param xAt index of its first element
   * @param rowStep elements from one row to the next
   * @param columnStep elements from one column to the next
   * @param work {@link #work} floats
   * @param y the numbers, overwritten
   * @param yAt index of the first
   * @param yStep elements from one to the next
   * @param vectors vectors of each that are wanted
   */
  void forward(
      float[] x,
      int xAt,
      int rowStep,
      int columnStep,
      float[] work,
      float[] y,
      int yAt,
      int yStep,
      int vectors) {
    for (int u = 0; u < rows.terms; u++) {
      int line = half + u * row;
      columns.forward(x, xAt + u * rowStep, columnStep, work, line, channels, along, vectors);
    }
    for (int c = 0; c < columns.points; c++) {
      rows.forward(work, half + c * channels, row, y, yAt, yStep, places[c], vectors);
    }
    for (Value value : values) {
      int at = yAt + value.number * yStep;
      if (value.isTwo()) {
        conjugates(y, at, yStep, vectors);
        sum(y, at + 3 * yStep, yStep, vectors);
      }
      if (value.isComplex()) {
        sum(y, at, yStep, vectors);
      }
    }
  }

  /**
   * Of the four products of parts, [re, im of the row's point][re, im of the column's], the complex
   * values at (a, b) and at (a, b̄).
   */
  private static void conjugates(float[] y, int at, int step, int vectors) {
    for (int k = at; k < at + vectors * LANES; k += LANES) {
      FloatVector both = FloatVector.fromArray(SPECIES, y, k);
      FloatVector right = FloatVector.fromArray(SPECIES, y, k + step);
      FloatVector left = FloatVector.fromArray(SPECIES, y, k + 3 * step);
      FloatVector none = FloatVector.fromArray(SPECIES, y, k + 4 * step);
      both.sub(none).intoArray(y, k);
      right.add(left).intoArray(y, k + step);
      both.add(none).intoArray(y, k + 3 * step);
      left.sub(right).intoArray(y, k + 4 * step);
    }
  }

  /** The third number of a complex one. */
  private static void sum(float[] y, int at, int step, int vectors) {
    for (int k = at; k < at + vectors * LANES; k += LANES) {
      FloatVector re = FloatVector.fromArray(SPECIES, y, k);
      FloatVector im = FloatVector.fromArray(SPECIES, y, k + step);
      re.add(im).intoArray(y, k + 2 * step);
    }
  }

  /**
   * The transpose: from products of numbers to a plane.
   *
   * @param y the products
   * @param yAt index of the first
   * @param yStep elements from one to the next
   * @param vectors vectors of each that are there
   * @param work {@link #work} floats
   * @param addend added to every place, one vector after the other; null for nothing
   * @param addendAt index of its first element
   * @param x the plane, overwritten; may be the work memory from {@link #START} on
   * @param xAt index of its first element
   * @param rowStep elements from one row to the next
   * @param columnStep elements from one column to the next
   */
  void backward(
      float[] y,
      int yAt,
      int yStep,
      int vectors,
      float[] work,
      float[] addend,
      int addendAt,
      float[] x,
      int xAt,
      int rowStep,
      int columnStep) {
    for (Value value : values) {
      int from = yAt + value.number * yStep;
      int at = START + value.row * row + value.column * channels;
      if (value.isTwo()) {
        parts(y, from, yStep, work, at, at + channels, vectors);
        parts(y, from + 3 * yStep, yStep, work, at + row, at + row + channels, vectors);
        products(work, at, row, channels, vectors);
      } else if (value.isComplex()) {
        parts(y, from, yStep, work, at, at + (value.complexRow ? row : channels), vectors);
      } else {
        System.arraycopy(y, from, work, at, vectors * LANES);
      }
    }
    for (int c = 0; c < columns.points; c++) {
      int column = c * channels;
      rows.backward(work, START + column, row, null, 0, work, half + column, row, vectors);
    }
    for (int u = 0; u < rows.terms; u++) {
      int to = xAt + u * rowStep;
      columns.backward(
          work, half + u * row, channels, addend, addendAt, x, to, columnStep, vectors);
    }
  }

  private static void parts(
      float[] y, int from, int yStep, float[] x, int re, int im, int vectors) {
    for (int k = 0; k < vectors * LANES; k += LANES) {
      FloatVector ac = FloatVector.fromArray(SPECIES, y, from + k);
      FloatVector bd = FloatVector.fromArray(SPECIES, y, from + yStep + k);
      FloatVector sums = FloatVector.fromArray(SPECIES, y, from + 2 * yStep + k);
      ac.sub(bd).intoArray(x, re + k);
      sums.sub(ac).sub(bd).intoArray(x, im + k);
    }
  }

  /** Of the complex products at (a, b) and (a, b̄), half the sums that belong to parts of both. */
  private static void products(float[] x, int at, int row, int column, int vectors) {
    for (int k = at; k < at + vectors * LANES; k += LANES) {
      FloatVector re = FloatVector.fromArray(SPECIES, x, k).mul(0.5f);
      FloatVector im = FloatVector.fromArray(SPECIES, x, k + column).mul(0.5f);
      FloatVector conjugateRe = FloatVector.fromArray(SPECIES, x, k + row).mul(0.5f);
      FloatVector conjugateIm = FloatVector.fromArray(SPECIES, x, k + row + column).mul(0.5f);
      re.add(conjugateRe).intoArray(x, k);
      im.sub(conjugateIm).intoArray(x, k + column);
      im.add(conjugateIm).intoArray(x, k + row);
      conjugateRe.sub(re).intoArray(x, k + row + column);
    }
  }
}
