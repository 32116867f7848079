package capstan.capsnet.network;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.model.ImageExtents;
import capstan.core.CounterRandom;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/** Capsule networks small enough to be checked number by number. */
public final class SmallCapsNets {
  private SmallCapsNets() {}

  /** Every extent another number, so that swapped axes cannot hide: 9x8 images of 2 channels. */
  public static CapsNetConfigurationBuilder odd() {
    return CapsNetPresets.paper().toBuilder()
        .image(new ImageExtents(9, 8, 2))
        .classes(4)
        .conv1Kernels(5)
        .conv1Size(3)
        .primaryTypes(3)
        .primaryDimensions(2)
        .primarySize(3)
        .digitDimensions(3)
        .decoderHidden(List.of(6, 7))
        .reconstructionWeight(0.01)
        .initialConv1(InitialDistribution.heUniform())
        .initialPrimary(InitialDistribution.heUniform())
        .initialDigit(InitialDistribution.normal(0.5))
        .initialBiases(InitialDistribution.constant(0.1));
  }

  /** For 28x28 images, fast enough to learn in seconds. */
  public static CapsNetConfigurationBuilder quick() {
    return CapsNetPresets.paper().toBuilder()
        .conv1Kernels(16)
        .conv1Stride(2)
        .primaryTypes(4)
        .primarySize(5)
        .decoderHidden(List.of(32));
  }

  /** Uniform numbers in [0, 1). */
  public static Tensor images(int batch, ImageExtents image, long seed) {
    Tensor images = Tensor.zeros(Shape.of(batch, image.height(), image.width(), image.channels()));
    CounterRandom random = new CounterRandom(seed, 0);
    for (int k = 0; k < images.elements(); k++) {
      images.array()[k] = (float) random.uniform(k);
    }
    return images;
  }

  /** One-hot rows. */
  public static Tensor targets(int classes, int... labels) {
    Tensor targets = Tensor.zeros(labels.length, classes);
    for (int row = 0; row < labels.length; row++) {
      targets.set(1, row, labels[row]);
    }
    return targets;
  }
}
