package capstan.core.simd.product;

import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.simd.lanes.Scratch;
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

  private final Workers workers;
  private final Workers.Part packing = this::packShared;
  private final Workers.Part multiplying = this::multiplyBlock;
  private final ProductBlocks blocks = new ProductBlocks();
  private final Scratch own;
  private final float[][] scratch;
  private float[] shared = new float[0];

  private PanelSource a;
  private PanelSource b;

  /** All of b, packed before; null where it is still to be packed. */
  private float[] packedB;

  private float[] bias;
  private int biasOffset;
  private boolean relu;
  private float[] c;
  private int cOffset;
  private int m;
  private int n;
  private int k;

  /** Depth of a step, the last of all excepted. */
  private int step;

  /** The steps that are packed at the moment. */
  private int firstStep;

  private int steps;

  /**
   * Products on a team.
   *
   * @param workers the threads that share the work
   */
  public PackedProduct(Workers workers) {
    this.workers = workers;
    own = new Scratch(workers.threads());
    scratch = new float[workers.threads()][START + ROWS * Math.max(COLUMNS, Tiling.DEPTH)];
  }

  /** Adds this to every row of the next product; null for nothing. */
  public PackedProduct bias(float[] newBias, int newBiasOffset) {
    bias = newBias;
    biasOffset = newBiasOffset;
    return this;
  }

  /** Applies a ReLU to the next product, after its bias. */
  public PackedProduct relu() {
    relu = true;
    return this;
  }

  /** Takes the right factor of the next product from {@link #packRight}; null to pack it anew. */
  public PackedProduct packedRight(float[] panels) {
    packedB = panels;
    return this;
  }

  /**
   * Packs a right factor for any number of products.
   *
   * @param newN its columns
   * @param newK its rows
   * @return [steps of the depth, panels, depth of a step, columns of a panel]
   */
  public float[] packRight(int newN, int newK, PanelSource right) {
    n = newN;
    k = newK;
    b = right;
    cutDepth();
    int panels = divideUp(n, COLUMNS);
    int steps = allSteps();
    float[] target = new float[START + steps * panels * COLUMNS * step];
    for (int stepIndex = 0; stepIndex < steps; stepIndex++) {
      packRight(0, panels, stepIndex, target, START + stepIndex * panels * COLUMNS * step, 0);
    }
    return target;
  }

  /**
   * c = a·b, plus a bias and then a ReLU where asked for.
   *
   * @param newM rows of c
   * @param newN columns of c, and from one of its rows to the next
   * @param newK depth
   * @param left source of the rows
   * @param right source of the columns
   * @param target where c lies
   * @param targetOffset its first element
   */
  public void multiply(
      int newM,
      int newN,
      int newK,
      PanelSource left,
      PanelSource right,
      float[] target,
      int targetOffset) {
    m = newM;
    n = newN;
    k = newK;
    a = left;
    b = right;
    c = target;
    cOffset = targetOffset;
    if (m > 0 && n > 0) {
      multiplyInChunks();
    }
    bias = null;
    relu = false;
    packedB = null;
  }

  private void cutDepth() {
    step = divideUp(k, allSteps());
  }

  private int allSteps() {
    return Math.max(1, divideUp(k, Tiling.DEPTH));
  }

  private void multiplyInChunks() {
    blocks.cut(m, n, workers.threads());
    int allSteps = allSteps();
    cutDepth();
    own.reserve(START + blocks.ownLength() * step);
    int atOnce = Math.max(1, Tiling.SHARED / Math.max(1, blocks.sharedLength() * step));
    int groups = divideUp(blocks.sharedPanels(), PANELS_PER_PART);
    long operations = (long) m * n * k / PRODUCTS_PER_OPERATION;
    // LOOP 5: k by Tiling.SHARED, so that what is packed for all stays in the third-level cache.
    for (firstStep = 0; firstStep < allSteps; firstStep += steps) {
      steps = Math.min(atOnce, allSteps - firstStep);
      int needed = START + steps * blocks.sharedLength() * step;
      if (shared.length < needed) {
        shared = new float[needed];
      }
      if (packedB == null || !blocks.sharesRight()) {
        Sharing.run(workers, operations, steps * groups, packing);
      }
      // LOOP 4: m and n by blocks, a part of the work each: no element is summed by two parts.
      Sharing.run(workers, operations, blocks.count(), multiplying);
    }
  }

  private void packShared(int part, int worker) {
    int groups = divideUp(blocks.sharedPanels(), PANELS_PER_PART);
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
        from, whole, ROWS, depthFrom, depth(stepIndex), target, at, ROWS * step, scratch[worker]);
    from += whole * ROWS;
    if (panel + whole < end) {
      int height = Microkernel.height(m - from);
      int to = at + whole * ROWS * step;
      a.pack(from, m - from, height, depthFrom, depth(stepIndex), target, to, scratch[worker]);
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
        scratch[worker]);
    from += whole * COLUMNS;
    if (panel + whole < end) {
      int to = at + whole * COLUMNS * step;
      b.pack(from, n - from, COLUMNS, depthFrom, depth(stepIndex), target, to, scratch[worker]);
    }
  }

  private int depth(int stepIndex) {
    return Math.min(step, k - stepIndex * step);
  }

  private void multiplyBlock(int part, int worker) {
    int rowFrom = blocks.rowPanelFrom(part);
    int rowEnd = blocks.rowPanelEnd(part);
    int columnFrom = blocks.columnPanelFrom(part);
    int columnEnd = blocks.columnPanelEnd(part);
    float[] mine = own.of(worker);
    // LOOP 3: k by Tiling.DEPTH, so that a panel of b fits the first-level cache and the block's
    // own panels the second.
    for (int at = 0; at < steps; at++) {
      int stepIndex = firstStep + at;
      int sharedAt = START + at * blocks.sharedLength() * step;
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
    boolean rectified = relu && stepIndex == allSteps() - 1;
    if (count < height || column + COLUMNS > n) {
      float[] tile = scratch[worker];
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
      addend = bias;
      addendOffset = biasOffset + column;
    }
    // A ReLU is applied on the way from a tile in the cache: c itself would have to be waited for.
    float[] target = rectified ? scratch[worker] : c;
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
        TileEdges.add(tile, from, bias, biasOffset + column, c, at + row * n, width);
      } else {
        TileEdges.copy(tile, from, c, at + row * n, width);
      }
    }
  }

  private static int divideUp(int value, int by) {
    return (value + by - 1) / by;
  }
}
