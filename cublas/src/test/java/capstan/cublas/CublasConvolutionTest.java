package capstan.cublas;

import static capstan.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.testing.RandomNumbers;
import capstan.cublas.CublasSettings.Placement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What travels, and how many calls are made; what comes out is for the contract tests. */
class CublasConvolutionTest extends OnStandIn {
  /** PrimaryCaps with fewer channels. */
  private static final ConvolutionGeometry G = new ConvolutionGeometry(4, 20, 20, 3, 5, 9, 9, 2, 0);

  private static final long X = 4 * 20 * 20 * 3 * 4;
  private static final long WEIGHTS = 81 * 3 * 5 * 4;
  private static final long Y = 4 * 36 * 5 * 4;

  private final Tensor x = Tensor.zeros(4, 20, 20, 3);
  private final Tensor weight = Tensor.zeros(9, 9, 3, 5);
  private final Tensor y = Tensor.zeros(4, 6, 6, 5);
  private final Tensor dWeight = Tensor.zeros(9, 9, 3, 5);

  @Test
  void eachTensorTravelsOnceAStep() {
    DeviceTimes times = new DeviceTimes();
    try (Backend backend = CublasBackend.create(2, settings().withTimes(times))) {
      ConvolutionPlan plan = backend.convolution().plan(G, new Workspace());
      for (int step = 0; step < 3; step++) {
        times.reset();
        long before = standIn.calls("cublasSgemmStridedBatched");
        plan.forward(x, weight, null, y);
        assertThat(times.bytesToDevice()).isEqualTo(X + WEIGHTS);
        assertThat(times.bytesToHost()).isEqualTo(Y);
        plan.backwardInput(y, weight, x);
        plan.backwardWeight(x, y, dWeight);
        assertThat(times.bytesToDevice()).isEqualTo(X + WEIGHTS + Y);
        assertThat(times.bytesToHost()).isEqualTo(Y + X + WEIGHTS);
        assertThat(standIn.calls("cublasSgemmStridedBatched") - before).isEqualTo(9 + 12 + 30);
        assertThat(times.flops()).isEqualTo(3 * G.flops());
        assertThat(times.productSeconds()).isPositive();
        assertThat(times.transferSeconds()).isPositive();
      }
    }
  }

  /** What is larger than a piece travels in several, each to its place. */
  @ParameterizedTest
  @CsvSource({"8, 64, 80, 2, 1", "8, 64, 80, 2, 2", "2, 1, 1500, 1501, 1"})
  void largeTensorsTravelInPieces(int batch, int size, int channels, int outputs, int kernel) {
    ConvolutionGeometry g =
        new ConvolutionGeometry(batch, size, size, channels, outputs, kernel, kernel, kernel, 0);
    List<Tensor> found;
    try (Backend backend = CublasBackend.create(2, settings())) {
      found = passes(backend, g);
    }
    assertThat(standIn.calls("cudaMemcpyAsync")).as("copies").isGreaterThan(6);
    List<Tensor> expected;
    try (Backend backend = Backends.simd(2)) {
      expected = passes(backend, g);
    }
    for (int i = 0; i < expected.size(); i++) {
      assertClose(
          found.get(i).toArray(), RandomNumbers.doubles(expected.get(i).toArray()), 1, 1e-5);
    }
  }

  private static List<Tensor> passes(Backend backend, ConvolutionGeometry g) {
    Tensor images = random(1, g.batch(), g.height(), g.width(), g.inChannels());
    Tensor kernel = random(2, g.kernelHeight(), g.kernelWidth(), g.inChannels(), g.outChannels());
    Tensor gradient = random(3, g.batch(), g.outHeight(), g.outWidth(), g.outChannels());
    Tensor output = Tensor.zeros(gradient.shape());
    Tensor toImages = Tensor.zeros(images.shape());
    Tensor toKernel = Tensor.zeros(kernel.shape());
    Workspace workspace = new Workspace();
    ConvolutionPlan plan = backend.convolution().plan(g, workspace);
    plan.forward(images, kernel, null, output);
    plan.backwardInput(gradient, kernel, toImages);
    plan.backwardWeight(images, gradient, toKernel);
    workspace.reset();
    return List.of(output, toImages, toKernel);
  }

  private static Tensor random(int seed, int... extents) {
    Shape shape = Shape.of(extents);
    return Tensor.of(shape, RandomNumbers.normal(shape.elements(), seed));
  }

  /** From the second step on it is started early; it must still be waited for. */
  @Test
  void eachStepGetsItsOwnGradientOfTheWeights() {
    x.fill(1);
    try (Backend backend = CublasBackend.create(1, settings())) {
      ConvolutionPlan plan = backend.convolution().plan(G, new Workspace());
      Tensor dx = Tensor.zeros(x.shape());
      Tensor dy = Tensor.zeros(y.shape());
      for (int step = 1; step <= 5; step++) {
        plan.forward(x, weight, null, y);
        dy.fill(step);
        plan.backwardInput(dy, weight, dx);
        plan.backwardWeight(x, dy, dWeight);
        assertThat(dWeight.toArray()).containsOnly(4 * 36 * step);
      }
    }
  }

  /** Only the same gradient need not travel again. */
  @Test
  void anotherGradientIsSent() {
    x.fill(1);
    try (Backend backend = CublasBackend.create(1, settings())) {
      ConvolutionPlan plan = backend.convolution().plan(G, new Workspace());
      Tensor dy = Tensor.zeros(y.shape());
      Tensor other = Tensor.zeros(y.shape());
      other.fill(2);
      plan.forward(x, weight, null, y);
      plan.backwardInput(dy, weight, Tensor.zeros(x.shape()));
      plan.backwardWeight(x, other, dWeight);
      assertThat(dWeight.toArray()).containsOnly(4 * 36 * 2);
    }
  }

  /** Testing sends the weights once for all batches. */
  @Test
  void keptWeightsTravelOnce() {
    DeviceTimes times = new DeviceTimes();
    try (Backend backend = CublasBackend.create(1, settings().withTimes(times))) {
      ConvolutionPlan plan = backend.convolution().plan(G, new Workspace());
      plan.forward(x, weight, null, y);
      plan.keepWeights(true);
      times.reset();
      plan.forward(x, weight, null, y);
      plan.forward(x, weight, null, y);
      plan.forward(x, weight, null, y);
      assertThat(times.bytesToDevice()).isEqualTo(3 * X + WEIGHTS);
      plan.backwardInput(y, weight, x);
      times.reset();
      plan.forward(x, weight, null, y);
      assertThat(times.bytesToDevice()).as("the promise has ended").isEqualTo(X + WEIGHTS);
    }
  }

  /** The memory goes back to the pool with the workspace, so plans may be made without end. */
  @Test
  void aThousandPlansTakeMemoryOnce() {
    Workspace workspace = new Workspace();
    try (Backend backend = CublasBackend.create(1, settings())) {
      for (int plan = 0; plan < 1000; plan++) {
        workspace.reset();
        backend.convolution().plan(G, workspace).forward(x, weight, null, y);
      }
      assertThat(standIn.calls("cudaMalloc")).isOne();
      assertThat(standIn.calls("cudaHostAlloc")).isOne();
    }
    workspace.reset();
  }

  /** A gradient that was started early and never fetched must not disturb what comes after it. */
  @Test
  void aGradientNobodyFetchesIsDropped() {
    x.fill(1);
    weight.fill(1);
    try (Backend backend = CublasBackend.create(1, settings())) {
      Workspace workspace = new Workspace();
      ConvolutionPlan plan = backend.convolution().plan(G, workspace);
      Tensor dx = Tensor.zeros(x.shape());
      Tensor dy = Tensor.zeros(y.shape());
      dy.fill(1);
      plan.forward(x, weight, null, y);
      plan.backwardInput(dy, weight, dx);
      plan.backwardWeight(x, dy, dWeight);
      plan.forward(x, weight, null, y);
      plan.backwardInput(dy, weight, dx);
      weight.fill(2);
      plan.forward(x, weight, null, y);
      assertThat(y.toArray()).containsOnly(2 * 81 * 3);
      plan.backwardInput(dy, weight, dx);
      workspace.reset();
      ConvolutionPlan next = backend.convolution().plan(G, workspace);
      next.forward(x, weight, null, y);
      assertThat(y.toArray()).containsOnly(2 * 81 * 3);
    }
  }

  @Test
  void smallConvolutionsStayOnTheProcessor() {
    CublasDevice server = device(60_000);
    ProductCost cost = new ProductCost(Placement.AUTO, server);
    assertThat(prefersDevice(cost, primaryCaps(128))).isTrue();
    assertThat(prefersDevice(cost, primaryCaps(16))).isTrue();
    assertThat(prefersDevice(cost, primaryCaps(1))).isFalse();
    assertThat(prefersDevice(cost, new ConvolutionGeometry(128, 28, 28, 1, 256, 9, 9, 1, 0)))
        .as("Conv1, whose output is large for its arithmetic")
        .isFalse();
    ProductCost never = new ProductCost(Placement.PROCESSOR, server);
    assertThat(prefersDevice(never, primaryCaps(128))).isFalse();
    ProductCost slow = new ProductCost(Placement.AUTO, device(500));
    assertThat(prefersDevice(slow, primaryCaps(128))).as("a GPU slower than a server").isFalse();
  }

  @Test
  void aPlanForTheProcessorTakesNothingFromTheDevice() {
    try (Backend backend = CublasBackend.create(1, settings().withPlacement(Placement.AUTO))) {
      ConvolutionPlan plan = backend.convolution().plan(G, new Workspace());
      plan.forward(x, weight, null, y);
      assertThat(standIn.calls("cudaMalloc")).isZero();
    }
  }

  private static CublasDevice device(double gigaflops) {
    return new CublasDevice("", 90, 13000, 13000, 130000, 0, 0, gigaflops);
  }

  private static ConvolutionGeometry primaryCaps(int batch) {
    return new ConvolutionGeometry(batch, 20, 20, 256, 256, 9, 9, 2, 0);
  }

  private static boolean prefersDevice(ProductCost cost, ConvolutionGeometry g) {
    return CublasConvolution.onDevice(g, cost);
  }
}
