package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.bmm;

import capstan.capsnet.layer.BatchNormalization;
import capstan.capsnet.model.Model;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Efficient-CapsNet in PyTorch, as published. The û of all capsules are one batched product, which
 * at 16 capsules of 8 numbers is next to nothing beside the convolutions.
 */
final class TorchEfficientCapsNet extends TorchNetwork {
  private static final int STAGES = 4;

  /** Weights and biases of a convolution; factors, shifts, means, variances of what follows. */
  private static final int PER_STAGE = 6;

  private static final int PRIMARY = STAGES * PER_STAGE;
  private static final int DIGIT = PRIMARY + 2;
  private static final int DECODER = DIGIT + 2;

  private static final int CAPSULES = 16;
  private static final int DIMENSIONS = 8;

  private final boolean trains;

  /**
   * Takes over the weights of our network.
   *
   * @param model family efficient as published, with decoder
   * @param configuration how it computes
   * @param trains whether batches are normalized by their own statistics
   */
  TorchEfficientCapsNet(Model model, TorchConfiguration configuration, boolean trains) {
    super(model, configuration);
    this.trains = trains;
  }

  /** Images [B, 1, 28, 28] to what the last normalization makes, [B, 128, 9, 9]. */
  private Tensor features(Tensor images) {
    Tensor x = images;
    for (int stage = 0; stage < STAGES; stage++) {
      int parameter = stage * PER_STAGE;
      x = convolve(x, parameter, stage == STAGES - 1 ? 2 : 1, 0).relu_();
      x = normalize(x, parameter + 2);
    }
    return x;
  }

  private Tensor normalize(Tensor x, int parameter) {
    return batch_norm(
        x,
        optional(parameter),
        optional(parameter + 1),
        optional(parameter + 2),
        optional(parameter + 3),
        trains,
        1 - BatchNormalization.MOMENTUM,
        BatchNormalization.EPSILON,
        /* cudnn_enabled= */ false);
  }

  private TensorOptional optional(int parameter) {
    return new TensorOptional(value(parameter));
  }

  /** v = (1 − exp(−|s|)) s / |s| over the last axis. */
  private static Tensor squash(Tensor s) {
    Tensor length = sum(s.square(), -1, true).add(new Scalar(1e-20f)).sqrt();
    return s.mul(length.neg().expm1().neg().div(length));
  }

  /** Images [B, 1, 28, 28] to output capsules [B, 10, 16]. */
  private Tensor capsules(Tensor images) {
    Tensor channels = convolve(features(images), PRIMARY, 1, 0, /* groups= */ 128);
    Tensor primary = squash(channels.reshape(-1, CAPSULES, DIMENSIONS));
    // W [K, J, D, E] as one matrix per primary capsule, [J, D, K · E]; û [J, B, K, E].
    Tensor weights = value(DIGIT).permute(1, 2, 0, 3).reshape(CAPSULES, DIMENSIONS, -1);
    Tensor predictions = bmm(primary.transpose(0, 1), weights).view(CAPSULES, -1, 10, 16);
    Tensor attention =
        sum(predictions.mul(sum(predictions, 0, true)), -1, true).mul(new Scalar(0.25f));
    Tensor bias = value(DIGIT + 1).permute(1, 0, 2).unsqueeze(1);
    Tensor couplings = attention.softmax(2).add(bias);
    return squash(sum(couplings.mul(predictions), 0, false));
  }

  /** √(|v|² + 1e-7): capsules [B, 10, 16] to [B, 10]. */
  private static Tensor lengths(Tensor capsules) {
    return sum(capsules.square(), -1, false).add(new Scalar(1e-7f)).sqrt();
  }

  @Override
  Tensor scores(Tensor images) {
    return lengths(capsules(images));
  }

  /** Margin loss plus 0.392 of the reconstruction's mean squared error. */
  @Override
  Tensor loss(Tensor images, Tensor targets) {
    Tensor capsules = capsules(images);
    Tensor difference = decode(capsules, targets, DECODER).sub(images.view(-1, 784));
    return marginLoss(lengths(capsules), targets)
        .add(difference.square().mean().mul(new Scalar(0.392f)));
  }
}
