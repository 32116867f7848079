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
  public static CapsNetConfiguration odd() {
    return CapsNetPresets.paper()
        .with("conv1-kernels", 5)
        .with("conv1-size", 3)
        .with("primary-types", 3)
        .with("primary-dimensions", 2)
        .with("primary-size", 3)
        .with("digit-dimensions", 3)
        .with("decoder-hidden", List.of(6, 7))
        .with("reconstruction-weight", 0.01)
        .with("initial-conv1", InitialDistribution.heUniform())
        .with("initial-primary", InitialDistribution.heUniform())
        .with("initial-w", InitialDistribution.normal(0.5))
        .with("initial-biases", InitialDistribution.constant(0.1))
        .resized(new ImageExtents(9, 8, 2), 4);
  }

  /** For 28x28 images, fast enough to learn in seconds. */
  public static CapsNetConfiguration quick() {
    return CapsNetPresets.paper()
        .with("conv1-kernels", 16)
        .with("conv1-stride", 2)
        .with("primary-types", 4)
        .with("primary-size", 5)
        .with("decoder-hidden", List.of(32));
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
