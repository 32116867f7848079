package capstan.core.scalar;

import capstan.core.Tensor;
import capstan.core.kernel.AdamUpdate;

/** Adam's update, element by element. */
final class ScalarAdam extends AdamUpdate {

  @Override
  protected void compute(Tensor p, Tensor g, Tensor m, Tensor v, Coefficients coefficients) {
    coefficients.update(p, g, m, v, 0, p.elements());
  }
}
