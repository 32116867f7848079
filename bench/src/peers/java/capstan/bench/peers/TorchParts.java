package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.convolution_backward;
import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.randn_like;

import capstan.bench.model.LayerPart;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The parts of PyTorch's training step, each alone, on tensors of the type and memory format that
 * they have within the step.
 */
final class TorchParts {
  private final TorchSide side;
  private final TorchCapsNet network;
  private final TorchAdam adam;
  private final ScalarType type;
  private final Tensor images;
  private final Tensor features;
  private final Tensor featureGradient;
  private final Tensor channelGradient;
  private final Tensor primary;
  private final Tensor capsules;
  private final Tensor capsuleGradient;
  private final Tensor drawnGradient;
  private final List<Tensor> gradients = new ArrayList<>();

  /**
   * Makes the arguments.
   *
   * @param side the capsule network
   */
  TorchParts(TorchSide side) {
    this.side = side;
    network = (TorchCapsNet) side.network();
    adam = new TorchAdam(network.parameters());
    type = network.configuration().bfloat16() ? ScalarType.BFloat16 : ScalarType.Float;
    MemoryFormat format = network.configuration().format();
    long batch = side.images().size(0);
    images = side.images().to(type);
    features = random(batch, 256, 20, 20).contiguous(format).to(type);
    featureGradient = random(batch, 256, 20, 20).contiguous(format).to(type);
    channelGradient = random(batch, 256, 6, 6).contiguous(format);
    primary = random(batch, 1152, 8);
    primary.set_requires_grad(true);
    capsules = random(batch, 10, 16);
    capsuleGradient = random(batch, 10, 16);
    drawnGradient = random(batch, 784);
    for (Tensor parameter : network.parameters()) {
      gradients.add(randn_like(parameter.detach()));
    }
  }

  private static Tensor random(long... extents) {
    return randn(extents).mul(new Scalar(0.1f));
  }

  /** Does one part once. */
  void run(LayerPart part) {
    try (PointerScope _ = new PointerScope()) {
      switch (part) {
        case CONV1_FORWARD -> convolve(() -> network.conv1(side.images()));
        case CONV1_BACKWARD -> convolutionBackward(featureGradient, images, 0, 1, false);
        case PRIMARY_FORWARD -> convolve(() -> network.primaryCaps(features).to(ScalarType.Float));
        case PRIMARY_BACKWARD -> convolutionBackward(channelGradient, features, 2, 2, true);
        case DIGIT_CAPS ->
            back(network.digitCaps(primary), capsuleGradient, primary, network.parameters().get(4));
        case DECODER ->
            back(
                network.decode(capsules, side.targets()),
                drawnGradient,
                network.parameters().subList(5, 11).toArray(new Tensor[0]));
        case ADAM -> adam.step(gradients, 1e-6);
      }
    }
  }

  private void convolve(Runnable forward) {
    try (InferenceMode _ = new InferenceMode()) {
      network.startAutocast();
      forward.run();
      network.endAutocast();
    }
  }

  private static void back(Tensor y, Tensor dy, Tensor... with) {
    grad(
        new TensorVector(y),
        new TensorVector(with),
        new TensorVector(dy),
        new BoolOptional(),
        /* create_graph= */ false,
        /* allow_unused= */ false);
  }

  /** What autograd calls; the cast of the gradient and of the results belongs to it. */
  private void convolutionBackward(
      Tensor dy, Tensor x, int parameter, long stride, boolean toInput) {
    try (InferenceMode _ = new InferenceMode()) {
      T_TensorTensorTensor_T all =
          convolution_backward(
              dy.to(type),
              x,
              network.parameters().get(parameter).to(type),
              new long[] {256},
              new long[] {stride, stride},
              new long[] {0, 0},
              new long[] {1, 1},
              /* transposed= */ false,
              new long[] {0, 0},
              /* groups= */ 1,
              new BoolPointer(3).put(0, toInput).put(1, true).put(2, true));
      all.get1().to(ScalarType.Float);
    }
  }
}
