package capstan.core.simd.product;

import static java.lang.Math.ceilDiv;

import capstan.core.Workspace;
import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * c = a·b for a small c and a depth of many thousands, as in the gradient of a first layer's
 * weights: 82 x 256 from 51,200 window positions. {@link PackedProduct} cuts c, and each of its
 * parts would walk through all of b for a few columns of it; here the depth is cut, each part reads
 * whole rows of b once, from end to end, and sums into a c of its own. A second run adds those up.
 *
 * <pre>
 *   LOOP 5  for each group of steps                       k: GROUPS, in parallel
 *   LOOP 3    for each step of the group                  k: Tiling.DEPTH
 *               pack all panels of a and of b             82 x 256: 86 KiB, 256 x 256: 256 KiB
 *   LOOP 2      for each panel of b                       n: Microkernel.COLUMNS
 *   LOOP 1        for each panel of a                     m: Microkernel.ROWS
 *                   the microkernel: a tile of the group's own c, 86 KiB
 *   for each row of c: the sum over groups, first to last                in parallel
 * </pre>
 *
 * <p>The numbers are {@link PackedProduct}'s; c is a single block, so there is no loop 4. The
 * groups depend on the shape alone, so the order of every sum does not depend on the team.
 */
public final class DeepProduct {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = Microkernel.ROWS;
  private static final int COLUMNS = Microkernel.COLUMNS;
  private static final int START = Workspace.LINE_START;
  private static final float[] ZEROS = new float[COLUMNS];

  /** Most groups: enough for a large team, few enough that adding them up costs little. */
  private static final int GROUPS = 64;

  /**
   * Floats of b that are packed at a time, and most of c: both stay in the second-level cache.
   * Decides who sums, and so the order: the same on every machine.
   */
  private static final int LARGEST = 1 << 16;

  /** Columns of the widest tile of any machine, to which they are rounded up for that. */
  private static final int WIDEST = 32;

  private final ProductMemory memory;
  private final int m;
  private final int n;
  private final int k;
  private final PanelSource a;
  private final PanelSource b;
  private final int paddedColumns;
  private final int partialLength;
  private final int groups;
  private final float[] partial;

  /**
   * One product.
   *
   * @param memory its team
   * @param m rows of c
   * @param n columns of c, and from one of its rows to the next
   * @param k depth
   * @param a source of the rows
   * @param b source of the columns
   */
  public DeepProduct(ProductMemory memory, int m, int n, int k, PanelSource a, PanelSource b) {
    this.memory = memory;
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.b = b;
    paddedColumns = ceilDiv(n, COLUMNS) * COLUMNS;
    partialLength = ceilDiv(m, ROWS) * ROWS * paddedColumns;
    groups = Math.min(GROUPS, steps());
    partial = memory.shared(START + groups * partialLength);
  }

  /** Whether a product is of this kind. */
  public static boolean suits(int m, int n, int k) {
    long columns = (long) ceilDiv(n, WIDEST) * WIDEST;
    return k >= GROUPS * Tiling.DEPTH && columns * Math.max(m, Tiling.DEPTH) <= LARGEST;
  }

  /**
   * Overwrites c.
   *
   * @param c where it lies
   * @param offset its first element
   */
  public void into(float[] c, int offset) {
    memory.own.reserve(START + ceilDiv(m, ROWS) * ROWS * Tiling.DEPTH);
    memory.right.reserve(START + paddedColumns * Tiling.DEPTH);
    // LOOP 5: k by groups, a part of the work each.
    memory.workers.run(groups, this::multiplyGroup);
    memory.workers.run(
        m,
        (row, worker) ->
            addRow(
                partial,
                START + row * paddedColumns,
                partialLength,
                groups,
                c,
                offset + row * n,
                n));
  }

  private int steps() {
    return ceilDiv(k, Tiling.DEPTH);
  }

  private void multiplyGroup(int group, int worker) {
    int first = (int) ((long) steps() * group / groups);
    int end = (int) ((long) steps() * (group + 1) / groups);
    int target = START + group * partialLength;
    // LOOP 3: k by Tiling.DEPTH; all panels of a step fit the second-level cache.
    for (int step = first; step < end; step++) {
      int from = step * Tiling.DEPTH;
      int depth = Math.min(Tiling.DEPTH, k - from);
      pack(b, n, COLUMNS, COLUMNS, from, depth, memory.right.of(worker), worker);
      pack(a, m, ROWS, Microkernel.height(m % ROWS), from, depth, memory.own.of(worker), worker);
      // LOOP 2: n by Microkernel.COLUMNS.
      for (int column = 0; column < n; column += COLUMNS) {
        // LOOP 1: m by Microkernel.ROWS.
        for (int row = 0; row < m; row += ROWS) {
          tile(row, column, depth, target + row * paddedColumns + column, step > first, worker);
        }
      }
    }
  }

  /** Writes all panels of a factor, the last of which may be less wide. */
  private void pack(
      PanelSource source,
      int count,
      int width,
      int lastWidth,
      int from,
      int depth,
      float[] target,
      int worker) {
    int panels = count / width;
    int stride = width * depth;
    float[] tile = memory.tiles[worker];
    source.packPanels(0, panels, width, from, depth, target, START, stride, tile);
    int rest = count - panels * width;
    if (rest > 0) {
      int to = START + panels * stride;
      source.pack(count - rest, rest, lastWidth, from, depth, target, to, tile);
    }
  }

  private void tile(int row, int column, int depth, int at, boolean add, int worker) {
    Microkernel.run(
        Microkernel.height(Math.min(ROWS, m - row)),
        depth,
        memory.own.of(worker),
        START + row * depth,
        memory.right.of(worker),
        START + column * depth,
        add ? partial : ZEROS,
        add ? at : 0,
        add ? paddedColumns : 0,
        partial,
        at,
        paddedColumns);
  }

  /**
   * to [n] = the sum of some rows, in their order.
   *
   * @param from where they lie
   * @param fromAt the first number of the first
   * @param step from one row to the next
   * @param count how many rows, at least one
   * @param to the sum
   * @param toAt its first number
   * @param n numbers in a row
   */
  public static void addRow(
      float[] from, int fromAt, int step, int count, float[] to, int toAt, int n) {
    int column = 0;
    for (; column + LANES <= n; column += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, from, fromAt + column);
      for (int row = 1; row < count; row++) {
        sum = FloatVector.fromArray(SPECIES, from, fromAt + row * step + column).add(sum);
      }
      sum.intoArray(to, toAt + column);
    }
    for (; column < n; column++) {
      float sum = from[fromAt + column];
      for (int row = 1; row < count; row++) {
        sum += from[fromAt + row * step + column];
      }
      to[toAt + column] = sum;
    }
  }
}
