package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.AdamUpdate;
import capstan.core.simd.lanes.Sharing;
import jdk.incubator.vector.FloatVector;

/**
 * Adam's update in parts, by the definition's operations in their order. Seven streams through
 * memory and one division per element: the memory is the limit.
 */
public final class SimdAdam extends AdamUpdate {
  private final Workers workers;

  /**
   * Updates on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdAdam(Workers workers) {
    this.workers = workers;
  }

  @Override
  protected void compute(Tensor p, Tensor g, Tensor m, Tensor v, Coefficients coefficients) {
    int n = p.elements();
    Sharing.run(
        workers,
        n,
        Sharing.chunks(n),
        (part, worker) -> {
          int from = part * Sharing.CHUNK;
          int to = Math.min(n, from + Sharing.CHUNK);
          int whole = from + SPECIES.loopBound(to - from);
          vectors(p, g, m, v, coefficients, from, whole);
          coefficients.update(p, g, m, v, whole, to);
        });
  }

  /** Whole vectors of p, g, m and v, all [elements]. */
  private static void vectors(
      Tensor p, Tensor g, Tensor m, Tensor v, Coefficients c, int from, int to) {
    float rest1 = 1 - c.beta1();
    float rest2 = 1 - c.beta2();
    for (int k = from; k < to; k += COUNT) {
      FloatVector gradient = load(g, k).mul(c.gradientFactor());
      FloatVector first = load(m, k).mul(c.beta1()).add(gradient.mul(rest1));
      FloatVector second = load(v, k).mul(c.beta2()).add(gradient.mul(rest2).mul(gradient));
      first.intoArray(m.array(), m.offset() + k);
      second.intoArray(v.array(), v.offset() + k);
      FloatVector root = second.sqrt().mul(c.rootScale()).add(c.epsilon());
      FloatVector before = load(p, k);
      FloatVector change = before.mul(c.decay()).add(first.mul(c.stepSize()).div(root));
      before.sub(change).intoArray(p.array(), p.offset() + k);
    }
  }

  private static FloatVector load(Tensor tensor, int k) {
    return FloatVector.fromArray(SPECIES, tensor.array(), tensor.offset() + k);
  }
}
