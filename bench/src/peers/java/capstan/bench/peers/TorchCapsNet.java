package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.clear_cache;
import static org.bytedeco.pytorch.global.torch.set_autocast_dtype;
import static org.bytedeco.pytorch.global.torch.set_autocast_enabled;

import capstan.capsnet.model.Model;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The whole capsule network in PyTorch, preset paper with the gradient through the last round only,
 * written the way that was fastest of those tried. Capsule i is place · 32 + type, as in ours, so
 * that with channels last those of PrimaryCaps need no transposition.
 */
final class TorchCapsNet extends TorchNetwork {
  private static final int CAPSULES = 1152;
  private static final float SQUASH_EPSILON = 1e-12f;

  private final TorchRouting routing = new TorchRouting(SQUASH_EPSILON);

  /**
   * Takes over the weights of our network.
   *
   * @param model preset paper
   * @param configuration how it computes
   */
  TorchCapsNet(Model model, TorchConfiguration configuration) {
    super(model, configuration);
  }

  /** Conv1 with ReLU: images [B, 1, 28, 28] to [B, 256, 20, 20]. */
  Tensor conv1(Tensor images) {
    return convolve(images, 0, 1, 0).relu_();
  }

  /** PrimaryCaps' convolution: [B, 256, 20, 20] to [B, 256, 6, 6]. */
  Tensor primaryCaps(Tensor features) {
    return convolve(features, 2, 2, 0);
  }

  /** Both convolutions: images to [B, 256, 6, 6] in float32. */
  private Tensor convolutions(Tensor images) {
    startAutocast();
    Tensor channels = primaryCaps(conv1(images));
    endAutocast();
    return channels.to(ScalarType.Float);
  }

  /** From here on convolutions on this thread compute in bfloat16, if this network does. */
  void startAutocast() {
    if (configuration().bfloat16()) {
      set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
      set_autocast_enabled(DeviceType.CPU, true);
    }
  }

  /** Ends it, and forgets the weights that were cast. */
  void endAutocast() {
    if (configuration().bfloat16()) {
      set_autocast_enabled(DeviceType.CPU, false);
      clear_cache();
    }
  }

  /** Routed capsules: primary capsules [B, 1152, 8] to [B, 10, 16]. */
  Tensor digitCaps(Tensor primary) {
    return routing.route(primary, value(4));
  }

  /** Images [B, 1, 28, 28] to output capsules [B, 10, 16]. */
  private Tensor capsules(Tensor images) {
    Tensor channels = convolutions(images).permute(0, 2, 3, 1).reshape(-1, CAPSULES, 8);
    return digitCaps(routing.squash(channels));
  }

  /** |v|: capsules [B, 10, 16] to [B, 10]. */
  private static Tensor lengths(Tensor capsules) {
    return sum(capsules.square(), -1, false).sqrt();
  }

  @Override
  Tensor scores(Tensor images) {
    return lengths(capsules(images));
  }

  /** Margin loss plus 0.0005 of the reconstruction's sum of squares, averaged over the batch. */
  @Override
  Tensor loss(Tensor images, Tensor targets) {
    Tensor capsules = capsules(images);
    Tensor difference = decode(capsules, targets).sub(images.view(-1, 784));
    float weight = 0.0005f / images.size(0);
    return marginLoss(lengths(capsules), targets)
        .add(difference.square().sum().mul(new Scalar(weight)));
  }

  /** Capsules [B, 10, 16], all but the target's masked, to drawn images [B, 784]. */
  Tensor decode(Tensor capsules, Tensor targets) {
    return decode(capsules, targets, 5);
  }
}
