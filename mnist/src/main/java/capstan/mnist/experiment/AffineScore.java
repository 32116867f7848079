package capstan.mnist.experiment;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.run.WilsonInterval;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.mnist.warp.ImageVersions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.eclipse.collections.api.list.primitive.ImmutableBooleanList;

/**
 * How often a network misreads images in several versions.
 *
 * @param network its name
 * @param images how many of each version
 * @param misread of each version, the images that were misread
 * @param keepsPlaces whether the image at a place is the same in all versions, as far as labels
 *     tell
 */
public record AffineScore(String network, int images, List<BitSet> misread, boolean keepsPlaces) {
  /** Copies the list. */
  public AffineScore {
    misread = List.copyOf(misread);
  }

  /**
   * Tests a network.
   *
   * @param name of the network
   * @param tested the network
   * @param versions what is shown to it
   * @param limit images of each version that are, at most
   * @param listener receives the images evaluated, counted over all versions
   * @throws InvalidSettingException if the images do not fit the network
   * @throws IOException if they cannot be read, or a finished part not kept; the message is one
   *     line
   */
  public static AffineScore measure(
      String name,
      NetworkTest tested,
      ImageVersions versions,
      int limit,
      EvaluationListener listener)
      throws IOException {
    List<BitSet> misread = new ArrayList<>();
    ImageSet first = versions.version(0).first(limit);
    boolean keepsPlaces = true;
    for (int version = 0; version < versions.versions(); version++) {
      ImageSet shown = version == 0 ? first : versions.version(version).first(limit);
      if (shown.count() != first.count()) {
        throw new InvalidSettingException(
            "version %d has %d images, the first has %d"
                .formatted(version + 1, shown.count(), first.count()));
      }
      EvaluationListener part =
          listener.part(version * first.count(), versions.versions() * first.count());
      ImmutableBooleanList wrongOnes = tested.misread(shown, part);
      BitSet wrong = new BitSet(shown.count());
      for (int image = 0; image < shown.count(); image++) {
        wrong.set(image, wrongOnes.get(image));
        keepsPlaces &= shown.label(image) == first.label(image);
      }
      misread.add(wrong);
    }
    return new AffineScore(name, first.count(), misread, keepsPlaces);
  }

  /** Images of all versions. */
  public int total() {
    return images * misread.size();
  }

  /** How many of them were misread. */
  public int wrong() {
    return misread.stream().mapToInt(BitSet::cardinality).sum();
  }

  /** Misread images in percent. */
  public double errorPercent() {
    return 100.0 * wrong() / total();
  }

  /** Misread versions of an image, 0 to 1. */
  private double rate(int image) {
    int wrong = 0;
    for (BitSet version : misread) {
      wrong += version.get(image) ? 1 : 0;
    }
    return (double) wrong / misread.size();
  }

  /**
   * The 95 % interval of the error, in percent. Versions of one image resemble each other, see
   * {@link GroupedTrials}; where it is unknown which belong together, there are as many independent
   * images as of one version.
   */
  public WilsonInterval intervalPercent() {
    GroupedTrials all = new GroupedTrials(images);
    for (BitSet version : misread) {
      for (int image = 0; image < images; image++) {
        all.add(image, version.get(image));
      }
    }
    return intervalPercent(all);
  }

  /** Of some of these images and versions. */
  WilsonInterval intervalPercent(GroupedTrials some) {
    WilsonInterval rate =
        keepsPlaces || some.trials() == 0
            ? some.interval()
            : WilsonInterval.ofRate(some.rate(), Math.min(images, some.trials()));
    return rate.percent();
  }

  /**
   * How many percentage points fewer of the images this network misreads than another, with the 95
   * % interval of that difference. Both read the same images, so it is taken image by image: the
   * mean over the images, and its standard error from their spread.
   *
   * @param other of the same images
   */
  public Difference below(AffineScore other) {
    if (images != other.images || misread.size() != other.misread.size()) {
      throw new IllegalArgumentException(
          "scores of other images: " + total() + ", " + other.total());
    }
    double mean = (other.errorPercent() - errorPercent()) / 100;
    double squares = 0;
    for (int image = 0; image < images; image++) {
      double difference = other.rate(image) - rate(image) - mean;
      squares += difference * difference;
    }
    double variance = squares / Math.max(1, images - 1) / images;
    if (!keepsPlaces) {
      // Whatever stands at one place then is not one image: all versions count as one.
      variance = Math.max(variance, oneVersionsVariance(other));
    }
    double half = WilsonInterval.NORMAL_QUANTILE * Math.sqrt(variance);
    return new Difference(100 * mean, 100 * (mean - half), 100 * (mean + half));
  }

  /** Variance of the mean difference, were there but one version. */
  private double oneVersionsVariance(AffineScore other) {
    int apart = 0;
    for (int version = 0; version < misread.size(); version++) {
      BitSet either = (BitSet) misread.get(version).clone();
      either.xor(other.misread.get(version));
      apart += either.cardinality();
    }
    double mean = (double) (other.wrong() - wrong()) / total();
    return ((double) apart / total() - mean * mean) / images;
  }

  /**
   * A difference of two errors, in percentage points.
   *
   * @param points what was found
   * @param low lower end of its 95 % interval
   * @param high upper end
   */
  public record Difference(double points, double low, double high) {
    /** Whether the interval leaves out zero. */
    public boolean isClear() {
      return low > 0 || high < 0;
    }
  }
}
