package capstan.core.kernel;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.testing.RandomNumbers;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EmRoutingContractTest {

  @Property(tries = 60)
  void bothDirections(
      @ForAll @IntRange(max = 35) int batch,
      @ForAll @IntRange(min = 1, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 6) int width,
      @ForAll @IntRange(min = 1, max = 5) int types,
      @ForAll @IntRange(min = 1, max = 5) int parentTypes,
      @ForAll @IntRange(min = 1, max = 6) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll boolean classes,
      @ForAll @IntRange(min = 1, max = 3) int rounds) {
    int fitting = Math.min(kernel, Math.min(height, width));
    check(
        new EmGeometry(
            batch, height, width, types, parentTypes, fitting, stride, classes, rounds, 0.1f));
  }

  @Example
  void layersOfTheNetwork() {
    check(new EmGeometry(5, 12, 12, 2, 3, 3, 2, false, 3, 0.01f));
    check(new EmGeometry(17, 5, 5, 4, 4, 3, 1, false, 3, 0.01f));
    check(new EmGeometry(33, 3, 3, 4, 10, 1, 1, true, 3, 0.01f));
    check(new EmGeometry(1, 1, 1, 1, 1, 1, 1, false, 3, 0.01f));
  }

  private static void check(EmGeometry g) {
    KernelComparison comparison = new KernelComparison();
    Tensor x = comparison.input(children(g), capsules(g, 1));
    Tensor other = comparison.input(children(g), capsules(g, 2));
    Shape matrices = Shape.of(g.matrices(), g.parentTypes(), EmGeometry.POSE);
    Tensor w =
        comparison.input(matrices, scaled(RandomNumbers.normal(matrices.elements(), 3), 0.3f));
    Tensor costs = comparison.normal(g.parentTypes());
    Tensor thresholds = comparison.normal(g.parentTypes());
    EmWeights weights = new EmWeights(w, costs, thresholds);
    Tensor dy =
        comparison.normal(
            g.batch(), g.parentHeight(), g.parentWidth(), g.parentTypes(), EmGeometry.NUMBERS);
    comparison.compare(
        100,
        (backend, outputs) -> {
          EmRoutingPlan plan = backend.emRouting().plan(g, KernelComparison.workspace());
          Tensor y = outputs.get(0);
          Tensor dx = outputs.get(1);
          EmWeights gradients = new EmWeights(outputs.get(2), outputs.get(3), outputs.get(4));
          plan.forward(other, weights, y);
          plan.backward(other, weights, dy, dx, gradients);
          plan.forward(x, weights, y);
          // Each gradient alone is what it is beside the others.
          plan.backward(x, weights, dy, dx, new EmWeights(null, null, null));
          plan.backward(x, weights, dy, null, gradients);
          plan.assignments(g.rounds() - 1, outputs.get(5));
          plan.activations(g.rounds() - 1, outputs.get(6));
          plan.assignments(0, outputs.get(7));
          plan.assignments(g.rounds() / 2, outputs.get(8));
        },
        dy.shape(),
        x.shape(),
        w.shape(),
        costs.shape(),
        thresholds.shape(),
        Shape.of(g.batch(), g.parentPlaces(), g.slots(), g.parentTypes()),
        Shape.of(g.batch(), g.parentPlaces(), g.parentTypes()),
        Shape.of(g.batch(), g.parentPlaces(), g.slots(), g.parentTypes()),
        Shape.of(g.batch(), g.parentPlaces(), g.slots(), g.parentTypes()));
  }

  private static Shape children(EmGeometry g) {
    return Shape.of(g.batch(), g.height(), g.width(), g.types(), EmGeometry.NUMBERS);
  }

  /**
   * Poses so small that votes differ by little more than the least variance allows: where a parent
   * takes nearly all of one child, the differences from its mean are rounding errors, and what is
   * compared is how they grow. Activations well inside of 0 and 1.
   */
  private static float[] capsules(EmGeometry g, long seed) {
    float[] values = scaled(RandomNumbers.normal(children(g).elements(), seed), 0.1f);
    for (int k = EmGeometry.POSE; k < values.length; k += EmGeometry.NUMBERS) {
      values[k] = (float) (1 / (1 + Math.exp(-10 * values[k])));
    }
    return values;
  }

  private static float[] scaled(float[] values, float scale) {
    for (int k = 0; k < values.length; k++) {
      values[k] *= scale;
    }
    return values;
  }
}
