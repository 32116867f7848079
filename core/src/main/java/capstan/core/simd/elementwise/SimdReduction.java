package capstan.core.simd.elementwise;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.Reduction;
import capstan.core.simd.lanes.Scratch;
import capstan.core.simd.lanes.Sharing;

/**
 * Sums in blocks of a fixed size, whose results are added from the first block to the last: the
 * same bits on every width and with every number of threads.
 */
public final class SimdReduction extends Reduction {
  /** Elements per block: few enough that single precision holds the partial sums well. */
  private static final int BLOCK = 4096;

  /** Rows per block of a sum over columns. */
  private static final int ROWS = 128;

  private final Workers workers;
  private final Scratch scratch;
  private double[] blockSums = new double[0];
  private float[] blockColumns = new float[0];

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
  public double sum(Tensor x) {
    return blocks(
        x.elements(),
        (from, count, worker) ->
            ReductionKernels.sum(count, x.array(), x.offset() + from, scratch.of(worker)));
  }

  @Override
  public double sumOfSquares(Tensor x) {
    return blocks(
        x.elements(),
        (from, count, worker) ->
            ReductionKernels.sumOfSquares(count, x.array(), x.offset() + from, scratch.of(worker)));
  }

  @Override
  protected double computeSumOfSquaredDifferences(Tensor a, Tensor b) {
    return blocks(
        a.elements(),
        (from, count, worker) ->
            ReductionKernels.sumOfSquaredDifferences(
                count,
                a.array(),
                a.offset() + from,
                b.array(),
                b.offset() + from,
                scratch.of(worker)));
  }

  /** The sum of {@code count} elements from {@code from} on. */
  @FunctionalInterface
  private interface Block {
    double sum(int from, int count, int worker);
  }

  private double blocks(int n, Block block) {
    int blocks = (int) (((long) n + BLOCK - 1) / BLOCK);
    if (blockSums.length < blocks) {
      blockSums = new double[blocks];
    }
    double[] sums = blockSums;
    Sharing.run(
        workers,
        n,
        blocks,
        (part, worker) ->
            sums[part] = block.sum(part * BLOCK, Math.min(BLOCK, n - part * BLOCK), worker));
    double sum = 0;
    for (int part = 0; part < blocks; part++) {
      sum += sums[part];
    }
    return sum;
  }

  @Override
  protected void computeColumnSums(Tensor x, Tensor y) {
    columns(
        x,
        y,
        (from, count, sums, at) ->
            ReductionKernels.columnSums(
                count, y.elements(), x.array(), x.offset() + from, sums, at));
  }

  @Override
  protected void computeColumnProducts(Tensor a, Tensor aMeans, Tensor b, Tensor bMeans, Tensor y) {
    columns(
        a,
        y,
        (from, count, sums, at) ->
            ColumnProductKernels.sum(
                count,
                y.elements(),
                a.array(),
                a.offset() + from,
                aMeans.array(),
                aMeans.offset(),
                b.array(),
                b.offset() + from,
                bMeans.array(),
                bMeans.offset(),
                sums,
                at));
  }

  /** The sums over the columns of {@code count} rows, whose elements start at {@code from}. */
  @FunctionalInterface
  private interface Rows {
    void sum(int from, int count, float[] sums, int at);
  }

  private void columns(Tensor x, Tensor y, Rows each) {
    int rows = x.shape().rows();
    int columns = y.elements();
    int blocks = (rows + ROWS - 1) / ROWS;
    if (blocks <= 1) {
      each.sum(0, rows, y.array(), y.offset());
      return;
    }
    int needed = Math.multiplyExact(blocks, columns);
    if (blockColumns.length < needed) {
      blockColumns = new float[needed];
    }
    float[] sums = blockColumns;
    Sharing.run(
        workers,
        (long) rows * columns,
        blocks,
        (block, worker) -> {
          int from = block * ROWS;
          each.sum(from * columns, Math.min(ROWS, rows - from), sums, block * columns);
        });
    ReductionKernels.columnSums(blocks, columns, sums, 0, y.array(), y.offset());
  }
}
