package capstan.core.scalar;

import capstan.core.kernel.AdamUpdate;

/** Adam's update, element by element. */
final class ScalarAdam extends AdamUpdate {

  @Override
  protected void update(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] m,
      int mOffset,
      float[] v,
      int vOffset,
      float stepSize,
      float beta1,
      float beta2,
      float epsilon,
      float rootScale) {
    for (int k = 0; k < n; k++) {
      float gradient = g[gOffset + k];
      float first = beta1 * m[mOffset + k] + (1 - beta1) * gradient;
      float second = beta2 * v[vOffset + k] + (1 - beta2) * gradient * gradient;
      m[mOffset + k] = first;
      v[vOffset + k] = second;
      p[pOffset + k] -= stepSize * first / ((float) Math.sqrt(second) * rootScale + epsilon);
    }
  }
}
