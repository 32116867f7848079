package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.cat;

import capstan.capsnet.em.EmCapsNet;
import capstan.capsnet.em.EmConfiguration;
import capstan.core.kernel.EmGeometry;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Matrix capsules with EM routing in PyTorch: the same formulas, with all votes of a batch in
 * memory, as its autograd needs them.
 */
final class TorchEmCapsNet extends TorchNetwork {
  /** Where the parameters of the routed layers begin: after two convolutions. */
  private static final int ROUTED = 4;

  /** W, β_u and β_a. */
  private static final int PER_LAYER = 3;

  private final EmConfiguration network;
  private final List<TorchEmRouting> layers = new ArrayList<>();

  /**
   * Takes over the weights of our network.
   *
   * @param model family em
   * @param configuration how it computes
   */
  TorchEmCapsNet(EmCapsNet model, TorchConfiguration configuration) {
    super(model, configuration);
    network = model.configuration();
    EmConfiguration.Places conv1 = network.conv1();
    int side = (network.image().height() - conv1.size()) / conv1.stride() + 1;
    EmGeometry first = geometry(side, network.primaryTypes(), network.capsules1());
    EmGeometry second = geometry(first.parentHeight(), first.parentTypes(), network.capsules2());
    EmGeometry last =
        new EmGeometry(
            1,
            second.parentHeight(),
            second.parentWidth(),
            second.parentTypes(),
            network.classes(),
            1,
            1,
            /* classes= */ true,
            network.routing().rounds(),
            (float) network.routing().inverseTemperature());
    for (EmGeometry each : List.of(first, second, last)) {
      layers.add(new TorchEmRouting(each));
    }
  }

  private EmGeometry geometry(int side, int types, EmConfiguration.Places places) {
    return new EmGeometry(
        1,
        side,
        side,
        types,
        places.count(),
        places.size(),
        places.stride(),
        /* classes= */ false,
        network.routing().rounds(),
        (float) network.routing().inverseTemperature());
  }

  /** The activations of the class capsules, [B, 10]. */
  @Override
  Tensor scores(Tensor images) {
    Tensor features = convolve(images, 0, network.conv1().stride(), 0).relu_();
    Tensor numbers =
        convolve(features, 2, 1, 0)
            .permute(0, 2, 3, 1)
            .reshape(images.size(0), -1, EmGeometry.NUMBERS);
    Tensor pose = numbers.narrow(2, 0, EmGeometry.POSE);
    Tensor x = cat(new TensorVector(pose, numbers.narrow(2, EmGeometry.POSE, 1).sigmoid()), 2);
    for (int layer = 0; layer < layers.size(); layer++) {
      int from = ROUTED + layer * PER_LAYER;
      x = layers.get(layer).route(x, value(from), value(from + 1), value(from + 2));
    }
    return x.select(2, EmGeometry.POSE);
  }

  /** The spread loss with the margin that the run ends with, averaged over the batch. */
  @Override
  Tensor loss(Tensor images, Tensor targets) {
    Tensor activations = scores(images);
    Tensor truth = sum(activations.mul(targets), 1, true);
    Tensor missing =
        activations.sub(truth).add(new Scalar((float) network.margins().last())).relu().square();
    Tensor others = targets.neg().add(new Scalar(1f));
    return missing.mul(others).sum().div(new Scalar((float) images.size(0)));
  }
}
