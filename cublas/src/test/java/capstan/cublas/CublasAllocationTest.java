package capstan.cublas;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Steps on the device leave next to nothing for the garbage collector, once they are compiled. */
class CublasAllocationTest extends OnStandIn {
  private static final int WARM_UP = 20_000;
  private static final int STEPS = 1000;

  /** What the contracts' checks of the shapes may leave, on every backend: a few short arrays. */
  private static final int CHECKS = 512;

  @Test
  void stepsAllocateNothing() {
    ConvolutionGeometry g = new ConvolutionGeometry(2, 4, 4, 2, 3, 3, 3, 2, 0);
    Tensor x = Tensor.zeros(2, 4, 4, 2);
    Tensor weight = Tensor.zeros(3, 3, 2, 3);
    Tensor y = Tensor.zeros(2, 1, 1, 3);
    Tensor dWeight = Tensor.zeros(3, 3, 2, 3);
    Tensor a = Tensor.zeros(4, 3);
    Tensor b = Tensor.zeros(3, 5);
    Tensor c = Tensor.zeros(4, 5);
    try (Backend backend = CublasBackend.create(1, settings())) {
      ConvolutionPlan plan = backend.convolution().plan(g, new Workspace());
      Runnable step =
          () -> {
            plan.forward(x, weight, null, y);
            plan.backwardInput(y, weight, x);
            plan.backwardWeight(x, y, dWeight);
            backend.gemm().multiply(a, false, b, false, c);
          };
      assertThat(allocated(step)).as("bytes a step").isLessThan(CHECKS);
    }
  }

  private static long allocated(Runnable step) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      step.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < STEPS; i++) {
      step.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / STEPS;
  }
}
