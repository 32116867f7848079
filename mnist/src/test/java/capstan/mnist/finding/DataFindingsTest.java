package capstan.mnist.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.mnist.finding.DataFindings.ClassImages;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataFindingsTest {
  private static ImageSet set(byte[] pixels, int... labels) {
    return ImageSet.owning("a test", 1, 2, 3, 3, pixels, labels);
  }

  @Test
  void countsAndMeasuresEachChannel() {
    // Red 0, 255, 0, 255; green 51 throughout; blue 255, 0, 0, 0.
    ImageSet train = set(new byte[] {0, 51, -1, -1, 51, 0, 0, 51, 0, -1, 51, 0}, 2, 0);
    Dataset data =
        new Dataset("origin", train, Optional.of(set(new byte[6], 2)), set(new byte[18], 2, 2, 2));
    DataFindings found = DataFindings.of(data);
    assertThat(found.pixelMean()).hasSize(3);
    assertThat(found.pixelMean().get(0)).isCloseTo(0.5, within(1e-12));
    assertThat(found.pixelMean().get(1)).isCloseTo(0.2, within(1e-12));
    assertThat(found.pixelMean().get(2)).isCloseTo(0.25, within(1e-12));
    assertThat(found.pixelDeviation().get(0)).isCloseTo(0.5, within(1e-12));
    assertThat(found.pixelDeviation().get(1)).isCloseTo(0, within(1e-12));
    assertThat(found.pixelDeviation().get(2)).isCloseTo(Math.sqrt(0.1875), within(1e-12));
    assertThat(found.classes())
        .containsExactly(
            new ClassImages(0, "0", 1, 0, 0),
            new ClassImages(1, "1", 0, 0, 0),
            new ClassImages(2, "2", 1, 1, 3));
    assertThat(new int[] {found.training(), found.validation(), found.test()})
        .containsExactly(2, 1, 3);
    assertThat(new int[] {found.height(), found.width(), found.channels()})
        .containsExactly(1, 2, 3);
  }
}
