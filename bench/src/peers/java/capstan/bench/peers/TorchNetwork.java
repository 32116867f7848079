package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.clear_cache;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.set_autocast_dtype;
import static org.bytedeco.pytorch.global.torch.set_autocast_enabled;

import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The whole capsule network in PyTorch, preset paper with the gradient through the last round only,
 * written the way that was fastest of those tried. Convolutions are channels-last, so that the
 * capsules of PrimaryCaps need no transposition: capsule i is place · 32 + type, as in ours.
 */
final class TorchNetwork {
  private static final int CAPSULES = 1152;
  private static final float SQUASH_EPSILON = 1e-12f;

  private final List<Tensor> parameters = new ArrayList<>();
  private final boolean bfloat16;
  private final TorchRouting routing = new TorchRouting(SQUASH_EPSILON);

  /**
   * Takes over the weights of our network.
   *
   * @param model preset paper
   * @param bfloat16 whether convolutions compute in bfloat16, by autocast; all else is float32
   */
  TorchNetwork(Model model, boolean bfloat16) {
    this.bfloat16 = bfloat16;
    for (ModelParameter each : model.modelParameters()) {
      Tensor value;
      if (each.name().equals("digit_caps.W")) {
        // [I, J, E, D] to [J, I · D, E].
        value =
            TorchTensors.of(each.parameter().value())
                .permute(1, 0, 3, 2)
                .reshape(10, CAPSULES * 8, 16)
                .contiguous();
      } else {
        value = TorchTensors.of(each.toPyTorch());
        if (value.dim() == 4) {
          value = value.contiguous(MemoryFormat.ChannelsLast);
        }
      }
      value.set_requires_grad(true);
      parameters.add(value);
    }
  }

  /** In the order of our parameters. */
  List<Tensor> parameters() {
    return parameters;
  }

  /** Numbers in all parameters together. */
  long parameterCount() {
    return parameters.stream().mapToLong(Tensor::numel).sum();
  }

  /**
   * A gradient, or anything else shaped as a parameter, in our layout.
   *
   * @param ours the parameter on our side
   * @param theirs as the parameter here in shape
   */
  static float[] inOurLayout(ModelParameter ours, Tensor theirs) {
    if (ours.name().equals("digit_caps.W")) {
      return TorchTensors.numbers(theirs.view(10, CAPSULES, 8, 16).permute(1, 0, 3, 2));
    }
    capstan.core.Tensor outside =
        capstan.core.Tensor.of(ours.layout().outside(), TorchTensors.numbers(theirs));
    capstan.core.Tensor inside = capstan.core.Tensor.zeros(ours.layout().inside());
    ours.layout().fromPyTorch(outside, inside);
    return inside.toArray();
  }

  /** Conv1 with ReLU: images [B, 1, 28, 28] to [B, 256, 20, 20]. */
  Tensor conv1(Tensor images) {
    return convolve(images, 0, 1).relu_();
  }

  /** PrimaryCaps' convolution: [B, 256, 20, 20] to [B, 256, 6, 6]. */
  Tensor primaryCaps(Tensor features) {
    return convolve(features, 2, 2);
  }

  private Tensor convolve(Tensor x, int parameter, long stride) {
    return conv2d(
        x,
        parameters.get(parameter),
        new TensorOptional(parameters.get(parameter + 1)),
        new long[] {stride, stride},
        new long[] {0, 0},
        new long[] {1, 1},
        1);
  }

  /** Both convolutions: images to [B, 256, 6, 6] in float32. */
  private Tensor convolutions(Tensor images) {
    if (!bfloat16) {
      return primaryCaps(conv1(images));
    }
    startAutocast();
    Tensor channels = primaryCaps(conv1(images));
    endAutocast();
    return channels.to(ScalarType.Float);
  }

  /** From here on convolutions on this thread compute in bfloat16, if this network does. */
  void startAutocast() {
    if (bfloat16) {
      set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
      set_autocast_enabled(DeviceType.CPU, true);
    }
  }

  /** Ends it, and forgets the weights that were cast. */
  void endAutocast() {
    if (bfloat16) {
      set_autocast_enabled(DeviceType.CPU, false);
      clear_cache();
    }
  }

  /** Routed capsules: primary capsules [B, 1152, 8] to [B, 10, 16]. */
  Tensor digitCaps(Tensor primary) {
    return routing.route(primary, parameters.get(4));
  }

  /** Images [B, 1, 28, 28] to output capsules [B, 10, 16]. */
  Tensor capsules(Tensor images) {
    Tensor channels = convolutions(images).permute(0, 2, 3, 1).reshape(-1, CAPSULES, 8);
    return digitCaps(routing.squash(channels));
  }

  /** |v|: capsules [B, 10, 16] to [B, 10]. */
  static Tensor lengths(Tensor capsules) {
    return capsules
        .square()
        .sum(new long[] {-1}, /* keepdim= */ false, new ScalarTypeOptional())
        .sqrt();
  }

  /** Capsules [B, 10, 16], all but the target's masked, to drawn images [B, 784]. */
  Tensor decode(Tensor capsules, Tensor targets) {
    Tensor x = capsules.mul(targets.unsqueeze(-1)).reshape(-1, 160);
    x = linear(x, parameters.get(5), new TensorOptional(parameters.get(6))).relu_();
    x = linear(x, parameters.get(7), new TensorOptional(parameters.get(8))).relu_();
    return linear(x, parameters.get(9), new TensorOptional(parameters.get(10))).sigmoid();
  }

  /**
   * Margin loss plus 0.0005 of the reconstruction's sum of squares, averaged over the batch.
   *
   * @param images [B, 1, 28, 28]
   * @param targets [B, 10], 1 for the image's class and 0 elsewhere
   */
  Tensor loss(Tensor images, Tensor targets) {
    Tensor capsules = capsules(images);
    Tensor lengths = lengths(capsules);
    Tensor present = lengths.neg().add(new Scalar(0.9f)).relu().square();
    Tensor absent = lengths.sub(new Scalar(0.1f)).relu().square();
    Tensor others = targets.neg().add(new Scalar(1f)).mul(new Scalar(0.5f));
    Tensor margin = targets.mul(present).add(others.mul(absent)).sum();
    Tensor difference = decode(capsules, targets).sub(images.view(-1, 784));
    Tensor reconstruction = difference.square().sum().mul(new Scalar(0.0005f));
    return margin.add(reconstruction).div(new Scalar((float) images.size(0)));
  }
}
