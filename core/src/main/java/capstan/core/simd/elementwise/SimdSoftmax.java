package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Workers;
import capstan.core.kernel.Softmax;
import capstan.core.simd.lanes.RowLanes;
import capstan.core.simd.lanes.Scratch;
import capstan.core.simd.lanes.Sharing;

/**
 * Turns as many rows as there are lanes into columns, applies {@link SoftmaxKernels}, turns back.
 */
public final class SimdSoftmax extends Softmax {
  private final Workers workers;
  private final Scratch scratch;
  private final Job job = new Job();
  private final Workers.Part forward = this::forwardPart;
  private final Workers.Part backward = this::backwardPart;

  /**
   * Softmax on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdSoftmax(Workers workers) {
    this.workers = workers;
    scratch = new Scratch(workers.threads());
  }

  @Override
  protected void forward(int rows, int columns, float[] x, int xOffset, float[] y, int yOffset) {
    job.set(rows, columns, x, xOffset, x, xOffset, y, yOffset);
    run(forward);
  }

  @Override
  protected void backward(
      int rows,
      int columns,
      float[] y,
      int yOffset,
      float[] dy,
      int dyOffset,
      float[] dx,
      int dxOffset) {
    job.set(rows, columns, y, yOffset, dy, dyOffset, dx, dxOffset);
    run(backward);
  }

  private void run(Workers.Part part) {
    if (job.columns > 0) {
      scratch.reserve(2 * RowLanes.tiledLength(job.columns) + COUNT * COUNT);
      int parts = (job.rows + job.rowsAPart - 1) / job.rowsAPart;
      // An exponential is some twenty operations.
      Sharing.run(workers, 20L * job.rows * job.columns, parts, part);
    }
  }

  private void forwardPart(int part, int worker) {
    Job work = job;
    float[] lanes = scratch.of(worker);
    int tile = RowLanes.tiledLength(work.columns);
    int to = Math.min(work.rows, (part + 1) * work.rowsAPart);
    for (int row = part * work.rowsAPart; row < to; row += COUNT) {
      int count = Math.min(COUNT, to - row);
      int at = row * work.columns;
      RowLanes.loadTiles(count, work.columns, work.a, work.aOffset + at, lanes, 0);
      SoftmaxKernels.forward(work.columns, lanes, 0);
      int result = work.resultOffset + at;
      RowLanes.storeTiles(count, work.columns, lanes, 0, work.result, result, lanes, tile);
    }
  }

  private void backwardPart(int part, int worker) {
    Job work = job;
    float[] lanes = scratch.of(worker);
    int second = RowLanes.tiledLength(work.columns);
    int tile = 2 * second;
    int to = Math.min(work.rows, (part + 1) * work.rowsAPart);
    for (int row = part * work.rowsAPart; row < to; row += COUNT) {
      int count = Math.min(COUNT, to - row);
      int at = row * work.columns;
      RowLanes.loadTiles(count, work.columns, work.a, work.aOffset + at, lanes, 0);
      RowLanes.loadTiles(count, work.columns, work.b, work.bOffset + at, lanes, second);
      SoftmaxKernels.backward(work.columns, lanes, 0, lanes, second);
      int result = work.resultOffset + at;
      RowLanes.storeTiles(count, work.columns, lanes, second, work.result, result, lanes, tile);
    }
  }

  /** The arguments of the call in progress. */
  private static final class Job {
    private int rows;
    private int columns;
    private int rowsAPart;
    private float[] a;
    private int aOffset;
    private float[] b;
    private int bOffset;
    private float[] result;
    private int resultOffset;

    private void set(
        int newRows,
        int newColumns,
        float[] newA,
        int newAOffset,
        float[] newB,
        int newBOffset,
        float[] newResult,
        int newResultOffset) {
      rows = newRows;
      columns = newColumns;
      // A multiple of every vector's length, so that all widths cut alike.
      rowsAPart = 16 * Math.max(1, Sharing.CHUNK / 16 / Math.max(1, newColumns));
      a = newA;
      aOffset = newAOffset;
      b = newB;
      bOffset = newBOffset;
      result = newResult;
      resultOffset = newResultOffset;
    }
  }
}
