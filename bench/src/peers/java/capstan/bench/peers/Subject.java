package capstan.bench.peers;

import capstan.autograd.Parameter;
import capstan.capsnet.efficient.EfficientCapsNet;
import capstan.capsnet.efficient.EfficientCapsNetConfiguration;
import capstan.capsnet.em.EmCapsNet;
import capstan.capsnet.em.EmConfiguration;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.RoutingGradient;
import capstan.core.CounterRandom;
import capstan.core.Tensor;

/**
 * A network that both sides have.
 *
 * @param configuration what ours is made from
 * @param gradientTolerance how much the gradients of a whole batch may differ: a unit whose input
 *     is zero but for rounding has its gradient let through on one side alone, and where ReLU comes
 *     before batch normalization there are millions of units, and sums that cancel
 */
record Subject(ModelConfiguration configuration, double gradientTolerance) {
  /** Preset paper with the gradient through the last round of routing. */
  static final Subject CAPSNET =
      new Subject(
          CapsNetPresets.paper().with("routing-gradient", RoutingGradient.LAST_ROUND),
          LossCheck.GRADIENT_TOLERANCE);

  /** The baseline; without dropout, whose random choices differ. */
  static final Subject CNN_28 =
      new Subject(
          new BaselineCnnConfiguration(ImageExtents.MNIST, 10, 0), LossCheck.GRADIENT_TOLERANCE);

  /** The same for images with a margin. */
  static final Subject CNN_40 =
      new Subject(
          new BaselineCnnConfiguration(ImageExtents.MNIST.framed(6), 10, 0),
          LossCheck.GRADIENT_TOLERANCE);

  /** Efficient-CapsNet as published, with decoder. */
  static final Subject EFFICIENT = new Subject(EfficientCapsNetConfiguration.MNIST, 5e-2);

  /** The small network of matrix capsules. */
  static final Subject EM = new Subject(EmConfiguration.SMALL, LossCheck.GRADIENT_TOLERANCE);

  private static final long SEED = 1;

  /** The images it takes. */
  ImageExtents image() {
    return configuration.image();
  }

  /**
   * A network with its initial weights, but biases, and whatever else is a number per channel,
   * moved a little: with biases of zero a unit that sees only black is zero but for rounding, which
   * then decides whether ReLU lets a gradient through.
   */
  Model newModel() {
    Model model = configuration.newModel(SEED);
    for (Parameter each : model.parameters()) {
      Tensor value = each.value();
      CounterRandom numbers = new CounterRandom(SEED, value.elements());
      for (int i = 0; value.shape().rank() == 1 && i < value.elements(); i++) {
        value.set((float) (value.get(i) + 0.2 * numbers.uniform(i) - 0.1), i);
      }
    }
    return model;
  }

  /**
   * The network in PyTorch, with the weights of ours.
   *
   * @param model ours
   * @param choice how it computes
   * @param trains whether it is trained, rather than asked
   */
  static TorchNetwork inPyTorch(Model model, TorchConfiguration choice, boolean trains) {
    return switch (model) {
      case CapsNet _ -> new TorchCapsNet(model, choice);
      case EfficientCapsNet _ -> new TorchEfficientCapsNet(model, choice, trains);
      case EmCapsNet em -> new TorchEmCapsNet(em, choice);
      default -> new TorchCnn(model, choice);
    };
  }
}
