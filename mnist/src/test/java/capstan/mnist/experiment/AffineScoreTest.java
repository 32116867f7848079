package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.run.WilsonInterval;
import capstan.mnist.warp.AffinePose;
import capstan.mnist.warp.ImageVersions;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Counts, intervals and differences of scores, by hand. */
class AffineScoreTest {
  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    Arrays.stream(set).forEach(bits::set);
    return bits;
  }

  @Test
  void countsOverAllVersions() {
    AffineScore score = new AffineScore("a", 4, List.of(bits(0, 1), bits(1)), true);
    assertThat(score.total()).isEqualTo(8);
    assertThat(score.wrong()).isEqualTo(3);
    assertThat(score.errorPercent()).isEqualTo(37.5);
  }

  @Test
  void versionsThatAlwaysAgreeCountOnce() {
    // Each image is wrong in all versions or in none: 4 versions tell no more than one.
    AffineScore score =
        new AffineScore("a", 100, List.of(bits(1, 2, 3), bits(1, 2, 3), bits(1, 2, 3)), true);
    assertThat(score.intervalPercent()).isEqualTo(percent(WilsonInterval.ofRate(0.03, 100)));
  }

  @Test
  void versionsThatDifferCountInFull() {
    // Every image is wrong in just one of two versions: no spread at all between images.
    AffineScore score = new AffineScore("a", 4, List.of(bits(0, 1), bits(2, 3)), true);
    assertThat(score.intervalPercent()).isEqualTo(percent(WilsonInterval.ofRate(0.5, 4)));
    // Rates 1/2, 1/2, 1, 0: squares 0.5 over 3 and 4 is the variance of their mean, 0.041667,
    // which is that of 0.25 / 0.041667 = 6 independent images.
    AffineScore some = new AffineScore("a", 4, List.of(bits(0, 2), bits(1, 2)), true);
    assertThat(some.intervalPercent().low())
        .isCloseTo(100 * WilsonInterval.ofRate(0.5, 6).low(), within(1e-9));
    // Unless nobody knows which versions belong together.
    AffineScore unknown = new AffineScore("a", 4, List.of(bits(0, 2), bits(1, 2)), false);
    assertThat(unknown.intervalPercent()).isEqualTo(percent(WilsonInterval.ofRate(0.5, 4)));
  }

  private static WilsonInterval percent(WilsonInterval rate) {
    return rate.percent();
  }

  @Test
  void differencesAreTakenImageByImage() {
    AffineScore one = new AffineScore("a", 4, List.of(bits(0)), true);
    AffineScore other = new AffineScore("b", 4, List.of(bits(0, 1)), true);
    // Differences 0, 1, 0, 0: mean 0.25, squares 0.75 over 3 and 4, standard error 0.25.
    AffineScore.Difference difference = one.below(other);
    assertThat(difference.points()).isCloseTo(25, within(1e-9));
    assertThat(difference.low()).isCloseTo(25 - 1.959964 * 25, within(1e-3));
    assertThat(difference.high()).isCloseTo(25 + 1.959964 * 25, within(1e-3));
    assertThat(difference.isClear()).isFalse();
    assertThat(other.below(one).points()).isCloseTo(-25, within(1e-9));
    BitSet half = new BitSet();
    half.set(0, 50);
    assertThat(
            new AffineScore("a", 100, List.of(bits(0)), true)
                .below(new AffineScore("b", 100, List.of(half), true))
                .isClear())
        .isTrue();
  }

  @Test
  void withoutKnownPlacesVersionsCountAsOne() {
    List<BitSet> none = List.of(bits(), bits());
    List<BitSet> some = List.of(bits(0, 1), bits(2, 3));
    double known =
        new AffineScore("a", 4, none, true).below(new AffineScore("b", 4, some, true)).low();
    double unknown =
        new AffineScore("a", 4, none, false).below(new AffineScore("b", 4, some, false)).low();
    assertThat(known).isCloseTo(50, within(1e-9));
    // Variance (4/8 − 0.25) / 4 = 0.0625.
    assertThat(unknown).isCloseTo(50 - 1.959964 * 25, within(1e-3));
  }

  private static AffineBins.Bin bin(
      double low, double high, int images, int wrong, WilsonInterval rate) {
    return new AffineBins.Bin(low, high, images, wrong, rate.percent());
  }

  @Test
  void binsCountEveryImageOnce() {
    double[][] degrees = {{-20, 0, 20, 19}, {-19, 1, 2, 20}};
    ImageVersions versions =
        new ImageVersions() {
          @Override
          public String origin() {
            return "by hand";
          }

          @Override
          public int versions() {
            return 2;
          }

          @Override
          public ImageSet version(int version) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Optional<AffinePose> pose(int version, int image) {
            return Optional.of(new AffinePose(degrees[version][image], 0, 1, 1, 0, 0));
          }
        };
    AffineScore score = new AffineScore("a", 4, List.of(bits(0, 3), bits(2)), true);
    List<AffineBins> bins = AffineBins.of(List.of(score), versions);
    assertThat(bins).hasSize(AffineBins.Measure.values().length);
    List<AffineBins.Bin> turned = bins.getFirst().bins();
    assertThat(turned).hasSize(8);
    // Of both images that are turned by −20 to −15 degrees one is wrong, and it is one image: two
    // trials of one group tell as much as one.
    assertThat(turned.getFirst()).isEqualTo(bin(-20, -15, 2, 1, WilsonInterval.ofRate(0.5, 1)));
    // One version each of images 1 and 2, and one more of image 1: misread is the one of image 2.
    // Failures less a third of the trials: −2/3 and 2/3, squares 8/9; times 2/1 over 9 is the
    // variance 0.1975; 2/9 over that are 1.125 trials, fewer than the images.
    assertThat(turned.get(4)).isEqualTo(bin(0, 5, 3, 1, WilsonInterval.ofRate(1 / 3.0, 2)));
    assertThat(turned.getLast().images()).isEqualTo(3);
    assertThat(turned.getLast().wrong()).isEqualTo(1);
    assertThat(turned.get(2).intervalPercent().low()).isNaN();
    assertThat(turned.get(2).errorPercent()).isNaN();
    // All maps have the same area: one bin holds everything.
    assertThat(bins.get(2).bins().getFirst().images()).isEqualTo(8);
  }
}
