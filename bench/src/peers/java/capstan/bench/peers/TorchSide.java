package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.grad;

import capstan.capsnet.model.ImageExtents;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** PyTorch's half of the comparison: a network and one batch of images, as our half has them. */
final class TorchSide implements Contestant {
  private final TorchNetwork network;
  private final TorchAdam adam;
  private final TensorVector parameters;
  private final Tensor images;
  private final Tensor targets;

  /**
   * Copies our side as it stands.
   *
   * @param ours weights, images and targets to start from
   * @param configuration how it computes
   */
  TorchSide(CapstanSide ours, TorchConfiguration configuration) {
    network = Subject.inPyTorch(ours.model(), configuration, ours.trains());
    adam = ours.trains() ? new TorchAdam(network.parameters()) : null;
    parameters = new TensorVector(network.parameters().toArray(new Tensor[0]));
    // With one channel, channels first and channels last are the same memory.
    ImageExtents extents = ours.subject().image();
    images = TorchTensors.of(ours.images()).view(-1, 1, extents.height(), extents.width());
    targets = TorchTensors.of(ours.targets());
  }

  /** The network. */
  TorchNetwork network() {
    return network;
  }

  /** The batch, [B, 1, height, width]. */
  Tensor images() {
    return images;
  }

  /** Its classes, [B, 10]. */
  Tensor targets() {
    return targets;
  }

  @Override
  public void start() {
    network.configuration().apply();
  }

  /** A training step, or a classification. */
  @Override
  public void run() {
    if (adam != null) {
      train(CapstanSide.RATE, _ -> {});
    } else {
      try (PointerScope _ = new PointerScope();
          InferenceMode _ = new InferenceMode()) {
        network.scores(images);
      }
    }
  }

  /**
   * One training step.
   *
   * @param rate learning rate
   * @param look gets the gradients
   * @return the loss before it
   */
  float train(float rate, Consumer<List<Tensor>> look) {
    try (PointerScope _ = new PointerScope()) {
      Tensor loss = keptLoss();
      List<Tensor> gradients = List.of(grad(new TensorVector(loss), parameters).get());
      look.accept(gradients);
      adam.step(gradients, rate);
      float value = loss.item_float();
      loss.releaseReference();
      return value;
    }
  }

  /**
   * Megabytes that a step has in memory between its directions, besides the weights: what its
   * autograd keeps, without what only the forward pass needed; NaN if the C library does not tell.
   */
  double stepMegabytes() {
    start();
    double before = NativeHeap.megabytes();
    Tensor loss = keptLoss();
    double kept = NativeHeap.megabytes() - before;
    loss.releaseReference();
    return kept;
  }

  /** The loss, with nothing that is not needed to go back from it. */
  private Tensor keptLoss() {
    try (PointerScope _ = new PointerScope()) {
      Tensor loss = network.loss(images, targets);
      loss.retainReference();
      return loss;
    }
  }

  /** What the network says of each class, [B, 10]. */
  float[] scores() {
    try (PointerScope _ = new PointerScope();
        InferenceMode _ = new InferenceMode()) {
      return TorchTensors.numbers(network.scores(images));
    }
  }
}
