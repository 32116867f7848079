package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.Capsules;
import capstan.core.simd.lanes.RowLanes;
import capstan.core.simd.lanes.Scratch;
import capstan.core.simd.lanes.Sharing;

/**
 * Squash, lengths and their gradients for any number of rows: rows of 8 and of 16 where they lie,
 * the rest of them and other sizes turned into lanes.
 */
public final class SimdCapsules extends Capsules {
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

  // The call in progress: fields, so that no call leaves an object behind.
  private Task task;
  private int rows;
  private int rowsPerPart;
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
  public SimdCapsules(Workers workers) {
    this.workers = workers;
    scratch = new Scratch(workers.threads());
  }

  @Override
  protected void computeSquash(Tensor newS, float newEpsilon, Tensor v) {
    run(Task.SQUASH, newS, newEpsilon, newS, v);
  }

  @Override
  protected void computeSquashBackward(Tensor newS, float newEpsilon, Tensor dv, Tensor ds) {
    run(Task.SQUASH_BACKWARD, newS, newEpsilon, dv, ds);
  }

  @Override
  protected void computeLengths(Tensor v, Tensor lengths) {
    run(Task.LENGTHS, v, 0, v, lengths);
  }

  @Override
  protected void computeLengthsBackward(Tensor v, Tensor dLengths, Tensor dv) {
    run(Task.LENGTHS_BACKWARD, v, 0, dLengths, dv);
  }

  private void run(
      Task newTask, Tensor newS, float newEpsilon, Tensor newGradient, Tensor newResult) {
    task = newTask;
    epsilon = newEpsilon;
    rows = newS.shape().rows();
    dimensions = newS.shape().columns();
    s = newS.array();
    sOffset = newS.offset();
    gradient = newGradient.array();
    gradientOffset = newGradient.offset();
    result = newResult.array();
    resultOffset = newResult.offset();
    // A multiple of every vector's length, so that all widths cut alike.
    rowsPerPart = 16 * Math.max(1, Sharing.CHUNK / 16 / Math.max(1, dimensions));
    scratch.reserve((2 * dimensions + 1) * COUNT);
    int parts = (rows + rowsPerPart - 1) / rowsPerPart;
    Sharing.run(workers, 4L * rows * dimensions, parts, part);
  }

  private void part(int index, int worker) {
    int from = index * rowsPerPart;
    int to = Math.min(rows, from + rowsPerPart);
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
      count -= count % SquashKernels.rowsPerStep8();
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
