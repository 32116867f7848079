package capstan.bench.peers;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.optim.Adam;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.RoutingGradient;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.Backend;

/** Our half of the comparison: the network, Adam, and one batch of drawn digits. */
final class CapstanSide {
  private static final long SEED = 1;

  private final CapsNet model;
  private final Tensor images;
  private final Tensor targets;
  private final Tape training;
  private final TrainingGraph graph;
  private final Tape inference;
  private final Adam adam;

  /**
   * Preset paper with the gradient through the last round, with its initial weights.
   *
   * @param backend what computes
   * @param batch images in the batch
   */
  CapstanSide(Backend backend, int batch) {
    CapsNetConfiguration configuration =
        CapsNetPresets.paper().with("routing-gradient", RoutingGradient.LAST_ROUND);
    model = (CapsNet) configuration.newModel(SEED);
    ImageSet digits = DrawnDigits.dataset(batch, 1, SEED, 1).train();
    images = Tensor.zeros(batch, 28, 28, 1);
    targets = Tensor.zeros(batch, 10);
    for (int i = 0; i < batch; i++) {
      digits.copyImage(i, images.array(), images.offset() + i * digits.imageSize());
      targets.set(1, i, digits.label(i));
    }
    training = new Tape(backend, new Workspace(), true);
    graph = model.recordTraining(training, images, targets, SEED);
    adam = new Adam(backend, model.parameters(), AdamSettings.DEFAULT);
    inference = new Tape(backend, new Workspace(), false);
    model.recordInference(inference, images);
  }

  /** The network. */
  CapsNet model() {
    return model;
  }

  /** The batch, [B, 28, 28, 1]. */
  Tensor images() {
    return images;
  }

  /** Its classes, [B, 10]. */
  Tensor targets() {
    return targets;
  }

  /** Loss of the batch with the weights as they are. */
  float loss() {
    training.forward();
    return graph.loss().value().get();
  }

  /** Leaves the gradients of the loss in the parameters. */
  void computeGradients() {
    training.forward();
    training.backward(graph.loss());
  }

  /** One training step; the loss before it. */
  float train(float rate) {
    computeGradients();
    float loss = graph.loss().value().get();
    adam.step(rate);
    return loss;
  }

  /** Adam's part of a step alone, on the gradients that are there. */
  void adam(float rate) {
    adam.step(rate);
  }

  /** The gradient of one parameter, as computed last. */
  static float[] gradient(Parameter parameter) {
    return parameter.gradient().toArray();
  }

  /** Classifies the batch. */
  void classify() {
    inference.forward();
  }
}
