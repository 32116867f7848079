package capstan.cublas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.testing.RandomNumbers;
import capstan.cublas.driver.CublasException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every call that a kernel makes is made to fail in turn. The exception must name it, the kernel's
 * outputs must be what they were, no memory may be lost, and the same kernel must work afterwards.
 */
class CublasFailureTest extends OnStandIn {
  private static final int STATUS = 700;
  private static final ConvolutionGeometry G = new ConvolutionGeometry(3, 7, 8, 2, 5, 3, 3, 2, 1);

  /** A kernel that writes some outputs. */
  @FunctionalInterface
  private interface Kernel {
    void run(Backend backend, Workspace workspace);
  }

  private static Tensor random(int seed, int... extents) {
    Shape shape = Shape.of(extents);
    return Tensor.of(shape, RandomNumbers.normal(shape.elements(), seed));
  }

  private void failEverywhere(Kernel kernel, Tensor... outputs) {
    Map<String, Long> calls = new TreeMap<>();
    List<float[]> expected;
    try (Backend backend = CublasBackend.create(2, settings())) {
      Workspace workspace = new Workspace();
      CALLS.forEach(call -> calls.put(call, -standIn.calls(call)));
      kernel.run(backend, workspace);
      CALLS.forEach(call -> calls.merge(call, standIn.calls(call), Long::sum));
      expected = contents(outputs);
    }
    assertThat(calls.get("cudaMemcpyAsync")).isPositive();
    for (Map.Entry<String, Long> call : calls.entrySet()) {
      for (long nth = 1; nth <= call.getValue(); nth++) {
        try (Backend backend = CublasBackend.create(2, settings())) {
          Workspace workspace = new Workspace();
          failOnce(backend, workspace, kernel, call.getKey(), nth, outputs);
          workspace.reset();
          kernel.run(backend, workspace);
          assertThat(contents(outputs)).usingRecursiveComparison().isEqualTo(expected);
        }
        assertThat(standIn.living()).isZero();
        assertThat(standIn.violations()).isEmpty();
      }
    }
  }

  private void failOnce(
      Backend backend,
      Workspace workspace,
      Kernel kernel,
      String call,
      long nth,
      Tensor[] outputs) {
    for (Tensor output : outputs) {
      output.fill(-7);
    }
    standIn.fail(call, nth, STATUS);
    assertThatThrownBy(() -> kernel.run(backend, workspace))
        .as("%s, time %d", call, nth)
        .isInstanceOf(CublasException.class)
        .hasMessageStartingWith(call + ": ")
        .hasMessageContaining("(" + STATUS + ")");
    for (Tensor output : outputs) {
      float[] found = output.toArray();
      boolean untouched = true;
      boolean complete = true;
      for (float value : found) {
        untouched &= value == -7;
        complete &= value != -7;
      }
      assertThat(untouched || complete).as("no part of a result, %s %d", call, nth).isTrue();
    }
    assertThat(outputs[outputs.length - 1].toArray()).containsOnly(-7);
  }

  private static List<float[]> contents(Tensor... outputs) {
    return java.util.Arrays.stream(outputs).map(Tensor::toArray).toList();
  }

  @Test
  void products() {
    Tensor a = random(1, 5, 4);
    Tensor b = random(2, 4, 6);
    Tensor c = Tensor.zeros(5, 6);
    failEverywhere((backend, workspace) -> backend.gemm().multiply(a, false, b, false, c), c);
  }

  @Test
  void convolution() {
    Tensor x = random(1, 3, 7, 8, 2);
    Tensor weight = random(2, 3, 3, 2, 5);
    Tensor dy = random(3, 3, G.outHeight(), G.outWidth(), 5);
    Tensor y = Tensor.zeros(dy.shape());
    Tensor dx = Tensor.zeros(x.shape());
    Tensor dWeight = Tensor.zeros(weight.shape());
    failEverywhere(
        (backend, workspace) -> {
          ConvolutionPlan plan = backend.convolution().plan(G, workspace);
          for (int step = 0; step < 2; step++) {
            plan.forward(x, weight, null, y);
            plan.backwardInput(dy, weight, dx);
            if (step == 0) {
              plan.backwardWeight(x, dy, Tensor.zeros(weight.shape()));
            }
          }
          plan.backwardWeight(x, dy, dWeight);
        },
        y,
        dx,
        dWeight);
  }

  /** A plan that failed may be used again as it is. */
  @Test
  void aPlanSurvivesAFailure() {
    Tensor x = random(1, 3, 7, 8, 2);
    Tensor weight = random(2, 3, 3, 2, 5);
    Tensor dy = random(3, 3, G.outHeight(), G.outWidth(), 5);
    Tensor dx = Tensor.zeros(x.shape());
    Tensor expected = Tensor.zeros(x.shape());
    try (Backend backend = CublasBackend.create(2, settings())) {
      ConvolutionPlan plan = backend.convolution().plan(G, new Workspace());
      plan.forward(x, weight, null, Tensor.zeros(dy.shape()));
      plan.backwardInput(dy, weight, expected);
      plan.backwardWeight(x, dy, Tensor.zeros(weight.shape()));
      for (String call : List.of("cublasSgemmStridedBatched", "cudaEventSynchronize")) {
        plan.forward(x, weight, null, Tensor.zeros(dy.shape()));
        standIn.fail(call, 1, 13);
        assertThatThrownBy(() -> plan.backwardInput(dy, weight, dx))
            .isInstanceOf(CublasException.class);
        dx.fill(Float.NaN);
        plan.backwardInput(dy, weight, dx);
        assertThat(dx.toArray()).isEqualTo(expected.toArray());
      }
    }
  }

  /** What was on its way when the device failed never arrived, and must be sent again. */
  @Test
  void nothingIsBelievedOfADeviceThatFailed() {
    Tensor x = random(1, 3, 7, 8, 2);
    Tensor weight = random(2, 3, 3, 2, 5);
    Tensor dy = random(3, 3, G.outHeight(), G.outWidth(), 5);
    Tensor other = random(4, 3, G.outHeight(), G.outWidth(), 5);
    Tensor expected = Tensor.zeros(weight.shape());
    Tensor found = Tensor.zeros(weight.shape());
    try (Backend backend = CublasBackend.create(2, settings())) {
      ConvolutionPlan plan = backend.convolution().plan(G, new Workspace());
      plan.forward(x, weight, null, Tensor.zeros(dy.shape()));
      plan.backwardWeight(x, dy, expected);
      plan.forward(x, weight, null, Tensor.zeros(dy.shape()));
      plan.backwardWeight(x, other, found);
      standIn.fail("cudaEventSynchronize", 1, STATUS);
      assertThatThrownBy(() -> plan.backwardInput(dy, weight, Tensor.zeros(x.shape())))
          .isInstanceOf(CublasException.class);
      plan.backwardWeight(x, dy, found);
      assertThat(found.toArray()).isEqualTo(expected.toArray());
    }
  }

  @Test
  void statusesAreNamed() {
    Tensor a = random(1, 2, 2);
    try (Backend backend = CublasBackend.create(1, settings())) {
      standIn.fail("cublasSgemm_v2", 1, 13);
      assertThatThrownBy(() -> backend.gemm().multiply(a, false, a, false, Tensor.zeros(2, 2)))
          .hasMessage(
              "cublasSgemm_v2: CUBLAS_STATUS_EXECUTION_FAILED (13), the device could not run the"
                  + " product");
      standIn.fail("cublasSgemm_v2", 1, 99);
      assertThatThrownBy(() -> backend.gemm().multiply(a, false, a, false, Tensor.zeros(2, 2)))
          .hasMessage("cublasSgemm_v2: unknown status (99), not in cuBLAS' documentation");
    }
  }
}
