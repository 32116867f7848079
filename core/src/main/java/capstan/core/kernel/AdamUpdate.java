package capstan.core.kernel;

import capstan.core.Expect;
import capstan.core.Tensor;

/** One step of Adam (Kingma and Ba, 2015, algorithm 1) on one parameter. */
public abstract class AdamUpdate {
  private static final Expect EXPECT = Expect.of("adam");

  /** For implementations. */
  protected AdamUpdate() {}

  /**
   * m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; p −= rate · (decay · p + m̂ / (√v̂ + ε)), where g is the
   * gradient times its factor, m̂ = m / (1−β₁ᵗ) and v̂ = v / (1−β₂ᵗ); with a decay {@code
   * torch.optim.AdamW} (Loshchilov and Hutter, 2019).
   *
   * @param parameter p, updated
   * @param gradient of p
   * @param firstMoment m, updated
   * @param secondMoment v, updated
   * @param settings the coefficients that all steps share
   * @param step those of this one
   */
  public final void update(
      Tensor parameter,
      Tensor gradient,
      Tensor firstMoment,
      Tensor secondMoment,
      AdamSettings settings,
      AdamStep step) {
    int n = parameter.elements();
    EXPECT.elements("gradient", n, gradient);
    EXPECT.elements("first moment", n, firstMoment);
    EXPECT.elements("second moment", n, secondMoment);
    float beta1 = (float) settings.beta1();
    float beta2 = (float) settings.beta2();
    float firstCorrection = (float) (1 - Math.pow(beta1, (double) step.number()));
    float secondCorrection = (float) (1 - Math.pow(beta2, (double) step.number()));
    compute(
        parameter,
        gradient,
        firstMoment,
        secondMoment,
        new Coefficients(
            step.rate() / firstCorrection,
            beta1,
            beta2,
            (float) settings.epsilon(),
            1 / (float) Math.sqrt(secondCorrection),
            step.rate() * step.weightDecay(),
            step.gradientFactor()));
  }

  /** p −= decay · p + stepSize · m / (√v · rootScale + epsilon), after updating m and v. */
  protected abstract void compute(
      Tensor p, Tensor g, Tensor m, Tensor v, Coefficients coefficients);

  /**
   * What all elements of a step have in common.
   *
   * @param stepSize the learning rate over 1−β₁ᵗ
   * @param beta1 β₁
   * @param beta2 β₂
   * @param epsilon ε
   * @param rootScale 1 / √(1−β₂ᵗ)
   * @param decay the part of itself that a parameter loses
   * @param gradientFactor what the gradient is multiplied by
   */
  protected record Coefficients(
      float stepSize,
      float beta1,
      float beta2,
      float epsilon,
      float rootScale,
      float decay,
      float gradientFactor) {

    /**
     * Updates some elements one by one.
     *
     * @param p parameter
     * @param g its gradient
     * @param m first moment
     * @param v second moment
     * @param from first element
     * @param to one past the last
     */
    public void update(Tensor p, Tensor g, Tensor m, Tensor v, int from, int to) {
      for (int k = from; k < to; k++) {
        float gradient = gradientFactor * g.array()[g.offset() + k];
        float first = beta1 * m.array()[m.offset() + k] + (1 - beta1) * gradient;
        float second = beta2 * v.array()[v.offset() + k] + (1 - beta2) * gradient * gradient;
        m.array()[m.offset() + k] = first;
        v.array()[v.offset() + k] = second;
        float root = (float) Math.sqrt(second) * rootScale + epsilon;
        float before = p.array()[p.offset() + k];
        p.array()[p.offset() + k] = before - (decay * before + stepSize * first / root);
      }
    }
  }
}
