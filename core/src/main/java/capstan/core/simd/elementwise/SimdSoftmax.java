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
    int columns = x.shape().columns();
    int tile = RowLanes.tiledLength(columns);
    tiles(
        x,
        (at, count, lanes) -> {
          RowLanes.loadTiles(count, columns, x.array(), x.offset() + at, lanes, 0);
          SoftmaxKernels.forward(columns, lanes, 0);
          int to = y.offset() + at;
          RowLanes.storeTiles(count, columns, lanes, 0, y.array(), to, lanes, tile);
        });
  }

  @Override
  protected void computeBackward(Tensor y, Tensor dy, Tensor dx) {
    int columns = y.shape().columns();
    int tile = RowLanes.tiledLength(columns);
    tiles(
        y,
        (at, count, lanes) -> {
          RowLanes.loadTiles(count, columns, y.array(), y.offset() + at, lanes, 0);
          RowLanes.loadTiles(count, columns, dy.array(), dy.offset() + at, lanes, tile);
          SoftmaxKernels.backward(columns, lanes, 0, lanes, tile);
          int to = dx.offset() + at;
          RowLanes.storeTiles(count, columns, lanes, tile, dx.array(), to, lanes, 2 * tile);
        });
  }

  /** What to do with {@code count} rows from the element {@code at} on. */
  @FunctionalInterface
  private interface Tile {
    void run(int at, int count, float[] lanes);
  }

  private void tiles(Tensor like, Tile tile) {
    int rows = like.shape().rows();
    int columns = like.shape().columns();
    if (columns == 0) {
      return;
    }
    // A multiple of every vector's length, so that all widths cut alike.
    int rowsPerPart = 16 * Math.max(1, Sharing.CHUNK / 16 / columns);
    scratch.reserve(2 * RowLanes.tiledLength(columns) + COUNT * COUNT);
    // An exponential is some twenty operations.
    Sharing.run(
        workers,
        20L * rows * columns,
        (rows + rowsPerPart - 1) / rowsPerPart,
        (part, worker) -> {
          int to = Math.min(rows, (part + 1) * rowsPerPart);
          for (int row = part * rowsPerPart; row < to; row += COUNT) {
            tile.run(row * columns, Math.min(COUNT, to - row), scratch.of(worker));
          }
        });
  }
}
