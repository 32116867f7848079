package capstan.core.simd;

import capstan.core.Workers;
import java.util.Arrays;

/**
 * The macrokernel: c = a·b for any two {@link PanelSource}s, blocked as by Goto and van de Geijn
 * (2008). Per chunk, first all panels of a and b are packed by the whole team, then the team works
 * through the blocks of c. Which thread does what never changes a sum.
 *
 * <pre>
 *   for each chunk of columns of c                        b: CHUNK_COLUMNS
 *     for each step of the depth                          k: DEPTH
 *       for each chunk of rows of c                       a: CHUNK_ROWS
 *         pack b's panels (for the first chunk of rows) and a's panels      in parallel
 *         for each block of c                                               in parallel
 *           for each panel of b, for each panel of a: the microkernel
 * </pre>
 */
final class PackedProduct {
  private static final int ROWS = Microkernel.ROWS;
  private static final int COLUMNS = Microkernel.COLUMNS;

  private final Workers workers;
  private final Workers.Part packing = this::pack;
  private final Workers.Part multiplying = this::multiplyBlock;
  private float[] packedA = new float[0];
  private float[] packedB = new float[0];
  private final float[][] edgeTile;
  private static final float[] ZEROS = new float[COLUMNS];

  private PanelSource a;
  private PanelSource b;
  private float[] bias;
  private int biasOffset;
  private float[] c;
  private int cOffset;
  private int cStride;
  private boolean accumulate;

  private int rowFrom;
  private int rows;
  private int columnFrom;
  private int columns;
  private int depthFrom;
  private int depth;
  private boolean firstDepth;
  private int aPanels;
  private int columnBlocks;

  PackedProduct(Workers workers) {
    this.workers = workers;
    edgeTile = new float[workers.threads()][ROWS * COLUMNS];
  }

  /** Adds this to every row of the next product; null for nothing. */
  PackedProduct bias(float[] newBias, int newBiasOffset) {
    bias = newBias;
    biasOffset = newBiasOffset;
    return this;
  }

  /** c = a·b (+ bias), or c += a·b. */
  void multiply(
      int m,
      int n,
      int k,
      PanelSource left,
      PanelSource right,
      float[] target,
      int targetOffset,
      int targetStride,
      boolean add) {
    a = left;
    b = right;
    c = target;
    cOffset = targetOffset;
    cStride = targetStride;
    accumulate = add;
    for (columnFrom = 0; columnFrom < n; columnFrom += Tiling.CHUNK_COLUMNS) {
      columns = Math.min(Tiling.CHUNK_COLUMNS, n - columnFrom);
      for (depthFrom = 0; depthFrom < k || depthFrom == 0; depthFrom += Tiling.DEPTH) {
        depth = Math.min(Tiling.DEPTH, k - depthFrom);
        firstDepth = depthFrom == 0;
        for (rowFrom = 0; rowFrom < m; rowFrom += Tiling.CHUNK_ROWS) {
          rows = Math.min(Tiling.CHUNK_ROWS, m - rowFrom);
          multiplyChunk(rowFrom == 0);
        }
      }
    }
    bias = null;
  }

  private void multiplyChunk(boolean packRight) {
    aPanels = divideUp(rows, ROWS);
    int bPanels = divideUp(columns, COLUMNS);
    packedA = grow(packedA, aPanels * ROWS * depth);
    packedB = grow(packedB, bPanels * COLUMNS * depth);
    workers.run(packRight ? aPanels + bPanels : aPanels, packing);
    columnBlocks = divideUp(columns, Tiling.BLOCK_COLUMNS);
    workers.run(divideUp(rows, Tiling.BLOCK_ROWS) * columnBlocks, multiplying);
  }

  private void pack(int part, int worker) {
    if (part < aPanels) {
      int from = part * ROWS;
      a.pack(
          rowFrom + from,
          Math.min(ROWS, rows - from),
          ROWS,
          depthFrom,
          depth,
          packedA,
          from * depth);
    } else {
      int from = (part - aPanels) * COLUMNS;
      b.pack(
          columnFrom + from,
          Math.min(COLUMNS, columns - from),
          COLUMNS,
          depthFrom,
          depth,
          packedB,
          from * depth);
    }
  }

  private void multiplyBlock(int part, int worker) {
    int i0 = part / columnBlocks * Tiling.BLOCK_ROWS;
    int j0 = part % columnBlocks * Tiling.BLOCK_COLUMNS;
    int iEnd = Math.min(rows, i0 + Tiling.BLOCK_ROWS);
    int jEnd = Math.min(columns, j0 + Tiling.BLOCK_COLUMNS);
    for (int j = j0; j < jEnd; j += COLUMNS) {
      for (int i = i0; i < iEnd; i += ROWS) {
        if (i + ROWS <= rows && j + COLUMNS <= columns) {
          wholeTile(i, j);
        } else {
          partTile(i, j, edgeTile[worker]);
        }
      }
    }
  }

  private void wholeTile(int i, int j) {
    int at = cOffset + (rowFrom + i) * cStride + columnFrom + j;
    float[] addend = ZEROS;
    int addendOffset = 0;
    int addendStride = 0;
    if (!firstDepth || accumulate) {
      addend = c;
      addendOffset = at;
      addendStride = cStride;
    } else if (bias != null) {
      addend = bias;
      addendOffset = biasOffset + columnFrom + j;
    }
    Microkernel.run(
        depth,
        packedA,
        i * depth,
        packedB,
        j * depth,
        addend,
        addendOffset,
        addendStride,
        c,
        at,
        cStride);
  }

  private void partTile(int i, int j, float[] tile) {
    Microkernel.run(depth, packedA, i * depth, packedB, j * depth, ZEROS, 0, 0, tile, 0, COLUMNS);
    int height = Math.min(ROWS, rows - i);
    int width = Math.min(COLUMNS, columns - j);
    for (int row = 0; row < height; row++) {
      int at = cOffset + (rowFrom + i + row) * cStride + columnFrom + j;
      for (int column = 0; column < width; column++) {
        float sum = tile[row * COLUMNS + column];
        if (!firstDepth || accumulate) {
          sum += c[at + column];
        } else if (bias != null) {
          sum += bias[biasOffset + columnFrom + j + column];
        }
        c[at + column] = sum;
      }
    }
  }

  private static int divideUp(int value, int by) {
    return (value + by - 1) / by;
  }

  private static float[] grow(float[] array, int length) {
    return array.length >= length ? array : Arrays.copyOf(array, length);
  }
}
