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
  private final Workers.Part elementPart = this::elements;
  private final Workers.Part rowPart = this::rows;

  // The call in progress: fields, so that no call leaves an object behind.
  private Operation operation;
  private float factor;
  private Tensor a;
  private Tensor b;
  private Tensor y;
  private int rowsPerPart;

  /**
   * Pointwise operations on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdPointwise(Workers workers) {
    this.workers = workers;
  }

  @Override
  protected void compute(
      Operation newOperation, float newFactor, Tensor newA, Tensor newB, Tensor newY) {
    operation = newOperation;
    factor = newFactor;
    a = newA;
    b = newB;
    y = newY;
    int n = y.elements();
    Sharing.run(workers, n, Sharing.chunks(n), elementPart);
  }

  @Override
  protected void computeBias(Tensor x, Tensor bias, Tensor newY) {
    if (bias.elements() == 0) {
      return;
    }
    operation = Operation.ADD;
    a = x;
    b = bias;
    y = newY;
    rowsPerPart = Math.max(1, Sharing.CHUNK / bias.elements());
    int parts = (y.shape().rows() + rowsPerPart - 1) / rowsPerPart;
    Sharing.run(workers, y.elements(), parts, rowPart);
  }

  private void elements(int part, int worker) {
    int from = part * Sharing.CHUNK;
    run(Math.min(Sharing.CHUNK, y.elements() - from), from, b.offset() + from);
  }

  private void rows(int part, int worker) {
    int columns = b.elements();
    int to = Math.min(y.elements(), (part + 1) * rowsPerPart * columns);
    for (int at = part * rowsPerPart * columns; at < to; at += columns) {
      run(columns, at, b.offset());
    }
  }

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
      case RELU -> PointwiseKernels.relu(n, first, aAt, target, yAt);
      case RELU_BACKWARD -> PointwiseKernels.reluBackward(n, first, aAt, second, bAt, target, yAt);
      case SIGMOID -> PointwiseKernels.sigmoid(n, first, aAt, target, yAt);
      case SIGMOID_BACKWARD ->
          PointwiseKernels.sigmoidBackward(n, first, aAt, second, bAt, target, yAt);
      case EXP -> PointwiseKernels.exp(n, first, aAt, target, yAt);
      case LOG -> PointwiseKernels.log(n, first, aAt, target, yAt);
      case TANH -> PointwiseKernels.tanh(n, first, aAt, target, yAt);
    }
  }
}
