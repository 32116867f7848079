package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import capstan.capsnet.model.Model;
import org.bytedeco.pytorch.Tensor;

/**
 * The baseline CNN in PyTorch: three 5x5 convolutions that keep the image's size, three fully
 * connected layers. The first of these reads channels last, as ours does, so that nothing is
 * transposed.
 */
final class TorchCnn extends TorchNetwork {
  /**
   * Takes over the weights of our network.
   *
   * @param model the baseline CNN
   * @param configuration how it computes
   */
  TorchCnn(Model model, TorchConfiguration configuration) {
    super(model, configuration);
  }

  @Override
  Tensor loss(Tensor images, Tensor targets) {
    return cross_entropy_loss(scores(images), targets);
  }

  @Override
  Tensor scores(Tensor images) {
    Tensor x = images;
    for (int parameter = 0; parameter < 6; parameter += 2) {
      x = convolve(x, parameter, 1, 2).relu_();
    }
    x = x.permute(0, 2, 3, 1).reshape(images.size(0), -1);
    return dense(dense(dense(x, 6).relu_(), 8).relu_(), 10);
  }
}
