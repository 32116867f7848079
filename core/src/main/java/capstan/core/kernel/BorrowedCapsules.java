package capstan.core.kernel;

/** The capsule kernels of another backend, for a backend that replaces only some of them. */
public abstract class BorrowedCapsules extends Capsules {
  private final Capsules lender;

  /**
   * For implementations.
   *
   * @param lender does what is not overridden
   */
  protected BorrowedCapsules(Capsules lender) {
    this.lender = lender;
  }

  @Override
  protected void squash(
      int rows, int dimensions, float epsilon, float[] s, int sOffset, float[] v, int vOffset) {
    lender.squash(rows, dimensions, epsilon, s, sOffset, v, vOffset);
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
    lender.squashBackward(rows, dimensions, epsilon, s, sOffset, dv, dvOffset, ds, dsOffset);
  }

  @Override
  protected void lengths(
      int rows, int dimensions, float[] v, int vOffset, float[] lengths, int lengthsOffset) {
    lender.lengths(rows, dimensions, v, vOffset, lengths, lengthsOffset);
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
    lender.lengthsBackward(rows, dimensions, v, vOffset, dLengths, dLengthsOffset, dv, dvOffset);
  }

  @Override
  protected void predictionVectors(
      Extents x, float[] u, int uOffset, float[] w, int wOffset, float[] p, int pOffset) {
    lender.predictionVectors(x, u, uOffset, w, wOffset, p, pOffset);
  }

  @Override
  protected void predictionVectorsBackwardInput(
      Extents x, float[] dp, int dpOffset, float[] w, int wOffset, float[] du, int duOffset) {
    lender.predictionVectorsBackwardInput(x, dp, dpOffset, w, wOffset, du, duOffset);
  }

  @Override
  protected void predictionVectorsBackwardWeight(
      Extents x, float[] u, int uOffset, float[] dp, int dpOffset, float[] dw, int dwOffset) {
    lender.predictionVectorsBackwardWeight(x, u, uOffset, dp, dpOffset, dw, dwOffset);
  }

  @Override
  protected void weightedSum(
      Extents x, float[] c, int cOffset, float[] p, int pOffset, float[] s, int sOffset) {
    lender.weightedSum(x, c, cOffset, p, pOffset, s, sOffset);
  }

  @Override
  protected void agreement(
      Extents x, float[] p, int pOffset, float[] v, int vOffset, float[] a, int aOffset) {
    lender.agreement(x, p, pOffset, v, vOffset, a, aOffset);
  }

  @Override
  protected void spread(
      Extents x, float[] c, int cOffset, float[] ds, int dsOffset, float[] dp, int dpOffset) {
    lender.spread(x, c, cOffset, ds, dsOffset, dp, dpOffset);
  }
}
