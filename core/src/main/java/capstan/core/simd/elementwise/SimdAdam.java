package capstan.core.simd.elementwise;

import capstan.core.Workers;
import capstan.core.kernel.AdamUpdate;
import capstan.core.simd.lanes.Sharing;

/** Cuts Adam's update into parts for {@link AdamKernel}. */
public final class SimdAdam extends AdamUpdate implements Workers.Part {
  private final Workers workers;
  private int n;
  private float[] p;
  private int pOffset;
  private float[] g;
  private int gOffset;
  private float[] m;
  private int mOffset;
  private float[] v;
  private int vOffset;
  private float stepSize;
  private float beta1;
  private float beta2;
  private float epsilon;
  private float rootScale;

  /**
   * Updates on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdAdam(Workers workers) {
    this.workers = workers;
  }

  @Override
  protected void update(
      int newN,
      float[] newP,
      int newPOffset,
      float[] newG,
      int newGOffset,
      float[] newM,
      int newMOffset,
      float[] newV,
      int newVOffset,
      float newStepSize,
      float newBeta1,
      float newBeta2,
      float newEpsilon,
      float newRootScale) {
    n = newN;
    p = newP;
    pOffset = newPOffset;
    g = newG;
    gOffset = newGOffset;
    m = newM;
    mOffset = newMOffset;
    v = newV;
    vOffset = newVOffset;
    stepSize = newStepSize;
    beta1 = newBeta1;
    beta2 = newBeta2;
    epsilon = newEpsilon;
    rootScale = newRootScale;
    Sharing.run(workers, n, Sharing.chunks(n), this);
  }

  @Override
  public void run(int part, int worker) {
    int from = part * Sharing.CHUNK;
    AdamKernel.update(
        Math.min(Sharing.CHUNK, n - from),
        p,
        pOffset + from,
        g,
        gOffset + from,
        m,
        mOffset + from,
        v,
        vOffset + from,
        stepSize,
        beta1,
        beta2,
        epsilon,
        rootScale);
  }
}
