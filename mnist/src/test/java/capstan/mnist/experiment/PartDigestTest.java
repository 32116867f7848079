package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever changes what a network says of images changes the name of the part. */
class PartDigestTest {
  private static final CapsNetConfiguration NETWORK =
      CapsNetPresets.paper()
          .with("conv1-kernels", 2)
          .with("primary-types", 1)
          .with("primary-dimensions", 2)
          .with("digit-dimensions", 2)
          .with("decoder", false);

  private static ImageSet images(int height, int width, int pixel, int label) {
    byte[] pixels = new byte[height * width];
    pixels[pixel] = 9;
    return ImageSet.copyOf("t", height, width, 1, 10, pixels, new byte[] {(byte) label});
  }

  private static String digest(Model model, Backend backend, ImageSet images) {
    return new PartDigest(model, backend).of(images);
  }

  @Test
  void nothingThatDecidesIsLeftOut() {
    Model model = NETWORK.newModel(1);
    ImageSet images = images(2, 3, 1, 4);
    try (Backend scalar = Backends.scalar();
        Backend simd = Backends.simd(1)) {
      String before = digest(model, scalar, images);
      assertThat(digest(NETWORK.newModel(1), scalar, images(2, 3, 1, 4))).isEqualTo(before);
      assertThat(
              List.of(
                  before,
                  digest(NETWORK.newModel(2), scalar, images),
                  // The same weights.
                  digest(NETWORK.with("routing-rounds", 2).newModel(1), scalar, images),
                  digest(model, simd, images),
                  digest(model, scalar, images(2, 3, 2, 4)),
                  digest(model, scalar, images(2, 3, 1, 5)),
                  digest(model, scalar, images(3, 2, 1, 4))))
          .doesNotHaveDuplicates();
    }
  }
}
