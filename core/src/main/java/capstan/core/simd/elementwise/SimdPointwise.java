package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.Pointwise;
import capstan.core.simd.lanes.Sharing;

/**
 * Cuts elementwise work into parts: {@link PointwiseKernels} does whole vectors, and the
 * operation's definition the few elements after them. Both give the same bits, so an element's
 * depend neither on its place nor on the width of the vectors. A tensor of a few elements never
 * makes a vector: the loss is scaled once per step, too seldom to be compiled soon, and to the
 * interpreter every vector is a new object.
 */
public final class SimdPointwise extends Pointwise {
  private final Workers workers;

  /**
   * Pointwise operations on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdPointwise(Workers workers) {
    this.workers = workers;
  }

  @Override
  protected void compute(Operation operation, float factor, Tensor a, Tensor b, Tensor y) {
    int n = y.elements();
    Call call = new Call(operation, factor, a, b, y);
    Sharing.run(
        workers,
        n,
        Sharing.chunks(n),
        (part, worker) -> {
          int from = part * Sharing.CHUNK;
          call.run(Math.min(Sharing.CHUNK, n - from), from, b.offset() + from);
        });
  }

  @Override
  protected void computeBias(Tensor x, Tensor bias, Tensor y) {
    int columns = bias.elements();
    if (columns == 0) {
      return;
    }
    Call call = new Call(Operation.ADD, 1, x, bias, y);
    int n = y.elements();
    int chunk = Math.max(1, Sharing.CHUNK / columns) * columns;
    Sharing.run(
        workers,
        n,
        (n + chunk - 1) / chunk,
        (part, worker) -> {
          for (int at = part * chunk; at < Math.min(n, (part + 1) * chunk); at += columns) {
            call.run(columns, at, bias.offset());
          }
        });
  }

  @Override
  protected void computeScaledColumns(
      Tensor a, Tensor aFactors, Tensor b, Tensor bFactors, Tensor summands, Tensor y) {
    int columns = aFactors.elements();
    if (columns == 0) {
      return;
    }
    int rows = y.elements() / columns;
    int rowsPerPart = Math.max(1, Sharing.CHUNK / columns);
    Sharing.run(
        workers,
        y.elements(),
        (rows + rowsPerPart - 1) / rowsPerPart,
        (part, worker) -> {
          int from = part * rowsPerPart;
          int at = from * columns;
          int n = Math.min(rows - from, rowsPerPart) * columns;
          if (bFactors == null) {
            ColumnKernels.scale(n, a, aFactors, summands, y, at);
          } else {
            ColumnKernels.combine(n, a, aFactors, b, bFactors, summands, y, at);
          }
        });
  }

  private record Call(Operation operation, float factor, Tensor a, Tensor b, Tensor y) {

    /** Elements from {@code at} on; those of b lie at a place of their own. */
    private void run(int n, int at, int bAt) {
      int aAt = a.offset() + at;
      int yAt = y.offset() + at;
      int whole = SPECIES.loopBound(n);
      if (whole > 0) {
        kernel(whole, aAt, bAt, yAt);
      }
      for (int k = whole; k < n; k++) {
        y.array()[yAt + k] = operation.of(a.array()[aAt + k], b.array()[bAt + k], factor);
      }
    }

    private void kernel(int n, int aAt, int bAt, int yAt) {
      float[] first = a.array();
      float[] second = b.array();
      float[] target = y.array();
      switch (operation) {
        case ADD -> PointwiseKernels.add(n, first, aAt, second, bAt, target, yAt);
        case MULTIPLY -> PointwiseKernels.multiply(n, first, aAt, second, bAt, target, yAt);
        case DIVIDE -> PointwiseKernels.divide(n, first, aAt, second, bAt, target, yAt);
        case ADD_SCALED ->
            PointwiseKernels.addScaled(n, factor, first, aAt, second, bAt, target, yAt);
        case SCALE -> PointwiseKernels.scale(n, factor, first, aAt, target, yAt);
        case SCALED_DIFFERENCE ->
            PointwiseKernels.scaledDifference(n, factor, first, aAt, second, bAt, target, yAt);
        case INTERPOLATE ->
            PointwiseKernels.interpolate(n, factor, first, aAt, second, bAt, target, yAt);
        case RELU -> PointwiseKernels.relu(n, first, aAt, target, yAt);
        case RELU_BACKWARD ->
            PointwiseKernels.reluBackward(n, first, aAt, second, bAt, target, yAt);
        case SIGMOID -> PointwiseKernels.sigmoid(n, first, aAt, target, yAt);
        case SIGMOID_BACKWARD ->
            PointwiseKernels.sigmoidBackward(n, first, aAt, second, bAt, target, yAt);
        case EXP -> PointwiseKernels.exp(n, first, aAt, target, yAt);
        case LOG -> PointwiseKernels.log(n, first, aAt, target, yAt);
        case TANH -> PointwiseKernels.tanh(n, first, aAt, target, yAt);
      }
    }
  }
}
