package capstan.core.kernel;

import static capstan.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.testing.BackendsUnderTest;
import capstan.core.testing.DirtyWorkspace;
import capstan.core.testing.GuardedTensor;
import capstan.core.testing.RandomNumbers;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a kernel on the scalar backend and on the backends under test, of one, two and three
 * threads. All must overwrite every output (they begin as NaN), write nothing around them, leave
 * their inputs alone; those under test must agree with scalar, and with each other to the bit
 * whatever the number of threads.
 */
final class KernelComparison {
  /** Largest difference between backends, relative to the scale of the result. */
  static final double TOLERANCE = 1e-5;

  private static final Backend SCALAR = Backends.scalar();
  private static final List<Backend> TESTED = BackendsUnderTest.all();

  /** One for all runs: allocating it anew takes longer than most of the kernels. */
  private static final Workspace WORKSPACE = new Workspace();

  private final List<GuardedTensor> inputs = new ArrayList<>();

  /** Memory for one run of a kernel, full of NaN. */
  static Workspace workspace() {
    DirtyWorkspace.soil(WORKSPACE);
    return WORKSPACE;
  }

  /** Whether a backend is the scalar one that the others are compared with. */
  static boolean isSpecification(Backend backend) {
    return backend.equals(SCALAR);
  }

  /** The kernel under test, with its inputs captured. */
  @FunctionalInterface
  interface Kernel {
    void run(Backend backend, List<Tensor> outputs);
  }

  /** A guarded input of standard normal numbers. */
  Tensor normal(int... extents) {
    GuardedTensor input = GuardedTensor.normal(Shape.of(extents), inputs.size());
    inputs.add(input);
    return input.tensor();
  }

  /** A guarded input of these numbers. */
  Tensor input(Shape shape, float... values) {
    GuardedTensor input = GuardedTensor.of(shape, values);
    inputs.add(input);
    return input.tensor();
  }

  /**
   * Compares the outputs of a kernel.
   *
   * @param scale what is typical of the outputs, for results whose terms happen to cancel
   * @param shapes of the outputs
   */
  void compare(double scale, Kernel kernel, Shape... shapes) {
    List<float[]> expected = run(SCALAR, kernel, shapes);
    List<float[]> first = run(TESTED.getFirst(), kernel, shapes);
    for (int k = 0; k < shapes.length; k++) {
      assertClose(first.get(k), RandomNumbers.doubles(expected.get(k)), scale, TOLERANCE);
    }
    for (Backend backend : TESTED.subList(1, TESTED.size())) {
      List<float[]> again = run(backend, kernel, shapes);
      for (int k = 0; k < shapes.length; k++) {
        assertSameBits(again.get(k), first.get(k));
      }
    }
  }

  /** As {@link #compare}, where even the bits of both backends must agree. */
  void compareBits(Kernel kernel, Shape... shapes) {
    compare(0, kernel, shapes);
    List<float[]> expected = run(SCALAR, kernel, shapes);
    List<float[]> found = run(TESTED.getFirst(), kernel, shapes);
    for (int k = 0; k < shapes.length; k++) {
      assertSameBits(found.get(k), expected.get(k));
    }
  }

  private List<float[]> run(Backend backend, Kernel kernel, Shape... shapes) {
    List<GuardedTensor> outputs = new ArrayList<>();
    for (Shape shape : shapes) {
      outputs.add(GuardedTensor.garbage(shape));
    }
    kernel.run(backend, outputs.stream().map(GuardedTensor::tensor).toList());
    BackendsUnderTest.assertNoViolations();
    inputs.forEach(GuardedTensor::assertUnchanged);
    outputs.forEach(GuardedTensor::assertGuardsIntact);
    return outputs.stream().map(output -> output.tensor().toArray()).toList();
  }

  private static void assertSameBits(float[] found, float[] expected) {
    assertThat(GuardedTensor.bits(found)).isEqualTo(GuardedTensor.bits(expected));
  }
}
