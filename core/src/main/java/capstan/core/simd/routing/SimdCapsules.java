package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Workers;
import capstan.core.kernel.Capsules;
import capstan.core.simd.elementwise.SimdSquash;
import capstan.core.simd.lanes.RowLanes;
import capstan.core.simd.lanes.Scratch;
import capstan.core.simd.lanes.Sharing;
import capstan.core.simd.product.SmallProducts;

/**
 * The steps of a capsule layer, each on its own. Products with the weights are cut by input
 * capsule, the rest by image; {@link SimdRouting} does a whole layer much faster than these one by
 * one.
 */
public final class SimdCapsules extends Capsules {
  /** Input capsules a part, where work is cut by them: a matter of granularity only. */
  private static final int CAPSULES = 16;

  private final Workers workers;
  private final SimdSquash squash;
  private final Scratch scratch;
  private final Workers.Part predictions = this::predictionPart;
  private final Workers.Part predictionsToInput = this::predictionToInputPart;
  private final Workers.Part predictionsToWeight = this::predictionToWeightPart;
  private final Workers.Part weightedSums = this::weightedSumPart;
  private final Workers.Part agreements = this::agreementPart;
  private final Workers.Part spreads = this::spreadPart;
  private Extents x;
  private float[] a;
  private int aOffset;
  private float[] b;
  private int bOffset;
  private float[] c;
  private int cOffset;

  /**
   * Capsule operations on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdCapsules(Workers workers) {
    this.workers = workers;
    squash = new SimdSquash(workers);
    scratch = new Scratch(workers.threads());
  }

  @Override
  protected void squash(
      int rows, int dimensions, float epsilon, float[] s, int sOffset, float[] v, int vOffset) {
    squash.squash(rows, dimensions, epsilon, s, sOffset, v, vOffset);
  }

  @Override
  protected void squashBackward(
      int rows,
      int dimensions,
      float epsilon,
      float[] s,
      int sOffset,
      float[] dv,
      int dvOffset,
      float[] ds,
      int dsOffset) {
    squash.squashBackward(rows, dimensions, epsilon, s, sOffset, dv, dvOffset, ds, dsOffset);
  }

  @Override
  protected void lengths(
      int rows, int dimensions, float[] v, int vOffset, float[] lengths, int lengthsOffset) {
    squash.lengths(rows, dimensions, v, vOffset, lengths, lengthsOffset);
  }

  @Override
  protected void lengthsBackward(
      int rows,
      int dimensions,
      float[] v,
      int vOffset,
      float[] dLengths,
      int dLengthsOffset,
      float[] dv,
      int dvOffset) {
    squash.lengthsBackward(rows, dimensions, v, vOffset, dLengths, dLengthsOffset, dv, dvOffset);
  }

  @Override
  protected void predictionVectors(
      Extents extents, float[] u, int uOffset, float[] w, int wOffset, float[] p, int pOffset) {
    set(extents, u, uOffset, w, wOffset, p, pOffset);
    scratch.reserve(x.inDimensions() * SmallProducts.padded(weightRows()));
    byInputCapsule(predictions);
  }

  @Override
  protected void predictionVectorsBackwardInput(
      Extents extents, float[] dp, int dpOffset, float[] w, int wOffset, float[] du, int duOffset) {
    set(extents, dp, dpOffset, w, wOffset, du, duOffset);
    scratch.reserve(weightRows() * SmallProducts.padded(x.inDimensions()));
    byInputCapsule(predictionsToInput);
  }

  @Override
  protected void predictionVectorsBackwardWeight(
      Extents extents, float[] u, int uOffset, float[] dp, int dpOffset, float[] dw, int dwOffset) {
    set(extents, u, uOffset, dp, dpOffset, dw, dwOffset);
    scratch.reserve(x.batch() * SmallProducts.padded(x.inDimensions()));
    byInputCapsule(predictionsToWeight);
  }

  @Override
  protected void weightedSum(
      Extents extents,
      float[] coefficients,
      int coefficientsOffset,
      float[] p,
      int pOffset,
      float[] s,
      int sOffset) {
    set(extents, coefficients, coefficientsOffset, p, pOffset, s, sOffset);
    Sharing.run(workers, elements(), x.batch() * x.outCapsules(), weightedSums);
  }

  @Override
  protected void agreement(
      Extents extents,
      float[] p,
      int pOffset,
      float[] v,
      int vOffset,
      float[] agreement,
      int agreementOffset) {
    set(extents, p, pOffset, v, vOffset, agreement, agreementOffset);
    scratch.reserve((x.outDimensions() + 1) * COUNT);
    Sharing.run(workers, elements(), x.batch() * capsuleParts(), agreements);
  }

  @Override
  protected void spread(
      Extents extents,
      float[] coefficients,
      int coefficientsOffset,
      float[] ds,
      int dsOffset,
      float[] dp,
      int dpOffset) {
    set(extents, coefficients, coefficientsOffset, ds, dsOffset, dp, dpOffset);
    Sharing.run(workers, elements(), x.batch() * capsuleParts(), spreads);
  }

  private void set(
      Extents extents,
      float[] newA,
      int newAOffset,
      float[] newB,
      int newBOffset,
      float[] newC,
      int newCOffset) {
    x = extents;
    a = newA;
    aOffset = newAOffset;
    b = newB;
    bOffset = newBOffset;
    c = newC;
    cOffset = newCOffset;
  }

  /** J · E: rows of an input capsule's weights, and numbers it predicts for an image. */
  private int weightRows() {
    return x.outCapsules() * x.outDimensions();
  }

  private int capsuleParts() {
    return (x.inCapsules() + CAPSULES - 1) / CAPSULES;
  }

  private long elements() {
    return (long) x.batch() * x.inCapsules() * weightRows();
  }

  private void byInputCapsule(Workers.Part part) {
    Sharing.run(workers, 2 * elements() * x.inDimensions(), capsuleParts(), part);
  }

  private void predictionPart(int part, int worker) {
    int dimensions = x.inDimensions();
    int columns = weightRows();
    int width = SmallProducts.padded(columns);
    float[] m = scratch.of(worker);
    int to = Math.min(x.inCapsules(), (part + 1) * CAPSULES);
    for (int i = part * CAPSULES; i < to; i++) {
      int wAt = bOffset + i * columns * dimensions;
      for (int row = 0; row < columns; row++) {
        for (int d = 0; d < dimensions; d++) {
          m[d * width + row] = b[wAt + row * dimensions + d];
        }
      }
      SmallProducts.multiply(
          x.batch(),
          dimensions,
          columns,
          a,
          aOffset + i * dimensions,
          x.inCapsules() * dimensions,
          1,
          m,
          c,
          cOffset + i * columns,
          x.inCapsules() * columns);
    }
  }

  private void predictionToInputPart(int part, int worker) {
    int dimensions = x.inDimensions();
    int depth = weightRows();
    float[] m = scratch.of(worker);
    int to = Math.min(x.inCapsules(), (part + 1) * CAPSULES);
    for (int i = part * CAPSULES; i < to; i++) {
      pad(depth, dimensions, b, bOffset + i * depth * dimensions, dimensions, m);
      SmallProducts.multiply(
          x.batch(),
          depth,
          dimensions,
          a,
          aOffset + i * depth,
          x.inCapsules() * depth,
          1,
          m,
          c,
          cOffset + i * dimensions,
          x.inCapsules() * dimensions);
    }
  }

  private void predictionToWeightPart(int part, int worker) {
    int dimensions = x.inDimensions();
    int rows = weightRows();
    float[] m = scratch.of(worker);
    int to = Math.min(x.inCapsules(), (part + 1) * CAPSULES);
    for (int i = part * CAPSULES; i < to; i++) {
      pad(x.batch(), dimensions, a, aOffset + i * dimensions, x.inCapsules() * dimensions, m);
      SmallProducts.multiply(
          rows,
          x.batch(),
          dimensions,
          b,
          bOffset + i * rows,
          1,
          x.inCapsules() * rows,
          m,
          c,
          cOffset + i * rows * dimensions,
          dimensions);
    }
  }

  /**
   * Copies rows, {@code stride} apart, into rows padded to whole vectors; the padding is ignored.
   */
  private static void pad(int rows, int columns, float[] from, int at, int stride, float[] m) {
    int width = SmallProducts.padded(columns);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, at + row * stride, m, row * width, columns);
    }
  }

  private void weightedSumPart(int part, int worker) {
    int image = part / x.outCapsules();
    int j = part % x.outCapsules();
    int coefficients = x.inCapsules() * x.outCapsules();
    CapsuleKernels.weightedSum(
        x.inCapsules(),
        x.outDimensions(),
        a,
        aOffset + image * coefficients + j,
        x.outCapsules(),
        b,
        bOffset + (image * coefficients + j) * x.outDimensions(),
        weightRows(),
        c,
        cOffset + part * x.outDimensions());
  }

  private void agreementPart(int part, int worker) {
    int image = part / capsuleParts();
    int from = part % capsuleParts() * CAPSULES;
    int to = Math.min(x.inCapsules(), from + CAPSULES);
    int dimensions = x.outDimensions();
    float[] lanes = scratch.of(worker);
    for (int j = 0; j < x.outCapsules(); j++) {
      int vAt = bOffset + (image * x.outCapsules() + j) * dimensions;
      int at = (image * x.inCapsules() + from) * x.outCapsules() + j;
      if (dimensions == 16) {
        CapsuleKernels.agreement16(
            to - from,
            a,
            aOffset + at * dimensions,
            weightRows(),
            b,
            vAt,
            c,
            cOffset + at,
            x.outCapsules());
        continue;
      }
      for (int i = from; i < to; i += COUNT) {
        int count = Math.min(COUNT, to - i);
        RowLanes.load(count, dimensions, a, aOffset + at * dimensions, weightRows(), lanes, COUNT);
        CapsuleKernels.agreementLanes(dimensions, lanes, COUNT, b, vAt, lanes);
        RowLanes.store(count, 1, lanes, 0, c, cOffset + at, x.outCapsules());
        at += count * x.outCapsules();
      }
    }
  }

  private void spreadPart(int part, int worker) {
    int image = part / capsuleParts();
    int from = part % capsuleParts() * CAPSULES;
    int count = Math.min(CAPSULES, x.inCapsules() - from);
    for (int j = 0; j < x.outCapsules(); j++) {
      int at = (image * x.inCapsules() + from) * x.outCapsules() + j;
      CapsuleKernels.spread(
          count,
          x.outDimensions(),
          a,
          aOffset + at,
          x.outCapsules(),
          b,
          bOffset + (image * x.outCapsules() + j) * x.outDimensions(),
          c,
          cOffset + at * x.outDimensions(),
          weightRows());
    }
  }
}
