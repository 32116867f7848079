package capstan.core.simd.elementwise;

import capstan.core.Workers;
import capstan.core.kernel.Reduction;
import capstan.core.simd.lanes.Scratch;
import capstan.core.simd.lanes.Sharing;

/**
 * Sums in blocks of a fixed size, whose results are added from the first block to the last: the
 * same bits on every width and with every number of threads.
 */
public final class SimdReduction extends Reduction {
  /** Elements a block: few enough that single precision holds the partial sums well. */
  private static final int BLOCK = 4096;

  /** Rows a block of a sum over columns. */
  private static final int ROWS = 128;

  private final Workers workers;
  private final Scratch scratch;
  private final Workers.Part sumPart = this::sumPart;
  private final Workers.Part differencePart = this::differencePart;
  private final Workers.Part columnPart = this::columnPart;
  private double[] blockSums = new double[0];
  private float[] blockColumns = new float[0];

  private int n;
  private int rows;
  private int columns;
  private float[] a;
  private int aOffset;
  private float[] b;
  private int bOffset;

  /**
   * Reductions on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdReduction(Workers workers) {
    this.workers = workers;
    scratch = new Scratch(workers.threads());
    scratch.reserve(ReductionKernels.VIRTUAL);
  }

  @Override
  protected double sum(int count, float[] x, int xOffset) {
    n = count;
    a = x;
    aOffset = xOffset;
    return blocks(sumPart);
  }

  @Override
  protected double sumOfSquaredDifferences(
      int count, float[] newA, int newAOffset, float[] newB, int newBOffset) {
    n = count;
    a = newA;
    aOffset = newAOffset;
    b = newB;
    bOffset = newBOffset;
    return blocks(differencePart);
  }

  private double blocks(Workers.Part part) {
    int blocks = (int) (((long) n + BLOCK - 1) / BLOCK);
    if (blockSums.length < blocks) {
      blockSums = new double[blocks];
    }
    Sharing.run(workers, n, blocks, part);
    double sum = 0;
    for (int block = 0; block < blocks; block++) {
      sum += blockSums[block];
    }
    return sum;
  }

  private void sumPart(int block, int worker) {
    int from = block * BLOCK;
    int count = Math.min(BLOCK, n - from);
    blockSums[block] = ReductionKernels.sum(count, a, aOffset + from, scratch.of(worker));
  }

  private void differencePart(int block, int worker) {
    int from = block * BLOCK;
    int count = Math.min(BLOCK, n - from);
    blockSums[block] =
        ReductionKernels.sumOfSquaredDifferences(
            count, a, aOffset + from, b, bOffset + from, scratch.of(worker));
  }

  @Override
  protected void columnSums(
      int newRows, int newColumns, float[] x, int xOffset, float[] y, int yOffset) {
    rows = newRows;
    columns = newColumns;
    a = x;
    aOffset = xOffset;
    int blocks = (rows + ROWS - 1) / ROWS;
    if (blocks <= 1) {
      ReductionKernels.columnSums(rows, columns, x, xOffset, y, yOffset);
      return;
    }
    int needed = Math.multiplyExact(blocks, columns);
    if (blockColumns.length < needed) {
      blockColumns = new float[needed];
    }
    Sharing.run(workers, (long) rows * columns, blocks, columnPart);
    ReductionKernels.columnSums(blocks, columns, blockColumns, 0, y, yOffset);
  }

  private void columnPart(int block, int worker) {
    int from = block * ROWS;
    int count = Math.min(ROWS, rows - from);
    ReductionKernels.columnSums(
        count, columns, a, aOffset + from * columns, blockColumns, block * columns);
  }
}
