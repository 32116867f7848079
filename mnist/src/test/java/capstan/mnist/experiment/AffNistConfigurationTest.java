package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.Score;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.mnist.warp.RandomPlacement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the networks of the affNIST experiment learn from, and when they have learnt enough. */
class AffNistConfigurationTest {
  private static final Dataset DATA = DrawnDigits.dataset(40, 10, 3, 1);

  private static AffNistConfiguration configuration(double target, int heldOut, int limit) {
    return new AffNistConfiguration(
        target,
        6,
        heldOut,
        limit,
        List.of(new AffNistConfiguration.Network("a", Preset.PAPER.configuration())));
  }

  private static EpochMetrics epoch(int testWrong, int validationWrong) {
    return new EpochMetrics(
        1,
        1,
        0.001,
        100,
        0,
        0,
        0,
        0,
        new Score(1000, testWrong, 0),
        new Score(1000, validationWrong, 0),
        1,
        1);
  }

  @Test
  void heldOutImagesDecideWhenItIsEnough() {
    AffNistConfiguration target = configuration(99, 5, 0);
    assertThat(target.isReached(epoch(500, 10))).isTrue();
    assertThat(target.isReached(epoch(0, 11))).isFalse();
  }

  @Test
  void imagesAreHeldOutAndMoved() {
    Dataset moved = configuration(99, 5, 0).moved(DATA, 1);
    assertThat(moved.train().count()).isEqualTo(35);
    assertThat(moved.train().height()).isEqualTo(40);
    ImageSet validation = moved.validation().orElseThrow();
    assertThat(validation.count()).isEqualTo(5);
    // Training images lie in the middle, where the training moves them from.
    assertThat(images(RandomPlacement.centred(DATA.train(), 6))).containsAll(images(moved.train()));
    assertThat(images(RandomPlacement.centred(DATA.train(), 6)))
        .doesNotContainAnyElementsOf(images(validation));
    assertThat(images(moved.test())).isEqualTo(images(RandomPlacement.shifted(DATA.test(), 6, 2)));
    // Every image is either learned from or held out, whatever its place.
    List<Integer> ink = new ArrayList<>();
    for (ImageSet part : List.of(moved.train(), validation)) {
      for (int image = 0; image < part.count(); image++) {
        ink.add(ink(part, image));
      }
    }
    List<Integer> before = new ArrayList<>();
    for (int image = 0; image < DATA.train().count(); image++) {
      before.add(ink(DATA.train(), image));
    }
    assertThat(ink).containsExactlyInAnyOrderElementsOf(before);
  }

  private static List<String> images(ImageSet set) {
    List<String> images = new ArrayList<>();
    for (int image = 0; image < set.count(); image++) {
      images.add(Arrays.toString(set.image(image)) + set.label(image));
    }
    return images;
  }

  private static int ink(ImageSet set, int image) {
    int sum = 0;
    for (byte pixel : set.image(image)) {
      sum += Byte.toUnsignedInt(pixel);
    }
    return sum;
  }

  @Test
  void fewerImagesAndTooFew() {
    assertThat(configuration(99, 5, 12).moved(DATA, 1).train().count()).isEqualTo(7);
    assertThatThrownBy(() -> configuration(99, 12, 12).moved(DATA, 1))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("12 of 12");
    assertThatThrownBy(() -> configuration(101, 5, 0)).hasMessageContaining("101");
  }
}
