package capstan.core.simd.transform;

import capstan.core.simd.lanes.Lanes;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A small matrix, [points, terms], that is applied to lines of vectors, and its transpose. Rows of
 * two points p and −p differ only in the signs of the odd terms, so both are made of one sum over
 * the even terms and one over the odd ones; where a row has even terms only and another has odd
 * ones only, as at 0 and infinity or at ±i, one sum is the first and the other is the second:
 *
 * <pre>
 *   couple   y[p]  = even + odd     y[−p] = even − odd      transposed   even ← x[p] + x[−p]   odd ← x[p] − x[−p]
 *   split    y[p]  = even           y[q]  = odd                          even ← x[p]           odd ← x[q]
 *   lone     y[p]  = even + odd                                          even ← x[p]           odd ← x[p]
 * </pre>
 *
 * Rows are grouped in this way by what they are: nothing here knows where they come from.
 */
final class LineMatrix {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  /** Vectors side by side that share the broadcast of an element: lines come in multiples. */
  static final int SHARING = 4;

  /** Elements that should be the same differ by no more than this. */
  private static final double SAME = 1e-9;

  /** Rows. */
  final int points;

  /** Columns. */
  final int terms;

  private final int groups;

  /** Groups whose first row is a sum of both halves: couples and lones. */
  private final int summed;

  /** Groups that are couples: the first ones. */
  private final int couples;

  private final int[] first;
  private final int[] second;

  /** [group][pair of terms][even, odd]. */
  private final float[] forward;

  /** [pair of terms][group][even, odd]. */
  private final float[] backward;

  /**
   * Groups the rows.
   *
   * @param rows the matrix
   * @param shares what each row counts for in the transpose
   */
  LineMatrix(double[][] rows, double[] shares) {
    points = rows.length;
    terms = rows[0].length;
    List<int[]> coupled = new ArrayList<>();
    List<int[]> lone = new ArrayList<>();
    List<int[]> split = new ArrayList<>();
    group(rows, shares, coupled, lone, split);
    couples = coupled.size();
    summed = couples + lone.size();
    List<int[]> all = new ArrayList<>(coupled);
    all.addAll(lone);
    all.addAll(split);
    groups = all.size();
    first = all.stream().mapToInt(group -> group[0]).toArray();
    second = all.stream().mapToInt(group -> group[1]).toArray();
    int pairs = (terms + 1) / 2;
    forward = new float[groups * pairs * 2];
    backward = new float[groups * pairs * 2];
    for (int group = 0; group < groups; group++) {
      for (int k = 0; k < terms; k++) {
        int row = k % 2 == 0 || group < summed ? first[group] : second[group];
        forward[(group * pairs + k / 2) * 2 + k % 2] = (float) rows[row][k];
        backward[(k / 2 * groups + group) * 2 + k % 2] = (float) (rows[row][k] * shares[row]);
      }
    }
  }

  private static void group(
      double[][] rows, double[] shares, List<int[]> coupled, List<int[]> lone, List<int[]> split) {
    boolean[] taken = new boolean[rows.length];
    for (int row = 0; row < rows.length; row++) {
      for (int other = row + 1; other < rows.length && !taken[row]; other++) {
        if (!taken[other]
            && shares[row] == shares[other]
            && same(rows[row], rows[other], 0, 1)
            && same(rows[row], rows[other], 1, -1)) {
          coupled.add(new int[] {row, other});
          taken[row] = true;
          taken[other] = true;
        }
      }
    }
    for (int row = 0; row < rows.length; row++) {
      for (int other = 0; other < rows.length && !taken[row]; other++) {
        if (other != row
            && !taken[other]
            && same(rows[row], rows[row], 1, 0)
            && same(rows[other], rows[other], 0, 0)) {
          split.add(new int[] {row, other});
          taken[row] = true;
          taken[other] = true;
        }
      }
    }
    for (int row = 0; row < rows.length; row++) {
      if (!taken[row]) {
        lone.add(new int[] {row, row});
      }
    }
  }

  /** Whether the even (0) or odd (1) terms of a row are those of another times a factor. */
  private static boolean same(double[] row, double[] other, int from, double factor) {
    for (int k = from; k < row.length; k += 2) {
      if (Math.abs(row[k] - factor * other[k]) > SAME) {
        return false;
      }
    }
    return true;
  }

  /**
   * y[p] = Σ_k matrix[p, k] · x[k], each a row of vectors.
   *
   * @param x the terms
   * @param xAt index of the first
   * @param xStep elements from one to the next
   * @param y the values at the points, overwritten
   * @param yAt index of the first
   * @param yStep elements from one to the next
   * @param vectors vectors of each, a multiple of {@link #SHARING}
   */
  void forward(float[] x, int xAt, int xStep, float[] y, int yAt, int yStep, int vectors) {
    for (int k = 0; k < vectors; k += SHARING) {
      forwardFour(x, xAt + k * LANES, xStep, y, yAt + k * LANES, yStep);
    }
  }

  private void forwardFour(float[] x, int xAt, int xStep, float[] y, int yAt, int yStep) {
    int at = 0;
    for (int group = 0; group < groups; group++) {
      FloatVector even0 = FloatVector.zero(SPECIES);
      FloatVector even1 = FloatVector.zero(SPECIES);
      FloatVector even2 = FloatVector.zero(SPECIES);
      FloatVector even3 = FloatVector.zero(SPECIES);
      FloatVector odd0 = FloatVector.zero(SPECIES);
      FloatVector odd1 = FloatVector.zero(SPECIES);
      FloatVector odd2 = FloatVector.zero(SPECIES);
      FloatVector odd3 = FloatVector.zero(SPECIES);
      int from = xAt;
      for (int k = 1; k < terms; k += 2) {
        FloatVector c = FloatVector.broadcast(SPECIES, forward[at]);
        even0 = FloatVector.fromArray(SPECIES, x, from).fma(c, even0);
        even1 = FloatVector.fromArray(SPECIES, x, from + LANES).fma(c, even1);
        even2 = FloatVector.fromArray(SPECIES, x, from + 2 * LANES).fma(c, even2);
        even3 = FloatVector.fromArray(SPECIES, x, from + 3 * LANES).fma(c, even3);
        from += xStep;
        FloatVector d = FloatVector.broadcast(SPECIES, forward[at + 1]);
        odd0 = FloatVector.fromArray(SPECIES, x, from).fma(d, odd0);
        odd1 = FloatVector.fromArray(SPECIES, x, from + LANES).fma(d, odd1);
        odd2 = FloatVector.fromArray(SPECIES, x, from + 2 * LANES).fma(d, odd2);
        odd3 = FloatVector.fromArray(SPECIES, x, from + 3 * LANES).fma(d, odd3);
        from += xStep;
        at += 2;
      }
      if (terms % 2 != 0) {
        FloatVector c = FloatVector.broadcast(SPECIES, forward[at]);
        even0 = FloatVector.fromArray(SPECIES, x, from).fma(c, even0);
        even1 = FloatVector.fromArray(SPECIES, x, from + LANES).fma(c, even1);
        even2 = FloatVector.fromArray(SPECIES, x, from + 2 * LANES).fma(c, even2);
        even3 = FloatVector.fromArray(SPECIES, x, from + 3 * LANES).fma(c, even3);
        at += 2;
      }
      int to = yAt + first[group] * yStep;
      int other = yAt + second[group] * yStep;
      if (group < summed) {
        even0.sub(odd0).intoArray(y, other);
        even1.sub(odd1).intoArray(y, other + LANES);
        even2.sub(odd2).intoArray(y, other + 2 * LANES);
        even3.sub(odd3).intoArray(y, other + 3 * LANES);
        even0.add(odd0).intoArray(y, to);
        even1.add(odd1).intoArray(y, to + LANES);
        even2.add(odd2).intoArray(y, to + 2 * LANES);
        even3.add(odd3).intoArray(y, to + 3 * LANES);
      } else {
        even0.intoArray(y, to);
        even1.intoArray(y, to + LANES);
        even2.intoArray(y, to + 2 * LANES);
        even3.intoArray(y, to + 3 * LANES);
        odd0.intoArray(y, other);
        odd1.intoArray(y, other + LANES);
        odd2.intoArray(y, other + 2 * LANES);
        odd3.intoArray(y, other + 3 * LANES);
      }
    }
  }

  /**
   * y[k] = addend + Σ_p matrix[p, k] · share[p] · x[p], each a row of vectors.
   *
   * @param x values at the points
   * @param xAt index of the first
   * @param xStep elements from one to the next
   * @param addend what is added to every row
   * @param addendAt its first element
   * @param addendStep elements from one of its vectors to the next: LANES, or 0 for one
   * @param y the terms, overwritten
   * @param yAt index of the first
   * @param yStep elements from one to the next
   * @param vectors vectors of each, a multiple of {@link #SHARING}
   */
  void backward(
      float[] x,
      int xAt,
      int xStep,
      float[] addend,
      int addendAt,
      int addendStep,
      float[] y,
      int yAt,
      int yStep,
      int vectors) {
    for (int k = 0; k < vectors; k += SHARING) {
      int i = k * LANES;
      int from = addendAt + k * addendStep;
      backwardFour(x, xAt + i, xStep, addend, from, addendStep, y, yAt + i, yStep);
    }
  }

  private void backwardFour(
      float[] x,
      int xAt,
      int xStep,
      float[] addend,
      int addendAt,
      int addendStep,
      float[] y,
      int yAt,
      int yStep) {
    FloatVector addend0 = FloatVector.fromArray(SPECIES, addend, addendAt);
    FloatVector addend1 = FloatVector.fromArray(SPECIES, addend, addendAt + addendStep);
    FloatVector addend2 = FloatVector.fromArray(SPECIES, addend, addendAt + 2 * addendStep);
    FloatVector addend3 = FloatVector.fromArray(SPECIES, addend, addendAt + 3 * addendStep);
    int at = 0;
    for (int k = 0; k < terms; k += 2) {
      FloatVector even0 = addend0;
      FloatVector even1 = addend1;
      FloatVector even2 = addend2;
      FloatVector even3 = addend3;
      FloatVector odd0 = addend0;
      FloatVector odd1 = addend1;
      FloatVector odd2 = addend2;
      FloatVector odd3 = addend3;
      for (int group = 0; group < couples; group++) {
        int p = xAt + first[group] * xStep;
        int q = xAt + second[group] * xStep;
        FloatVector c = FloatVector.broadcast(SPECIES, backward[at]);
        FloatVector d = FloatVector.broadcast(SPECIES, backward[at + 1]);
        FloatVector p0 = FloatVector.fromArray(SPECIES, x, p);
        FloatVector q0 = FloatVector.fromArray(SPECIES, x, q);
        even0 = p0.add(q0).fma(c, even0);
        odd0 = p0.sub(q0).fma(d, odd0);
        FloatVector p1 = FloatVector.fromArray(SPECIES, x, p + LANES);
        FloatVector q1 = FloatVector.fromArray(SPECIES, x, q + LANES);
        even1 = p1.add(q1).fma(c, even1);
        odd1 = p1.sub(q1).fma(d, odd1);
        FloatVector p2 = FloatVector.fromArray(SPECIES, x, p + 2 * LANES);
        FloatVector q2 = FloatVector.fromArray(SPECIES, x, q + 2 * LANES);
        even2 = p2.add(q2).fma(c, even2);
        odd2 = p2.sub(q2).fma(d, odd2);
        FloatVector p3 = FloatVector.fromArray(SPECIES, x, p + 3 * LANES);
        FloatVector q3 = FloatVector.fromArray(SPECIES, x, q + 3 * LANES);
        even3 = p3.add(q3).fma(c, even3);
        odd3 = p3.sub(q3).fma(d, odd3);
        at += 2;
      }
      for (int group = couples; group < groups; group++) {
        int p = xAt + first[group] * xStep;
        int q = xAt + second[group] * xStep;
        FloatVector c = FloatVector.broadcast(SPECIES, backward[at]);
        FloatVector d = FloatVector.broadcast(SPECIES, backward[at + 1]);
        even0 = FloatVector.fromArray(SPECIES, x, p).fma(c, even0);
        odd0 = FloatVector.fromArray(SPECIES, x, q).fma(d, odd0);
        even1 = FloatVector.fromArray(SPECIES, x, p + LANES).fma(c, even1);
        odd1 = FloatVector.fromArray(SPECIES, x, q + LANES).fma(d, odd1);
        even2 = FloatVector.fromArray(SPECIES, x, p + 2 * LANES).fma(c, even2);
        odd2 = FloatVector.fromArray(SPECIES, x, q + 2 * LANES).fma(d, odd2);
        even3 = FloatVector.fromArray(SPECIES, x, p + 3 * LANES).fma(c, even3);
        odd3 = FloatVector.fromArray(SPECIES, x, q + 3 * LANES).fma(d, odd3);
        at += 2;
      }
      int to = yAt + k * yStep;
      even0.intoArray(y, to);
      even1.intoArray(y, to + LANES);
      even2.intoArray(y, to + 2 * LANES);
      even3.intoArray(y, to + 3 * LANES);
      if (k + 1 < terms) {
        odd0.intoArray(y, to + yStep);
        odd1.intoArray(y, to + yStep + LANES);
        odd2.intoArray(y, to + yStep + 2 * LANES);
        odd3.intoArray(y, to + yStep + 3 * LANES);
      }
    }
  }
}
