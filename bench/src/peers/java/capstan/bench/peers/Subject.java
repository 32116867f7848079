package capstan.bench.peers;

import capstan.autograd.Parameter;
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
 */
record Subject(ModelConfiguration configuration) {
  /** Preset paper with the gradient through the last round of routing. */
  static final Subject CAPSNET =
      new Subject(CapsNetPresets.paper().with("routing-gradient", RoutingGradient.LAST_ROUND));

  /** The baseline; without dropout, whose random choices differ. */
  static final Subject CNN_28 =
      new Subject(new BaselineCnnConfiguration(ImageExtents.MNIST, 10, 0));

  /** The same for images with a margin. */
  static final Subject CNN_40 =
      new Subject(new BaselineCnnConfiguration(ImageExtents.MNIST.framed(6), 10, 0));

  private static final long SEED = 1;

  /** The images it takes. */
  ImageExtents image() {
    return configuration.image();
  }

  /**
   * A network with its initial weights, but biases that are not zero: with those a unit that sees
   * only black is zero but for rounding, which then decides whether ReLU lets a gradient through.
   */
  Model newModel() {
    Model model = configuration.newModel(SEED);
    for (Parameter each : model.parameters()) {
      Tensor value = each.value();
      CounterRandom numbers = new CounterRandom(SEED, value.elements());
      for (int i = 0; value.shape().rank() == 1 && i < value.elements(); i++) {
        value.set((float) (0.2 * numbers.uniform(i) - 0.1), i);
      }
    }
    return model;
  }

  /** The network in PyTorch, with the weights of ours. */
  static TorchNetwork inPyTorch(Model model, TorchConfiguration choice) {
    return model instanceof CapsNet ? new TorchCapsNet(model, choice) : new TorchCnn(model, choice);
  }
}
