package capstan.core.simd.transform;

import capstan.core.simd.lanes.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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

  /** Pairs of rows that a kernel sums. */
  private static final int MOST = 5;

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

  private final Sums forward;

  /** One after the other: groups that are more than a kernel sums take several. */
  private final Sums[] backward;

  /**
   * Sums of even inputs and sums of odd ones.
   *
   * @param in which rows are the inputs, [pair][even, odd]: as many pairs as a kernel takes
   * @param matrix a row for each pair of sums, zero where there are fewer inputs
   */
  @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
  private record Sums(int[] in, float[] matrix) {
    Sums(int[] inputs, int sums) {
      int padded = inputs.length <= 6 ? 6 : 2 * MOST;
      this(Arrays.copyOf(inputs, padded), new float[sums * padded]);
      Arrays.fill(in, inputs.length, padded, inputs[0]);
    }

    void set(int sum, int input, double element) {
      matrix[sum * in.length + input] = (float) element;
    }

    /**
     * One pair of sums, each a row of vectors.
     *
     * @param sum which one
     * @param x the inputs
     * @param xAt index of the first
     * @param xStep elements from one to the next
     * @param start what the sums start from; null for zero
     * @param evenAt index of the first element for the even sum
     * @param oddAt and for the odd one
     * @param crossed whether the results are even + odd and even − odd instead of the sums
     * @param y where the results go
     * @param to index of the first one
     * @param other index of the second one, written before it
     * @param vectors vectors of each
     */
    void add(
        int sum,
        float[] x,
        int xAt,
        int xStep,
        float[] start,
        int evenAt,
        int oddAt,
        boolean crossed,
        float[] y,
        int to,
        int other,
        int vectors) {
      if (in.length == 2 * MOST) {
        five(sum, x, xAt, xStep, start, evenAt, oddAt, crossed, y, to, other, vectors);
      } else {
        three(sum, x, xAt, xStep, start, evenAt, oddAt, crossed, y, to, other, vectors);
      }
    }

    /**
     * The elements stay in registers, one loop runs over the vectors: all its loads are multiplied
     * at once.
     */
    private void five(
        int sum,
        float[] x,
        int xAt,
        int xStep,
        float[] start,
        int evenAt,
        int oddAt,
        boolean crossed,
        float[] y,
        int to,
        int other,
        int vectors) {
      int at = sum * in.length;
      int p0 = xAt + in[0] * xStep;
      int q0 = xAt + in[1] * xStep;
      int p1 = xAt + in[2] * xStep;
      int q1 = xAt + in[3] * xStep;
      int p2 = xAt + in[4] * xStep;
      int q2 = xAt + in[5] * xStep;
      int p3 = xAt + in[6] * xStep;
      int q3 = xAt + in[7] * xStep;
      int p4 = xAt + in[8] * xStep;
      int q4 = xAt + in[9] * xStep;
      FloatVector c0 = FloatVector.broadcast(SPECIES, matrix[at]);
      FloatVector d0 = FloatVector.broadcast(SPECIES, matrix[at + 1]);
      FloatVector c1 = FloatVector.broadcast(SPECIES, matrix[at + 2]);
      FloatVector d1 = FloatVector.broadcast(SPECIES, matrix[at + 3]);
      FloatVector c2 = FloatVector.broadcast(SPECIES, matrix[at + 4]);
      FloatVector d2 = FloatVector.broadcast(SPECIES, matrix[at + 5]);
      FloatVector c3 = FloatVector.broadcast(SPECIES, matrix[at + 6]);
      FloatVector d3 = FloatVector.broadcast(SPECIES, matrix[at + 7]);
      FloatVector c4 = FloatVector.broadcast(SPECIES, matrix[at + 8]);
      FloatVector d4 = FloatVector.broadcast(SPECIES, matrix[at + 9]);
      for (int k = 0; k < vectors * LANES; k += LANES) {
        FloatVector even = FloatVector.zero(SPECIES);
        FloatVector odd = FloatVector.zero(SPECIES);
        if (start != null) {
          even = FloatVector.fromArray(SPECIES, start, evenAt + k);
          odd = FloatVector.fromArray(SPECIES, start, oddAt + k);
        }
        even = c0.fma(FloatVector.fromArray(SPECIES, x, p0 + k), even);
        odd = d0.fma(FloatVector.fromArray(SPECIES, x, q0 + k), odd);
        even = c1.fma(FloatVector.fromArray(SPECIES, x, p1 + k), even);
        odd = d1.fma(FloatVector.fromArray(SPECIES, x, q1 + k), odd);
        even = c2.fma(FloatVector.fromArray(SPECIES, x, p2 + k), even);
        odd = d2.fma(FloatVector.fromArray(SPECIES, x, q2 + k), odd);
        even = c3.fma(FloatVector.fromArray(SPECIES, x, p3 + k), even);
        odd = d3.fma(FloatVector.fromArray(SPECIES, x, q3 + k), odd);
        even = c4.fma(FloatVector.fromArray(SPECIES, x, p4 + k), even);
        odd = d4.fma(FloatVector.fromArray(SPECIES, x, q4 + k), odd);
        if (crossed) {
          even.sub(odd).intoArray(y, other + k);
          even.add(odd).intoArray(y, to + k);
        } else {
          odd.intoArray(y, other + k);
          even.intoArray(y, to + k);
        }
      }
    }

    /** The same for fewer rows. */
    private void three(
        int sum,
        float[] x,
        int xAt,
        int xStep,
        float[] start,
        int evenAt,
        int oddAt,
        boolean crossed,
        float[] y,
        int to,
        int other,
        int vectors) {
      int at = sum * in.length;
      int p0 = xAt + in[0] * xStep;
      int q0 = xAt + in[1] * xStep;
      int p1 = xAt + in[2] * xStep;
      int q1 = xAt + in[3] * xStep;
      int p2 = xAt + in[4] * xStep;
      int q2 = xAt + in[5] * xStep;
      FloatVector c0 = FloatVector.broadcast(SPECIES, matrix[at]);
      FloatVector d0 = FloatVector.broadcast(SPECIES, matrix[at + 1]);
      FloatVector c1 = FloatVector.broadcast(SPECIES, matrix[at + 2]);
      FloatVector d1 = FloatVector.broadcast(SPECIES, matrix[at + 3]);
      FloatVector c2 = FloatVector.broadcast(SPECIES, matrix[at + 4]);
      FloatVector d2 = FloatVector.broadcast(SPECIES, matrix[at + 5]);
      for (int k = 0; k < vectors * LANES; k += LANES) {
        FloatVector even = FloatVector.zero(SPECIES);
        FloatVector odd = FloatVector.zero(SPECIES);
        if (start != null) {
          even = FloatVector.fromArray(SPECIES, start, evenAt + k);
          odd = FloatVector.fromArray(SPECIES, start, oddAt + k);
        }
        even = c0.fma(FloatVector.fromArray(SPECIES, x, p0 + k), even);
        odd = d0.fma(FloatVector.fromArray(SPECIES, x, q0 + k), odd);
        even = c1.fma(FloatVector.fromArray(SPECIES, x, p1 + k), even);
        odd = d1.fma(FloatVector.fromArray(SPECIES, x, q1 + k), odd);
        even = c2.fma(FloatVector.fromArray(SPECIES, x, p2 + k), even);
        odd = d2.fma(FloatVector.fromArray(SPECIES, x, q2 + k), odd);
        if (crossed) {
          even.sub(odd).intoArray(y, other + k);
          even.add(odd).intoArray(y, to + k);
        } else {
          odd.intoArray(y, other + k);
          even.intoArray(y, to + k);
        }
      }
    }
  }

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
    if (pairs > MOST) {
      throw new IllegalArgumentException(
          "lines have at most " + 2 * MOST + " terms, found " + terms);
    }
    forward = new Sums(IntStream.range(0, terms).toArray(), groups);
    backward = new Sums[Math.ceilDiv(groups, MOST)];
    Arrays.setAll(
        backward,
        i ->
            new Sums(
                all.stream().skip(i * MOST).limit(MOST).flatMapToInt(Arrays::stream).toArray(),
                pairs));
    for (int group = 0; group < groups; group++) {
      for (int k = 0; k < terms; k++) {
        int row = k % 2 == 0 || group < summed ? first[group] : second[group];
        forward.set(group, k, rows[row][k]);
        backward[group / MOST].set(k / 2, group % MOST * 2 + k % 2, rows[row][k] * shares[row]);
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
   * @param yAt index of the first place
   * @param yStep elements from one place to the next
   * @param places of each point its place
   * @param vectors vectors of each
   */
  void forward(
      float[] x, int xAt, int xStep, float[] y, int yAt, int yStep, int[] places, int vectors) {
    for (int group = 0; group < groups; group++) {
      int to = yAt + places[first[group]] * yStep;
      int other = yAt + places[second[group]] * yStep;
      boolean crossed = group < summed;
      forward.add(group, x, xAt, xStep, null, 0, 0, crossed, y, to, other, vectors);
    }
  }

  /**
   * y[k] = addend + Σ_p matrix[p, k] · share[p] · x[p], each a row of vectors.
   *
   * @param x values at the points; of couples their sum and their difference afterwards
   * @param xAt index of the first
   * @param xStep elements from one to the next
   * @param addend what is added to every row; null for nothing
   * @param addendAt its first element
   * @param y the terms, overwritten
   * @param yAt index of the first
   * @param yStep elements from one to the next
   * @param vectors vectors of each
   */
  void backward(
      float[] x,
      int xAt,
      int xStep,
      float[] addend,
      int addendAt,
      float[] y,
      int yAt,
      int yStep,
      int vectors) {
    for (int group = 0; group < couples; group++) {
      cross(x, xAt + first[group] * xStep, xAt + second[group] * xStep, vectors);
    }
    for (int k = 0; k < terms; k += 2) {
      int to = yAt + k * yStep;
      int other = k + 1 < terms ? to + yStep : to;
      float[] start = addend;
      int even = addendAt;
      int odd = addendAt;
      for (Sums sums : backward) {
        sums.add(k / 2, x, xAt, xStep, start, even, odd, false, y, to, other, vectors);
        start = y;
        even = to;
        odd = other;
      }
    }
  }

  /** Of two rows the sum and the difference. */
  private static void cross(float[] x, int p, int q, int vectors) {
    for (int k = 0; k < vectors * LANES; k += LANES) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, p + k);
      FloatVector b = FloatVector.fromArray(SPECIES, x, q + k);
      a.add(b).intoArray(x, p + k);
      a.sub(b).intoArray(x, q + k);
    }
  }
}
