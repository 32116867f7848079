package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.linear;

import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** A network in PyTorch with the weights of ours, in the order of ours. */
abstract class TorchNetwork {
  private final List<Tensor> parameters = new ArrayList<>();
  private final TorchConfiguration configuration;

  /**
   * Takes over the weights of our network.
   *
   * @param model ours
   * @param configuration how it computes
   */
  TorchNetwork(Model model, TorchConfiguration configuration) {
    this.configuration = configuration;
    for (ModelParameter each : model.modelParameters()) {
      Tensor value = TorchTensors.ofParameter(each, configuration.format());
      value.set_requires_grad(true);
      parameters.add(value);
    }
  }

  /** How it computes. */
  TorchConfiguration configuration() {
    return configuration;
  }

  /** In the order of our parameters. */
  List<Tensor> parameters() {
    return parameters;
  }

  /**
   * Mean loss of a batch.
   *
   * @param images [B, 1, height, width]
   * @param targets [B, 10], 1 for the image's class and 0 elsewhere
   */
  abstract Tensor loss(Tensor images, Tensor targets);

  /**
   * What it says of each class, [B, 10].
   *
   * @param images [B, 1, height, width]
   */
  abstract Tensor scores(Tensor images);

  /** A convolution with the weights and biases from one parameter on. */
  Tensor convolve(Tensor x, int parameter, long stride, long padding) {
    return conv2d(
        x,
        parameters.get(parameter),
        new TensorOptional(parameters.get(parameter + 1)),
        new long[] {stride, stride},
        new long[] {padding, padding},
        new long[] {1, 1},
        1);
  }

  /** A fully connected layer with the weights and biases from one parameter on. */
  Tensor dense(Tensor x, int parameter) {
    return linear(x, parameters.get(parameter), new TensorOptional(parameters.get(parameter + 1)));
  }
}
