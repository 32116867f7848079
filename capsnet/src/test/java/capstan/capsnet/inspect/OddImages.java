package capstan.capsnet.inspect;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.SmallCapsNets;
import capstan.core.CounterRandom;

/** A small network of which every extent is another number, and images for it. */
final class OddImages {
  private OddImages() {}

  static CapsNet network() {
    return (CapsNet) SmallCapsNets.odd().newModel(5);
  }

  static ImageSet of(CapsNetConfiguration configuration, int count) {
    ImageExtents image = configuration.image();
    byte[] pixels = new byte[count * image.numbers()];
    byte[] labels = new byte[count];
    CounterRandom random = new CounterRandom(3, 1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.below(i, 256);
    }
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % configuration.classes());
    }
    return ImageSet.copyOf(
        "noise",
        image.height(),
        image.width(),
        image.channels(),
        configuration.classes(),
        pixels,
        labels);
  }
}
