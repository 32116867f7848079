package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.grad;

import capstan.capsnet.layer.ModelParameter;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** PyTorch's half of the comparison: the network, Adam, and one batch of images. */
final class TorchSide {
  private final TorchNetwork network;
  private final TorchAdam adam;
  private final TensorVector parameters;
  private final Tensor images;
  private final Tensor targets;

  /**
   * Copies our side as it stands.
   *
   * @param ours weights, images and targets to start from
   * @param bfloat16 whether convolutions compute in bfloat16
   */
  TorchSide(CapstanSide ours, boolean bfloat16) {
    network = new TorchNetwork(ours.model(), bfloat16);
    adam = new TorchAdam(network.parameters());
    parameters = new TensorVector(network.parameters().toArray(new Tensor[0]));
    // With one channel, channels first and channels last are the same memory.
    images = TorchTensors.of(ours.images()).view(-1, 1, 28, 28);
    targets = TorchTensors.of(ours.targets());
  }

  /** The network. */
  TorchNetwork network() {
    return network;
  }

  /** The batch, [B, 1, 28, 28]. */
  Tensor images() {
    return images;
  }

  /** Its classes, [B, 10]. */
  Tensor targets() {
    return targets;
  }

  /** Loss of the batch with the weights as they are. */
  float loss() {
    try (PointerScope _ = new PointerScope();
        InferenceMode _ = new InferenceMode()) {
      return network.loss(images, targets).item_float();
    }
  }

  /** One training step; the loss before it. */
  float train(float rate) {
    try (PointerScope _ = new PointerScope()) {
      Tensor loss = network.loss(images, targets);
      adam.step(gradientList(loss), rate);
      return loss.item_float();
    }
  }

  private List<Tensor> gradientList(Tensor loss) {
    return List.of(grad(new TensorVector(loss), parameters).get());
  }

  /** Gradients of the loss in our layout, in the order of our parameters. */
  List<float[]> gradients(List<ModelParameter> ours) {
    try (PointerScope _ = new PointerScope()) {
      List<Tensor> gradients = gradientList(network.loss(images, targets));
      List<float[]> all = new ArrayList<>();
      for (int i = 0; i < ours.size(); i++) {
        all.add(TorchNetwork.inOurLayout(ours.get(i), gradients.get(i)));
      }
      return all;
    }
  }

  /** Classifies the batch. */
  void classify() {
    try (PointerScope _ = new PointerScope();
        InferenceMode _ = new InferenceMode()) {
      TorchNetwork.lengths(network.capsules(images));
    }
  }
}
