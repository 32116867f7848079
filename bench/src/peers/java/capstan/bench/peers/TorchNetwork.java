package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.linear;

import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** A network in PyTorch with the weights of ours, in the order of ours. */
abstract class TorchNetwork {
  private final List<Tensor> values = new ArrayList<>();
  private final List<Tensor> learned = new ArrayList<>();
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
      value.set_requires_grad(each.isLearned());
      values.add(value);
      if (each.isLearned()) {
        learned.add(value);
      }
    }
  }

  /** How it computes. */
  TorchConfiguration configuration() {
    return configuration;
  }

  /** What is learned, in the order of our parameters. */
  List<Tensor> parameters() {
    return learned;
  }

  /** A parameter, or a statistic of the batches, by its place among all of ours. */
  Tensor value(int parameter) {
    return values.get(parameter);
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
    return convolve(x, parameter, stride, padding, 1);
  }

  /** The same in groups of channels. */
  Tensor convolve(Tensor x, int parameter, long stride, long padding, long groups) {
    return conv2d(
        x,
        value(parameter),
        new TensorOptional(value(parameter + 1)),
        new long[] {stride, stride},
        new long[] {padding, padding},
        new long[] {1, 1},
        groups);
  }

  /** A fully connected layer with the weights and biases from one parameter on. */
  Tensor dense(Tensor x, int parameter) {
    return linear(x, value(parameter), new TensorOptional(value(parameter + 1)));
  }

  /**
   * A decoder with the weights and biases from one parameter on.
   *
   * @param capsules [B, 10, 16], all but the target's masked
   * @param targets [B, 10]
   * @return drawn images [B, 784]
   */
  Tensor decode(Tensor capsules, Tensor targets, int parameter) {
    Tensor x = capsules.mul(targets.unsqueeze(-1)).reshape(-1, 160);
    x = dense(dense(x, parameter).relu_(), parameter + 2).relu_();
    return dense(x, parameter + 4).sigmoid();
  }

  /** Margin loss of lengths [B, 10], averaged over the batch. */
  static Tensor marginLoss(Tensor lengths, Tensor targets) {
    Tensor present = lengths.neg().add(new Scalar(0.9f)).relu().square();
    Tensor absent = lengths.sub(new Scalar(0.1f)).relu().square();
    Tensor others = targets.neg().add(new Scalar(1f)).mul(new Scalar(0.5f));
    Tensor sum = targets.mul(present).add(others.mul(absent)).sum();
    return sum.div(new Scalar((float) lengths.size(0)));
  }

  /** The sum over one axis. */
  static Tensor sum(Tensor x, long axis, boolean kept) {
    return x.sum(new long[] {axis}, kept, new ScalarTypeOptional());
  }
}
