package capstan.core.jit;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.AdamStep;
import capstan.core.kernel.Backend;
import capstan.core.kernel.Capsules;
import capstan.core.kernel.ConvolutionAlgorithm;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.kernel.Gemm;
import capstan.core.kernel.Pointwise;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.kernel.RoutingPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The probes of all that a capsule network computes. They go through the contracts that the network
 * itself goes through, in the shapes that they are given: so they run the very methods that it
 * runs, whatever those are called. Kernels of 3x3, which other networks have, are run on a shape of
 * their own.
 */
final class KernelProbes {
  private static final int ELEMENTS = 4096;

  /** Two tiles each way, and whole vectors of channels at any width. */
  private static final ConvolutionGeometry TILES =
      new ConvolutionGeometry(2, 10, 10, 32, 32, 3, 3, 1, 0);

  private final Backend backend;
  private final KernelShapes shapes;
  private final boolean training;
  private final Workspace workspace = new Workspace();
  private final List<KernelProbe> probes = new ArrayList<>();

  private KernelProbes(Backend backend, KernelShapes shapes, boolean training) {
    this.backend = backend;
    this.shapes = shapes;
    this.training = training;
  }

  /**
   * All probes, those of little work first.
   *
   * @param backend what computes; has one thread
   * @param shapes of the convolution and the routing
   * @param training whether gradients and the optimizer are probed too
   */
  static List<KernelProbe> of(Backend backend, KernelShapes shapes, boolean training) {
    KernelProbes probes = new KernelProbes(backend, shapes, training);
    probes.elements();
    probes.squash();
    if (training) {
      probes.products();
    }
    probes.routing();
    ConvolutionGeometry g = shapes.convolution();
    probes.convolution("direct convolution", g.withBatch(1), ConvolutionAlgorithm.DIRECT, 0.04);
    probes.convolution("transformed convolution", g, ConvolutionAlgorithm.TRANSFORMED, 0.2);
    probes.convolution("Winograd convolution", TILES, ConvolutionAlgorithm.WINOGRAD, 0.2);
    return List.copyOf(probes.probes);
  }

  private void elements() {
    Pointwise pointwise = backend.pointwise();
    Tensor x = numbers(ELEMENTS);
    Tensor y = numbers(ELEMENTS);
    Tensor z = numbers(ELEMENTS);
    add("ReLU", ELEMENTS, 0.01, () -> pointwise.relu(x, y));
    add("sigmoid", 10.0 * ELEMENTS, 0.05, () -> pointwise.sigmoid(x, y));
    if (!training) {
      return;
    }
    add("sum of gradients", ELEMENTS, 0.01, () -> pointwise.add(x, y, z));
    Tensor rows = numbers(ELEMENTS / 128, 128);
    Tensor sums = numbers(128);
    add("sums of columns", ELEMENTS, 0.01, () -> backend.reduction().columnSums(rows, sums));
    Tensor parameter = numbers(ELEMENTS);
    Tensor first = numbers(ELEMENTS);
    Tensor second = Tensor.zeros(ELEMENTS);
    AdamSettings settings = AdamSettings.DEFAULT;
    add(
        "Adam",
        10.0 * ELEMENTS,
        0.05,
        () ->
            backend.adam().update(parameter, x, first, second, settings, new AdamStep(1e-3f, 10)));
  }

  private void squash() {
    Capsules capsules = backend.capsules();
    int dimensions = shapes.routing().inDimensions();
    float epsilon = shapes.routing().epsilon();
    Tensor s = numbers(ELEMENTS / dimensions, dimensions);
    Tensor v = numbers(ELEMENTS / dimensions, dimensions);
    add("squash", 4.0 * ELEMENTS, 0.02, () -> capsules.squash(s, epsilon, v));
    if (training) {
      Tensor ds = numbers(ELEMENTS / dimensions, dimensions);
      add(
          "squash, gradient",
          8.0 * ELEMENTS,
          0.02,
          () -> capsules.squashBackward(s, epsilon, v, ds));
    }
  }

  /** Rows of whole tiles and, at the end, of lower ones. */
  private void products() {
    Gemm gemm = backend.gemm();
    int rows = 20;
    int columns = 64;
    int depth = 64;
    double flops = 2.0 * rows * columns * depth;
    Tensor x = numbers(rows, depth);
    Tensor weight = numbers(columns, depth);
    Tensor y = numbers(rows, columns);
    Tensor dx = numbers(rows, depth);
    Tensor dWeight = numbers(columns, depth);
    add("product of matrices", flops, 0.15, () -> gemm.multiply(x, false, weight, true, y));
    add(
        "product of matrices, to input",
        flops,
        0.15,
        () -> gemm.multiply(y, false, weight, false, dx));
    add(
        "product of matrices, to weights",
        flops,
        0.15,
        () -> gemm.multiply(y, true, x, false, dWeight));
  }

  private void routing() {
    routing("routing", false);
    if (training) {
      routing("routing through all rounds", true);
    }
  }

  private void routing(String name, boolean allRounds) {
    RoutingGeometry g = shapes.routing().withGradient(allRounds);
    RoutingPlan plan = backend.routing().plan(g, workspace);
    Tensor u = numbers(g.batch(), g.inCapsules(), g.inDimensions());
    Tensor w = numbers(g.inCapsules(), g.outCapsules(), g.outDimensions(), g.inDimensions());
    Tensor v = numbers(g.batch(), g.outCapsules(), g.outDimensions());
    // Predictions, and a sum and an agreement per round.
    double flops = 2.0 * v.elements() * g.inCapsules() * (g.inDimensions() + 2 * g.rounds());
    add(name, flops, 0.08, () -> plan.forward(u, w, null, v));
    if (training) {
      Tensor dv = numbers(g.batch(), g.outCapsules(), g.outDimensions());
      Tensor du = numbers(g.batch(), g.inCapsules(), g.inDimensions());
      Tensor dw = numbers(g.inCapsules(), g.outCapsules(), g.outDimensions(), g.inDimensions());
      add(name + ", gradient", 2 * flops, 0.05, () -> plan.backward(u, w, null, dv, du, dw, null));
    }
  }

  private void convolution(
      String name, ConvolutionGeometry g, ConvolutionAlgorithm algorithm, double share) {
    if (!backend.convolution().algorithms(g).contains(algorithm)) {
      return;
    }
    ConvolutionPlan plan = backend.convolution().plan(g, workspace, algorithm);
    Tensor x = numbers(g.batch(), g.height(), g.width(), g.inChannels());
    Tensor weight = numbers(g.kernelHeight(), g.kernelWidth(), g.inChannels(), g.outChannels());
    Tensor y = numbers(g.batch(), g.outHeight(), g.outWidth(), g.outChannels());
    add(name, g.flops(), share, () -> plan.forward(x, weight, null, y));
    if (training) {
      Tensor dy = numbers(g.batch(), g.outHeight(), g.outWidth(), g.outChannels());
      Tensor dx = numbers(g.batch(), g.height(), g.width(), g.inChannels());
      Tensor dWeight = numbers(g.kernelHeight(), g.kernelWidth(), g.inChannels(), g.outChannels());
      add(name + ", to input", g.flops(), share, () -> plan.backwardInput(dy, weight, dx));
      add(name + ", to weights", g.flops(), share, () -> plan.backwardWeight(x, dy, dWeight));
    }
  }

  private void add(String name, double flops, double share, Runnable work) {
    probes.add(new KernelProbe(name, flops / 1e9, share, work));
  }

  /** Small numbers of both signs, none of them the next one's neighbour. */
  private static Tensor numbers(int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    for (int k = 0; k < tensor.elements(); k++) {
      tensor.array()[tensor.offset() + k] = (k * 7 % 31 - 15) / 31f;
    }
    return tensor;
  }
}
