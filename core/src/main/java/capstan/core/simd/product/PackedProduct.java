package capstan.core.simd.product;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.simd.lanes.Sharing;

/**
 * The macrokernel: c [m, n] = a [m, k] · b [k, n] for any two {@link PanelSource}s, after Goto and
 * van de Geijn (2008). c is cut into blocks, a part of the work each. The factor along the shorter
 * side of c serves many blocks, so the team packs it once for all; of the other factor each part
 * packs what it needs for itself, where it is still in the second-level cache when it is used. So
 * there are two barriers, however deep the product, unless the shared factor outgrows {@link
 * Tiling#SHARED}.
 *
 * <pre>
 *   LOOP 5  for each chunk of the depth                   k: Tiling.SHARED, mostly one chunk
 *             pack the shared factor                                         in parallel
 *   LOOP 4    for each block of c                         m, n: ProductBlocks, in parallel
 *   LOOP 3      for each step of the depth                k: Tiling.DEPTH
 *                 pack the block's own panels of the other factor
 *   LOOP 2        for each panel of b                     n: Microkernel.COLUMNS
 *   LOOP 1          for each panel of a                   m: Microkernel.ROWS
 *                     the microkernel: a tile of c
 * </pre>
 *
 * <p>Only the steps decide in which order an element is summed, and they depend on the depth alone:
 * blocks may be cut as the team likes.
 */
public final class PackedProduct {
  private static final int ROWS = Microkernel.ROWS;
  private static final int COLUMNS = Microkernel.COLUMNS;
  private static final int START = Workspace.LINE_START;
  private static final float[] ZEROS = new float[COLUMNS];

  /** Multiply-adds in the time of one simple vector operation on memory. */
  private static final int PRODUCTS_PER_OPERATION = 16;

  /** Panels that one part of packing the shared factor makes. */
  private static final int PANELS_PER_PART = 4;

  private final ProductMemory memory;
  private final int m;
  private final int n;
  private final int k;
  private final PanelSource a;
  private final PanelSource b;

  /** Steps of the depth. */
  private final int steps;

  /** Depth of a step, the last of all excepted. */
  private final int step;

  private final ProductBlocks blocks;
  private Tensor bias;
  private boolean relu;

  /** All of b, packed before; null where it is still to be packed. */
  private float[] packedB;

  private float[] c;
  private int cOffset;

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
  public PackedProduct(ProductMemory memory, int m, int n, int k, PanelSource a, PanelSource b) {
    this.memory = memory;
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.b = b;
    steps = Math.max(1, divideUp(k, Tiling.DEPTH));
    step = divideUp(k, steps);
    blocks = m > 0 && n > 0 ? new ProductBlocks(m, n, memory.workers.threads()) : null;
  }

  /** Adds this to every row; null for nothing. */
  public PackedProduct bias(Tensor row) {
    bias = row;
    return this;
  }

  /** Applies a ReLU, after the bias. */
  public PackedProduct relu(boolean wanted) {
    relu = wanted;
    return this;
  }

  /** Takes the right factor from {@link #packRight}; null to pack it anew. */
  public PackedProduct packedRight(float[] panels) {
    packedB = panels;
    return this;
  }

  /**
   * Packs the right factor for any number of products.
   *
   * @return [steps of the depth, panels, depth of a step, columns of a panel]
   */
  public float[] packRight() {
    int panels = divideUp(n, COLUMNS);
    float[] target = new float[START + steps * panels * COLUMNS * step];
    for (int at = 0; at < steps; at++) {
      packRight(0, panels, at, target, START + at * panels * COLUMNS * step, 0);
    }
    return target;
  }

  /**
   * c = a·b, plus a bias and then a ReLU where asked for.
   *
   * @param target where c lies
   * @param offset its first element
   */
  public void into(float[] target, int offset) {
    if (blocks == null) {
      return;
    }
    c = target;
    cOffset = offset;
    memory.own.reserve(START + blocks.ownLength() * step);
    int atOnce =
        Math.min(steps, Math.max(1, Tiling.SHARED / Math.max(1, blocks.sharedLength() * step)));
    float[] shared = memory.shared(START + atOnce * blocks.sharedLength() * step);
    int groups = divideUp(blocks.sharedPanels(), PANELS_PER_PART);
    long operations = (long) m * n * k / PRODUCTS_PER_OPERATION;
    // LOOP 5: k by Tiling.SHARED, so that what is packed for all stays in the third-level cache.
    for (int from = 0; from < steps; from += atOnce) {
      int first = from;
      int end = Math.min(steps, first + atOnce);
      if (packedB == null || !blocks.sharesRight()) {
        Sharing.run(
            memory.workers,
            operations,
            (end - first) * groups,
            (part, worker) -> packShared(first, part, groups, shared, worker));
      }
      // LOOP 4: m and n by blocks, a part of the work each: no element is summed by two parts.
      Sharing.run(
          memory.workers,
          operations,
          blocks.count(),
          (part, worker) -> multiplyBlock(first, end, part, shared, worker));
    }
  }

  private void packShared(int firstStep, int part, int groups, float[] shared, int worker) {
    int at = part / groups;
    int panel = part % groups * PANELS_PER_PART;
    int end = Math.min(blocks.sharedPanels(), panel + PANELS_PER_PART);
    int target = START + at * blocks.sharedLength() * step;
    if (blocks.sharesRight()) {
      packRight(panel, end, firstStep + at, shared, target + panel * COLUMNS * step, worker);
    } else {
      packLeft(panel, end, firstStep + at, shared, target + panel * ROWS * step, worker);
    }
  }

  private void packLeft(int panel, int end, int stepIndex, float[] target, int at, int worker) {
    int whole = Math.min(end, m / ROWS) - panel;
    int from = panel * ROWS;
    int depthFrom = stepIndex * step;
    a.packPanels(
        from,
        whole,
        ROWS,
        depthFrom,
        depth(stepIndex),
        target,
        at,
        ROWS * step,
        memory.tiles[worker]);
    from += whole * ROWS;
    if (panel + whole < end) {
      int height = Microkernel.height(m - from);
      int to = at + whole * ROWS * step;
      a.pack(from, m - from, height, depthFrom, depth(stepIndex), target, to, memory.tiles[worker]);
    }
  }

  private void packRight(int panel, int end, int stepIndex, float[] target, int at, int worker) {
    int whole = Math.min(end, n / COLUMNS) - panel;
    int from = panel * COLUMNS;
    int depthFrom = stepIndex * step;
    b.packPanels(
        from,
        whole,
        COLUMNS,
        depthFrom,
        depth(stepIndex),
        target,
        at,
        COLUMNS * step,
        memory.tiles[worker]);
    from += whole * COLUMNS;
    if (panel + whole < end) {
      int to = at + whole * COLUMNS * step;
      b.pack(
          from, n - from, COLUMNS, depthFrom, depth(stepIndex), target, to, memory.tiles[worker]);
    }
  }

  private int depth(int stepIndex) {
    return Math.min(step, k - stepIndex * step);
  }

  private void multiplyBlock(int firstStep, int end, int part, float[] shared, int worker) {
    int rowFrom = blocks.rowPanelFrom(part);
    int rowEnd = blocks.rowPanelEnd(part);
    int columnFrom = blocks.columnPanelFrom(part);
    int columnEnd = blocks.columnPanelEnd(part);
    float[] mine = memory.own.of(worker);
    // LOOP 3: k by Tiling.DEPTH, so that a panel of b fits the first-level cache and the block's
    // own panels the second.
    for (int stepIndex = firstStep; stepIndex < end; stepIndex++) {
      int sharedAt = START + (stepIndex - firstStep) * blocks.sharedLength() * step;
      float[] left = blocks.sharesRight() ? mine : shared;
      int leftAt = blocks.sharesRight() ? START - rowFrom * ROWS * step : sharedAt;
      float[] right = blocks.sharesRight() ? shared : mine;
      int rightAt = blocks.sharesRight() ? sharedAt : START - columnFrom * COLUMNS * step;
      if (packedB != null) {
        right = packedB;
        rightAt = START + stepIndex * divideUp(n, COLUMNS) * COLUMNS * step;
      } else if (!blocks.sharesRight()) {
        packRight(columnFrom, columnEnd, stepIndex, mine, START, worker);
      }
      if (blocks.sharesRight()) {
        packLeft(rowFrom, rowEnd, stepIndex, mine, START, worker);
      }
      // LOOP 2: n by Microkernel.COLUMNS. One panel of b stays in the first-level cache.
      for (int j = columnFrom; j < columnEnd; j++) {
        int panel = rightAt + j * COLUMNS * step;
        // LOOP 1: m by Microkernel.ROWS. The panels of a stream past it from the second.
        for (int i = rowFrom; i < rowEnd; i++) {
          tile(i, j, stepIndex, left, leftAt + i * ROWS * step, right, panel, worker);
        }
      }
    }
  }

  private void tile(
      int i,
      int j,
      int stepIndex,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      int worker) {
    int row = i * ROWS;
    int column = j * COLUMNS;
    int count = Math.min(ROWS, m - row);
    int height = Microkernel.height(count);
    int at = cOffset + row * n + column;
    boolean rectified = relu && stepIndex == steps - 1;
    if (count < height || column + COLUMNS > n) {
      float[] tile = memory.tiles[worker];
      Microkernel.run(
          height, depth(stepIndex), left, leftAt, right, rightAt, ZEROS, 0, 0, tile, 0, COLUMNS);
      int width = Math.min(COLUMNS, n - column);
      copyTile(tile, count, width, column, at, stepIndex > 0);
      if (rectified) {
        TileEdges.relu(c, at, n, c, at, n, count, width);
      }
      return;
    }
    float[] addend = ZEROS;
    int addendOffset = 0;
    int addendStride = 0;
    if (stepIndex > 0) {
      addend = c;
      addendOffset = at;
      addendStride = n;
    } else if (bias != null) {
      addend = bias.array();
      addendOffset = bias.offset() + column;
    }
    // A ReLU is applied on the way from a tile in the cache: c itself would have to be waited for.
    float[] target = rectified ? memory.tiles[worker] : c;
    int to = rectified ? START : at;
    int targetStride = rectified ? COLUMNS : n;
    Microkernel.run(
        height,
        depth(stepIndex),
        left,
        leftAt,
        right,
        rightAt,
        addend,
        addendOffset,
        addendStride,
        target,
        to,
        targetStride);
    if (rectified) {
      TileEdges.relu(target, to, COLUMNS, c, at, n, count, COLUMNS);
    }
  }

  private void copyTile(float[] tile, int height, int width, int column, int at, boolean add) {
    for (int row = 0; row < height; row++) {
      int from = row * COLUMNS;
      if (add) {
        TileEdges.add(tile, from, c, at + row * n, c, at + row * n, width);
      } else if (bias != null) {
        TileEdges.add(tile, from, bias.array(), bias.offset() + column, c, at + row * n, width);
      } else {
        TileEdges.copy(tile, from, c, at + row * n, width);
      }
    }
  }

  private static int divideUp(int value, int by) {
    return (value + by - 1) / by;
  }
}
