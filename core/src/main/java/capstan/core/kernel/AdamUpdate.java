package capstan.core.kernel;

import capstan.core.Tensor;

/** One step of Adam (Kingma and Ba, 2015, algorithm 1) on one parameter. */
public abstract class AdamUpdate {

  /** For implementations. */
  protected AdamUpdate() {}

  /**
   * m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; p −= rate · m̂ / (√v̂ + ε), where m̂ = m / (1−β₁ᵗ) and
   * v̂ = v / (1−β₂ᵗ).
   *
   * @param parameter p, updated
   * @param gradient g
   * @param firstMoment m, updated
   * @param secondMoment v, updated
   * @param settings the coefficients
   * @param rate learning rate of this step
   * @param step t, counted from 1
   */
  public final void update(
      Tensor parameter,
      Tensor gradient,
      Tensor firstMoment,
      Tensor secondMoment,
      AdamSettings settings,
      float rate,
      long step) {
    int n = parameter.elements();
    Check.elements("adam", "gradient", gradient, n);
    Check.elements("adam", "first moment", firstMoment, n);
    Check.elements("adam", "second moment", secondMoment, n);
    float beta1 = (float) settings.beta1();
    float beta2 = (float) settings.beta2();
    float firstCorrection = (float) (1 - Math.pow(beta1, (double) step));
    float secondCorrection = (float) (1 - Math.pow(beta2, (double) step));
    update(
        n,
        parameter.array(),
        parameter.offset(),
        gradient.array(),
        gradient.offset(),
        firstMoment.array(),
        firstMoment.offset(),
        secondMoment.array(),
        secondMoment.offset(),
        rate / firstCorrection,
        beta1,
        beta2,
        (float) settings.epsilon(),
        1 / (float) Math.sqrt(secondCorrection));
  }

  /**
   * p −= stepSize · m / (√v · rootScale + epsilon), after updating m and v.
   *
   * @param stepSize the learning rate over 1−β₁ᵗ
   * @param rootScale 1 / √(1−β₂ᵗ)
   */
  protected abstract void update(
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
      float rootScale);
}
