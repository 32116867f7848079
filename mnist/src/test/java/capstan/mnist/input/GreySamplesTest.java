package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import org.junit.jupiter.api.Test;

class GreySamplesTest {
  private static BufferedImage grey(int type, int bits) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            bits == 0 ? null : new int[] {bits},
            false,
            false,
            Transparency.OPAQUE,
            type);
    WritableRaster raster = model.createCompatibleWritableRaster(3, 1);
    return new BufferedImage(model, raster, false, null);
  }

  private static GreySamples samples(BufferedImage picture, double... levels) {
    for (int x = 0; x < levels.length; x++) {
      picture.getRaster().setSample(x, 0, 0, levels[x]);
    }
    return GreySamples.of(picture).orElseThrow();
  }

  @Test
  void whiteIsTheLargestSample() {
    GreySamples eight = samples(grey(DataBuffer.TYPE_BYTE, 8), 0, 51, 255);
    assertThat(new float[] {eight.level(0, 0), eight.level(1, 0), eight.level(2, 0)})
        .containsExactly(0, 0.2f, 1);
    GreySamples sixteen = samples(grey(DataBuffer.TYPE_USHORT, 16), 0, 13107, 65535);
    assertThat(new float[] {sixteen.level(0, 0), sixteen.level(1, 0), sixteen.level(2, 0)})
        .containsExactly(0, 0.2f, 1);
    assertThat(sixteen.opacity(1, 0)).isEqualTo(1);
  }

  @Test
  void wholeWordsAreUnsigned() {
    BufferedImage picture = grey(DataBuffer.TYPE_INT, 32);
    picture.getRaster().setSample(1, 0, 0, 0x33333333);
    picture.getRaster().setSample(2, 0, 0, -1);
    GreySamples samples = GreySamples.of(picture).orElseThrow();
    assertThat(new float[] {samples.level(0, 0), samples.level(1, 0), samples.level(2, 0)})
        .containsExactly(0, 0.2f, 1);
  }

  @Test
  void fractionsAreTakenAsTheyAre() {
    GreySamples samples = samples(grey(DataBuffer.TYPE_FLOAT, 0), -1, 0.25, 1.5);
    assertThat(new float[] {samples.level(0, 0), samples.level(1, 0), samples.level(2, 0)})
        .containsExactly(0, 0.25f, 1);
  }

  @Test
  void coloursAreNotGrey() {
    assertThat(GreySamples.of(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB))).isEmpty();
    assertThat(GreySamples.of(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED))).isEmpty();
  }
}
