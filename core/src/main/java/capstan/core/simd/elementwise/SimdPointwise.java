package capstan.core.simd.elementwise;

import capstan.core.Workers;
import capstan.core.kernel.Pointwise;
import capstan.core.simd.lanes.Sharing;

/** Cuts elementwise work into parts; {@link PointwiseKernels} does them. */
public final class SimdPointwise extends Pointwise {
  private final Workers workers;
  private final Job job = new Job();
  private final BiasJob biasJob = new BiasJob();

  /**
   * Pointwise operations on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdPointwise(Workers workers) {
    this.workers = workers;
  }

  @Override
  protected void add(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    run(PointwiseKernels::add, n, 1, a, aOffset, b, bOffset, y, yOffset);
  }

  @Override
  protected void multiply(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    run(PointwiseKernels::multiply, n, 1, a, aOffset, b, bOffset, y, yOffset);
  }

  @Override
  protected void divide(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    run(PointwiseKernels::divide, n, 1, a, aOffset, b, bOffset, y, yOffset);
  }

  @Override
  protected void addScaled(
      int n, float factor, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    run(PointwiseKernels::addScaled, n, factor, a, aOffset, b, bOffset, y, yOffset);
  }

  @Override
  protected void scale(int n, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    run(PointwiseKernels::scale, n, factor, x, xOffset, x, xOffset, y, yOffset);
  }

  @Override
  protected void scaledDifference(
      int n, float factor, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    run(PointwiseKernels::scaledDifference, n, factor, a, aOffset, b, bOffset, y, yOffset);
  }

  @Override
  protected void relu(int n, float[] x, int xOffset, float[] y, int yOffset) {
    run(PointwiseKernels::relu, n, 1, x, xOffset, x, xOffset, y, yOffset);
  }

  @Override
  protected void reluBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    run(PointwiseKernels::reluBackward, n, 1, y, yOffset, dy, dyOffset, dx, dxOffset);
  }

  @Override
  protected void sigmoid(int n, float[] x, int xOffset, float[] y, int yOffset) {
    run(PointwiseKernels::sigmoid, n, 1, x, xOffset, x, xOffset, y, yOffset);
  }

  @Override
  protected void sigmoidBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    run(PointwiseKernels::sigmoidBackward, n, 1, y, yOffset, dy, dyOffset, dx, dxOffset);
  }

  @Override
  protected void exp(int n, float[] x, int xOffset, float[] y, int yOffset) {
    run(PointwiseKernels::exp, n, 1, x, xOffset, x, xOffset, y, yOffset);
  }

  @Override
  protected void log(int n, float[] x, int xOffset, float[] y, int yOffset) {
    run(PointwiseKernels::log, n, 1, x, xOffset, x, xOffset, y, yOffset);
  }

  @Override
  protected void tanh(int n, float[] x, int xOffset, float[] y, int yOffset) {
    run(PointwiseKernels::tanh, n, 1, x, xOffset, x, xOffset, y, yOffset);
  }

  @Override
  protected void addBias(
      int rows,
      int columns,
      float[] x,
      int xOffset,
      float[] bias,
      int biasOffset,
      float[] y,
      int yOffset) {
    if (columns == 0) {
      return;
    }
    BiasJob work = biasJob;
    work.rows = rows;
    work.columns = columns;
    work.rowsAPart = Math.max(1, Sharing.CHUNK / columns);
    work.x = x;
    work.xOffset = xOffset;
    work.bias = bias;
    work.biasOffset = biasOffset;
    work.y = y;
    work.yOffset = yOffset;
    int parts = (rows + work.rowsAPart - 1) / work.rowsAPart;
    Sharing.run(workers, (long) rows * columns, parts, work);
  }

  private void run(
      Kernel kernel,
      int n,
      float factor,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] y,
      int yOffset) {
    Job work = job;
    work.kernel = kernel;
    work.n = n;
    work.factor = factor;
    work.a = a;
    work.aOffset = aOffset;
    work.b = b;
    work.bOffset = bOffset;
    work.y = y;
    work.yOffset = yOffset;
    Sharing.run(workers, n, Sharing.chunks(n), work);
  }

  /** A loop over n elements; unary kernels ignore b, and most ignore the factor. */
  private interface Kernel {
    void run(int n, float factor, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt);
  }

  /** The arguments of the call in progress; reused, so that a call allocates nothing. */
  private static final class Job implements Workers.Part {
    private Kernel kernel;
    private int n;
    private float factor;
    private float[] a;
    private int aOffset;
    private float[] b;
    private int bOffset;
    private float[] y;
    private int yOffset;

    @Override
    public void run(int part, int worker) {
      int from = part * Sharing.CHUNK;
      int count = Math.min(Sharing.CHUNK, n - from);
      kernel.run(count, factor, a, aOffset + from, b, bOffset + from, y, yOffset + from);
    }
  }

  /** The arguments of the addition of a bias in progress. */
  private static final class BiasJob implements Workers.Part {
    private int rows;
    private int columns;
    private int rowsAPart;
    private float[] x;
    private int xOffset;
    private float[] bias;
    private int biasOffset;
    private float[] y;
    private int yOffset;

    @Override
    public void run(int part, int worker) {
      int to = Math.min(rows, (part + 1) * rowsAPart);
      for (int row = part * rowsAPart; row < to; row++) {
        int at = row * columns;
        PointwiseKernels.add(columns, 1, x, xOffset + at, bias, biasOffset, y, yOffset + at);
      }
    }
  }
}
