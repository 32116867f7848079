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
  private final Workers.Part sumPart = this::sumPart;
  private final Workers.Part differencePart = this::differencePart;
  private final Workers.Part columnPart = this::columnPart;
  private double[] blockSums = new double[0];
  private float[] blockColumns = new float[0];

  // The call in progress.
  private Tensor a;
  private Tensor b;

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
    a = x;
    return blocks(sumPart);
  }

  @Override
  protected double computeSumOfSquaredDifferences(Tensor newA, Tensor newB) {
    a = newA;
    b = newB;
    return blocks(differencePart);
  }

  private double blocks(Workers.Part part) {
    int blocks = (int) (((long) a.elements() + BLOCK - 1) / BLOCK);
    if (blockSums.length < blocks) {
      blockSums = new double[blocks];
    }
    Sharing.run(workers, a.elements(), blocks, part);
    double sum = 0;
    for (int block = 0; block < blocks; block++) {
      sum += blockSums[block];
    }
    return sum;
  }

  private void sumPart(int block, int worker) {
    int from = block * BLOCK;
    int count = Math.min(BLOCK, a.elements() - from);
    blockSums[block] =
        ReductionKernels.sum(count, a.array(), a.offset() + from, scratch.of(worker));
  }

  private void differencePart(int block, int worker) {
    int from = block * BLOCK;
    int count = Math.min(BLOCK, a.elements() - from);
    int aAt = a.offset() + from;
    int bAt = b.offset() + from;
    blockSums[block] =
        ReductionKernels.sumOfSquaredDifferences(
            count, a.array(), aAt, b.array(), bAt, scratch.of(worker));
  }

  @Override
  protected void computeColumnSums(Tensor x, Tensor y) {
    a = x;
    int rows = x.shape().rows();
    int columns = y.elements();
    int blocks = (rows + ROWS - 1) / ROWS;
    if (blocks <= 1) {
      ReductionKernels.columnSums(rows, columns, x.array(), x.offset(), y.array(), y.offset());
      return;
    }
    int needed = Math.multiplyExact(blocks, columns);
    if (blockColumns.length < needed) {
      blockColumns = new float[needed];
    }
    Sharing.run(workers, (long) rows * columns, blocks, columnPart);
    ReductionKernels.columnSums(blocks, columns, blockColumns, 0, y.array(), y.offset());
  }

  private void columnPart(int block, int worker) {
    int columns = a.shape().columns();
    int from = block * ROWS;
    int count = Math.min(ROWS, a.shape().rows() - from);
    int at = a.offset() + from * columns;
    ReductionKernels.columnSums(count, columns, a.array(), at, blockColumns, block * columns);
  }
}
