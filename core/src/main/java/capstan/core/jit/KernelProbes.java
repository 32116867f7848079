package capstan.core.jit;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.AdamUpdate;
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
 * itself goes through, with its kernel sizes, strides and dimensions and few channels and capsules:
 * so they run the very methods that it runs, whatever those are called.
 */
final class KernelProbes {
  /** One block of rows in the spectra and half a block of lanes in routing. */
  private static final int BATCH = 8;

  /** One vector at the largest width. */
  private static final int CHANNELS = 16;

  private static final int ELEMENTS = 4096;
  private static final float EPSILON = 1e-7f;

  private final Backend backend;
  private final boolean training;
  private final Workspace workspace = new Workspace();
  private final List<KernelProbe> probes = new ArrayList<>();

  private KernelProbes(Backend backend, boolean training) {
    this.backend = backend;
    this.training = training;
  }

  /**
   * All probes, those of little work first.
   *
   * @param backend what computes; has one thread
   * @param training whether gradients and the optimizer are probed too
   */
  static List<KernelProbe> of(Backend backend, boolean training) {
    KernelProbes probes = new KernelProbes(backend, training);
    probes.elements();
    probes.squash();
    if (training) {
      probes.products();
    }
    probes.routing();
    probes.convolution(
        "direct convolution",
        new ConvolutionGeometry(1, 20, 20, CHANNELS, CHANNELS, 9, 9, 2, 0),
        ConvolutionAlgorithm.DIRECT,
        0.04);
    probes.convolution(
        "Fourier convolution",
        new ConvolutionGeometry(BATCH, 20, 20, CHANNELS, CHANNELS, 9, 9, 2, 0),
        ConvolutionAlgorithm.FOURIER,
        0.2);
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
    AdamUpdate.Settings settings = new AdamUpdate.Settings(0.9f, 0.999f, 1e-8f);
    add(
        "Adam",
        10.0 * ELEMENTS,
        0.05,
        () -> backend.adam().update(parameter, x, first, second, settings, 1e-3f, 10));
  }

  private void squash() {
    Capsules capsules = backend.capsules();
    int dimensions = 8;
    Tensor s = numbers(ELEMENTS / dimensions, dimensions);
    Tensor v = numbers(ELEMENTS / dimensions, dimensions);
    add("squash", 4.0 * ELEMENTS, 0.02, () -> capsules.squash(s, EPSILON, v));
    if (training) {
      Tensor ds = numbers(ELEMENTS / dimensions, dimensions);
      add(
          "squash, gradient",
          8.0 * ELEMENTS,
          0.02,
          () -> capsules.squashBackward(s, EPSILON, v, ds));
    }
  }

  /** Rows as the decoder has them: whole tiles and, at the end, lower ones. */
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
    int in = 16;
    int out = 10;
    RoutingGeometry geometry =
        new RoutingGeometry(2 * BATCH, in, 8, out, 16, 3, allRounds, EPSILON);
    RoutingPlan plan = backend.routing().plan(geometry, workspace);
    Tensor u = numbers(2 * BATCH, in, 8);
    Tensor w = numbers(in, out, 16, 8);
    Tensor v = numbers(2 * BATCH, out, 16);
    // Predictions, and a sum and an agreement a round.
    double flops = 2.0 * 2 * BATCH * in * out * 16 * (8 + 2 * 3);
    add(name, flops, 0.08, () -> plan.forward(u, w, null, v));
    if (training) {
      Tensor dv = numbers(2 * BATCH, out, 16);
      Tensor du = numbers(2 * BATCH, in, 8);
      Tensor dw = numbers(in, out, 16, 8);
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
