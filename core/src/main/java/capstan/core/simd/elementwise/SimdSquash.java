package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Workers;
import capstan.core.simd.lanes.RowLanes;
import capstan.core.simd.lanes.Scratch;
import capstan.core.simd.lanes.Sharing;

/**
 * Squash, lengths and their gradients for any number of rows: rows of 8 and of 16 where they lie,
 * the rest of them and other sizes turned into lanes.
 */
public final class SimdSquash {
  /** What is to be done to each row. */
  private enum Task {
    SQUASH,
    SQUASH_BACKWARD,
    LENGTHS,
    LENGTHS_BACKWARD
  }

  private final Workers workers;
  private final Scratch scratch;
  private final Workers.Part part = this::part;
  private Task task;
  private int rows;
  private int rowsAPart;
  private int dimensions;
  private float epsilon;
  private float[] s;
  private int sOffset;
  private float[] gradient;
  private int gradientOffset;
  private float[] result;
  private int resultOffset;

  /**
   * Squash on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdSquash(Workers workers) {
    this.workers = workers;
    scratch = new Scratch(workers.threads());
  }

  /**
   * v = squash(s), row by row.
   *
   * @param newRows rows
   * @param newDimensions elements of a row
   * @param newEpsilon added to the squared length under the root
   * @param newS holds s [rows, dimensions]
   * @param newSOffset its first element
   * @param v overwritten, of the same shape
   * @param vOffset its first element
   */
  public void squash(
      int newRows,
      int newDimensions,
      float newEpsilon,
      float[] newS,
      int newSOffset,
      float[] v,
      int vOffset) {
    epsilon = newEpsilon;
    run(Task.SQUASH, newRows, newDimensions, newS, newSOffset, newS, newSOffset, v, vOffset);
  }

  /**
   * ds from dv, row by row.
   *
   * @param newRows rows
   * @param newDimensions elements of a row
   * @param newEpsilon as forward
   * @param newS holds s [rows, dimensions]
   * @param newSOffset its first element
   * @param dv gradient of the result, of the same shape
   * @param dvOffset its first element
   * @param ds overwritten, of the same shape
   * @param dsOffset its first element
   */
  public void squashBackward(
      int newRows,
      int newDimensions,
      float newEpsilon,
      float[] newS,
      int newSOffset,
      float[] dv,
      int dvOffset,
      float[] ds,
      int dsOffset) {
    epsilon = newEpsilon;
    run(Task.SQUASH_BACKWARD, newRows, newDimensions, newS, newSOffset, dv, dvOffset, ds, dsOffset);
  }

  /**
   * The length of each row.
   *
   * @param newRows rows
   * @param newDimensions elements of a row
   * @param v holds the rows [rows, dimensions]
   * @param vOffset its first element
   * @param lengths overwritten [rows]
   * @param lengthsOffset its first element
   */
  public void lengths(
      int newRows, int newDimensions, float[] v, int vOffset, float[] lengths, int lengthsOffset) {
    run(Task.LENGTHS, newRows, newDimensions, v, vOffset, v, vOffset, lengths, lengthsOffset);
  }

  /**
   * dv from the gradient of the lengths; zero where the length is.
   *
   * @param newRows rows
   * @param newDimensions elements of a row
   * @param v holds the rows [rows, dimensions]
   * @param vOffset its first element
   * @param dLengths gradient of the lengths [rows]
   * @param dLengthsOffset its first element
   * @param dv overwritten, of the shape of v
   * @param dvOffset its first element
   */
  public void lengthsBackward(
      int newRows,
      int newDimensions,
      float[] v,
      int vOffset,
      float[] dLengths,
      int dLengthsOffset,
      float[] dv,
      int dvOffset) {
    run(
        Task.LENGTHS_BACKWARD,
        newRows,
        newDimensions,
        v,
        vOffset,
        dLengths,
        dLengthsOffset,
        dv,
        dvOffset);
  }

  private void run(
      Task newTask,
      int newRows,
      int newDimensions,
      float[] newS,
      int newSOffset,
      float[] newGradient,
      int newGradientOffset,
      float[] newResult,
      int newResultOffset) {
    task = newTask;
    rows = newRows;
    dimensions = newDimensions;
    s = newS;
    sOffset = newSOffset;
    gradient = newGradient;
    gradientOffset = newGradientOffset;
    result = newResult;
    resultOffset = newResultOffset;
    // A multiple of every vector's length, so that all widths cut alike.
    rowsAPart = 16 * Math.max(1, Sharing.CHUNK / 16 / Math.max(1, dimensions));
    scratch.reserve((2 * dimensions + 1) * COUNT);
    int parts = (rows + rowsAPart - 1) / rowsAPart;
    Sharing.run(workers, 4L * rows * dimensions, parts, part);
  }

  private void part(int index, int worker) {
    int from = index * rowsAPart;
    int to = Math.min(rows, from + rowsAPart);
    int row = from + inPlace(from, to);
    for (; row < to; row += COUNT) {
      asLanes(row, Math.min(COUNT, to - row), scratch.of(worker));
    }
  }

  /** Does rows where they lie, if a kernel fits; says how many. */
  private int inPlace(int from, int to) {
    int sAt = sOffset + from * dimensions;
    int gradientAt = gradientOffset + from * dimensions;
    int at = resultOffset + from * dimensions;
    int count = to - from;
    if (dimensions == 8) {
      count -= count % SquashKernels.rowsAStep8();
    }
    int n = count * dimensions;
    if (task == Task.SQUASH && dimensions == 8) {
      SquashKernels.forward8(n, epsilon, s, sAt, result, at);
    } else if (task == Task.SQUASH && dimensions == 16) {
      SquashKernels.forward16(n, epsilon, s, sAt, result, at);
    } else if (task == Task.SQUASH_BACKWARD && dimensions == 8) {
      SquashKernels.backward8(n, epsilon, s, sAt, gradient, gradientAt, result, at);
    } else if (task == Task.SQUASH_BACKWARD && dimensions == 16) {
      SquashKernels.backward16(n, epsilon, s, sAt, gradient, gradientAt, result, at);
    } else {
      return 0;
    }
    return count;
  }

  /** Does at most as many rows as a vector has lanes. */
  private void asLanes(int row, int count, float[] lanes) {
    int at = row * dimensions;
    int second = dimensions * COUNT;
    int lengths = 2 * second;
    RowLanes.load(count, dimensions, s, sOffset + at, lanes, 0);
    switch (task) {
      case SQUASH -> {
        SquashKernels.forwardLanes(dimensions, epsilon, lanes, 0, lanes, second);
        RowLanes.store(count, dimensions, lanes, second, result, resultOffset + at);
      }
      case SQUASH_BACKWARD -> {
        RowLanes.load(count, dimensions, gradient, gradientOffset + at, lanes, second);
        SquashKernels.backwardLanes(dimensions, epsilon, lanes, 0, lanes, second, lanes, second);
        RowLanes.store(count, dimensions, lanes, second, result, resultOffset + at);
      }
      case LENGTHS -> {
        SquashKernels.lengths(dimensions, lanes, 0, lanes, lengths);
        RowLanes.store(count, 1, lanes, lengths, result, resultOffset + row);
      }
      case LENGTHS_BACKWARD -> {
        RowLanes.load(count, 1, gradient, gradientOffset + row, lanes, lengths);
        SquashKernels.lengthsBackward(dimensions, lanes, 0, lanes, lengths);
        RowLanes.store(count, dimensions, lanes, 0, result, resultOffset + at);
      }
    }
  }
}
