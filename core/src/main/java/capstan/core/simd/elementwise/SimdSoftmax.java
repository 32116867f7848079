package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Tensor;
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
  private final Workers.Part forward = this::forwardPart;
  private final Workers.Part backward = this::backwardPart;

  // The call in progress.
  private Tensor a;
  private Tensor b;
  private Tensor result;
  private int rows;
  private int columns;
  private int rowsPerPart;

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
  protected void computeForward(Tensor x, Tensor y) {
    run(forward, x, x, y);
  }

  @Override
  protected void computeBackward(Tensor y, Tensor dy, Tensor dx) {
    run(backward, y, dy, dx);
  }

  private void run(Workers.Part part, Tensor newA, Tensor newB, Tensor newResult) {
    a = newA;
    b = newB;
    result = newResult;
    rows = a.shape().rows();
    columns = a.shape().columns();
    if (columns > 0) {
      // A multiple of every vector's length, so that all widths cut alike.
      rowsPerPart = 16 * Math.max(1, Sharing.CHUNK / 16 / columns);
      scratch.reserve(2 * RowLanes.tiledLength(columns) + COUNT * COUNT);
      int parts = (rows + rowsPerPart - 1) / rowsPerPart;
      // An exponential is some twenty operations.
      Sharing.run(workers, 20L * rows * columns, parts, part);
    }
  }

  private void forwardPart(int part, int worker) {
    float[] lanes = scratch.of(worker);
    int tile = RowLanes.tiledLength(columns);
    int to = Math.min(rows, (part + 1) * rowsPerPart);
    for (int row = part * rowsPerPart; row < to; row += COUNT) {
      int count = Math.min(COUNT, to - row);
      int at = row * columns;
      RowLanes.loadTiles(count, columns, a.array(), a.offset() + at, lanes, 0);
      SoftmaxKernels.forward(columns, lanes, 0);
      int resultAt = result.offset() + at;
      RowLanes.storeTiles(count, columns, lanes, 0, result.array(), resultAt, lanes, tile);
    }
  }

  private void backwardPart(int part, int worker) {
    float[] lanes = scratch.of(worker);
    int second = RowLanes.tiledLength(columns);
    int to = Math.min(rows, (part + 1) * rowsPerPart);
    for (int row = part * rowsPerPart; row < to; row += COUNT) {
      int count = Math.min(COUNT, to - row);
      int at = row * columns;
      RowLanes.loadTiles(count, columns, a.array(), a.offset() + at, lanes, 0);
      RowLanes.loadTiles(count, columns, b.array(), b.offset() + at, lanes, second);
      SoftmaxKernels.backward(columns, lanes, 0, lanes, second);
      int resultAt = result.offset() + at;
      RowLanes.storeTiles(
          count, columns, lanes, second, result.array(), resultAt, lanes, 2 * second);
    }
  }
}
