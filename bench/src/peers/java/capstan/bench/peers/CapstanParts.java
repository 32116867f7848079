package capstan.bench.peers;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.bench.measure.PaperLayers;
import capstan.bench.model.LayerPart;
import capstan.core.CounterRandom;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.kernel.RoutingPlan;

/** The parts of our training step, each alone. */
final class CapstanParts {
  private static final int PRIMARY = 1152;

  private final Backend backend;
  private final CapstanSide side;
  private final Workspace workspace = new Workspace();
  private final ConvolutionPlan conv1;
  private final ConvolutionPlan primaryCaps;
  private final RoutingPlan digitCaps;
  private final Tape decoder;
  private final Variable drawn;
  private final Tensor features;
  private final Tensor featureGradient;
  private final Tensor channels;
  private final Tensor channelGradient;
  private final Tensor primary;
  private final Tensor primaryGradient;
  private final Tensor capsules;
  private final Tensor capsuleGradient;
  private final Tensor drawnGradient;
  private long streams;

  /**
   * Plans every part.
   *
   * @param backend what computes
   * @param side the network whose parameters and gradients are used
   */
  CapstanParts(Backend backend, CapstanSide side) {
    this.backend = backend;
    this.side = side;
    int batch = side.images().shape().extent(0);
    conv1 = backend.convolution().plan(PaperLayers.conv1(batch), workspace);
    primaryCaps = backend.convolution().plan(PaperLayers.primaryCaps(batch), workspace);
    digitCaps = backend.routing().plan(PaperLayers.digitCaps(batch, false), workspace);
    features = random(batch, 20, 20, 256);
    featureGradient = random(batch, 20, 20, 256);
    channels = random(batch, 6, 6, 256);
    channelGradient = random(batch, 6, 6, 256);
    primary = random(batch, PRIMARY, 8);
    primaryGradient = random(batch, PRIMARY, 8);
    capsules = random(batch, 10, 16);
    capsuleGradient = random(batch, 10, 16);
    drawnGradient = random(batch, 784);
    decoder = new Tape(backend, workspace, true);
    drawn =
        side.model()
            .drawing()
            .orElseThrow()
            .record(decoder, decoder.constant(capsules), decoder.constant(side.targets()));
  }

  /** Reproducible numbers in [−0.1, 0.1). */
  private Tensor random(int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    CounterRandom numbers = new CounterRandom(1, streams++);
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.array()[tensor.offset() + i] = (float) (0.2 * numbers.uniform(i) - 0.1);
    }
    return tensor;
  }

  private Tensor value(int parameter) {
    return side.model().parameters().get(parameter).value();
  }

  private Tensor gradient(int parameter) {
    return side.model().parameters().get(parameter).gradient();
  }

  /** Does one part once. */
  void run(LayerPart part) {
    switch (part) {
      case CONV1_FORWARD -> {
        conv1.forward(side.images(), value(0), value(1), features);
        backend.pointwise().relu(features, features);
      }
      case CONV1_BACKWARD -> {
        conv1.backwardWeight(side.images(), featureGradient, gradient(0));
        backend.reduction().columnSums(rows(featureGradient), gradient(1));
      }
      case PRIMARY_FORWARD -> primaryCaps.forward(features, value(2), value(3), channels);
      case PRIMARY_BACKWARD -> {
        primaryCaps.backwardInput(channelGradient, value(2), featureGradient);
        primaryCaps.backwardWeight(features, channelGradient, gradient(2));
        backend.reduction().columnSums(rows(channelGradient), gradient(3));
      }
      case DIGIT_CAPS -> {
        digitCaps.forward(primary, value(4), null, capsules);
        digitCaps.backward(
            primary, value(4), null, capsuleGradient, primaryGradient, gradient(4), null);
      }
      case DECODER -> {
        decoder.forward();
        decoder.backward(drawn, drawnGradient);
      }
      case ADAM -> side.adam(1e-6f);
    }
  }

  /** The same numbers as a matrix [places, channels]. */
  private static Tensor rows(Tensor x) {
    return x.reshape(x.elements() / 256, 256);
  }
}
