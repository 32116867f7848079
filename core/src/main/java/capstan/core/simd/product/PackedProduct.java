package capstan.core.simd.product;

import static java.lang.Math.ceilDiv;

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
    steps = Math.max(1, ceilDiv(k, Tiling.DEPTH));
    step = ceilDiv(k, steps);
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
    int panels = ceilDiv(n, COLUMNS);
    float[] target = new float[START + steps * panels * COLUMNS * step];
    for (int at = 0; at < steps; at++) {
      pack(/* left= */ false, 0, panels, at, target, START + at * panels * COLUMNS * step, 0);
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
    int groups = ceilDiv(blocks.sharedPanels(), PANELS_PER_PART);
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
    boolean left = !blocks.sharesRight();
    target += panel * (left ? ROWS : COLUMNS) * step;
    pack(left, panel, end, firstStep + at, shared, target, worker);
  }

  /** Packs panels of a or of b; the last of a may be lower. */
  private void pack(
      boolean left, int panel, int end, int stepIndex, float[] target, int at, int worker) {
    PanelSource source = left ? a : b;
    int count = left ? m : n;
    int width = left ? ROWS : COLUMNS;
    int whole = Math.min(end, count / width) - panel;
    int from = panel * width;
    int depthFrom = stepIndex * step;
    int depth = depth(stepIndex);
    float[] scratch = memory.tiles[worker];
    source.packPanels(from, whole, width, depthFrom, depth, target, at, width * step, scratch);
    if (panel + whole < end) {
      from += whole * width;
      int rest = count - from;
      int lastWidth = left ? Microkernel.height(rest) : width;
      int to = at + whole * width * step;
      source.pack(from, rest, lastWidth, depthFrom, depth, target, to, scratch);
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
        rightAt = START + stepIndex * ceilDiv(n, COLUMNS) * COLUMNS * step;
      } else if (!blocks.sharesRight()) {
        pack(/* left= */ false, columnFrom, columnEnd, stepIndex, mine, START, worker);
      }
      if (blocks.sharesRight()) {
        pack(/* left= */ true, rowFrom, rowEnd, stepIndex, mine, START, worker);
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
    int column = j * COLUMNS;
    int count = Math.min(ROWS, m - i * ROWS);
    int width = Math.min(COLUMNS, n - column);
    int height = Microkernel.height(count);
    int depth = depth(stepIndex);
    int at = cOffset + i * ROWS * n + column;
    float[] d = ZEROS;
    int dAt = 0;
    int dRow = 0;
    if (stepIndex > 0) {
      d = c;
      dAt = at;
      dRow = n;
    } else if (bias != null) {
      d = bias.array();
      dAt = bias.offset() + column;
    }
    boolean rectified = relu && stepIndex == steps - 1;
    if (count < height || width < COLUMNS) {
      float[] tile = memory.tiles[worker];
      Microkernel.run(height, depth, left, leftAt, right, rightAt, ZEROS, 0, 0, tile, 0, COLUMNS);
      for (int row = 0; row < count; row++) {
        TileEdges.add(tile, row * COLUMNS, d, dAt + row * dRow, c, at + row * n, width);
      }
      if (rectified) {
        TileEdges.relu(c, at, n, c, at, n, count, width);
      }
      return;
    }
    // A ReLU is applied on the way from a tile in the cache: c itself would have to be waited for.
    float[] target = rectified ? memory.tiles[worker] : c;
    int to = rectified ? START : at;
    int stride = rectified ? COLUMNS : n;
    Microkernel.run(height, depth, left, leftAt, right, rightAt, d, dAt, dRow, target, to, stride);
    if (rectified) {
      TileEdges.relu(target, to, COLUMNS, c, at, n, count, COLUMNS);
    }
  }
}
