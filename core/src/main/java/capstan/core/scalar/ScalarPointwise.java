package capstan.core.scalar;

import capstan.core.Tensor;
import capstan.core.kernel.Pointwise;

/** One loop over the elements, which applies the operation's definition. */
final class ScalarPointwise extends Pointwise {

  @Override
  protected void compute(Operation operation, float factor, Tensor a, Tensor b, Tensor y) {
    for (int k = 0; k < y.elements(); k++) {
      y.array()[y.offset() + k] =
          operation.of(a.array()[a.offset() + k], b.array()[b.offset() + k], factor);
    }
  }

  @Override
  protected void computeBias(Tensor x, Tensor bias, Tensor y) {
    for (int k = 0; k < y.elements(); k++) {
      float addend = bias.array()[bias.offset() + k % bias.elements()];
      y.array()[y.offset() + k] = x.array()[x.offset() + k] + addend;
    }
  }

  @Override
  protected void computeScaledColumns(
      Tensor a, Tensor aFactors, Tensor b, Tensor bFactors, Tensor summands, Tensor y) {
    for (int k = 0; k < y.elements(); k++) {
      int c = k % aFactors.elements();
      float sum = summands.array()[summands.offset() + c];
      if (bFactors != null) {
        sum = Math.fma(b.array()[b.offset() + k], bFactors.array()[bFactors.offset() + c], sum);
      }
      y.array()[y.offset() + k] =
          Math.fma(a.array()[a.offset() + k], aFactors.array()[aFactors.offset() + c], sum);
    }
  }
}
