package capstan.mnist.experiment;

import capstan.capsnet.run.WilsonInterval;
import capstan.mnist.warp.AffinePose;
import capstan.mnist.warp.ImageVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Error against one number of the affine maps: that number's range cut into equal parts, and the
 * images of each part counted.
 *
 * @param measure what distinguishes the maps
 * @param network whose errors these are
 * @param bins from the least on
 */
public record AffineBins(Measure measure, String network, List<Bin> bins) {
  private static final int PARTS = 8;

  /** Copies the list. */
  public AffineBins {
    bins = List.copyOf(bins);
  }

  /** What may distinguish maps. */
  public enum Measure {
    /** Degrees turned, counter-clockwise. */
    ROTATION("degrees turned, counter-clockwise"),
    /** Columns per row sheared. */
    SHEAR("shear, columns per row"),
    /** Factor of the area. */
    AREA("times the area"),
    /** Pixels moved. */
    DISTANCE("pixels moved");

    private final String title;

    Measure(String title) {
      this.title = title;
    }

    private double of(AffinePose pose) {
      return switch (this) {
        case ROTATION -> pose.degrees();
        case SHEAR -> pose.shear();
        case AREA -> pose.area();
        case DISTANCE -> pose.distance();
      };
    }

    /** In words, with the unit. */
    public String title() {
      return title;
    }

    /** In lower case, for tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Part of a range.
   *
   * @param low its least number
   * @param high its largest
   * @param images how many have such a number
   * @param wrong how many of them were misread
   * @param intervalPercent the 95 % interval of the error, in percent, which counts versions of one
   *     image for no more than they tell; both ends NaN if there are no images
   */
  public record Bin(
      double low, double high, int images, int wrong, WilsonInterval intervalPercent) {

    /** Misread images in percent; NaN if there are none at all. */
    public double errorPercent() {
      return images == 0 ? Double.NaN : 100.0 * wrong / images;
    }
  }

  /**
   * Errors by every measure, of every network.
   *
   * @param scores of networks on the same images
   * @param versions those images
   * @return for each measure as many as there are scores; empty if the maps are unknown
   */
  public static List<AffineBins> of(List<AffineScore> scores, ImageVersions versions) {
    AffineScore any = scores.getFirst();
    List<AffinePose> poses = new ArrayList<>(any.total());
    for (int version = 0; version < any.misread().size(); version++) {
      for (int image = 0; image < any.images(); image++) {
        Optional<AffinePose> pose = versions.pose(version, image);
        if (pose.isEmpty()) {
          return List.of();
        }
        poses.add(pose.get());
      }
    }
    List<AffineBins> all = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      double[] numbers = poses.stream().mapToDouble(measure::of).toArray();
      for (AffineScore score : scores) {
        all.add(new AffineBins(measure, score.network(), cut(numbers, score)));
      }
    }
    return all;
  }

  private static List<Bin> cut(double[] numbers, AffineScore score) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double number : numbers) {
      least = Math.min(least, number);
      most = Math.max(most, number);
    }
    double width = (most - least) / PARTS;
    List<GroupedTrials> parts = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      parts.add(new GroupedTrials(score.images()));
    }
    for (int i = 0; i < numbers.length; i++) {
      int part = width == 0 ? 0 : Math.min(PARTS - 1, (int) ((numbers[i] - least) / width));
      int image = i % score.images();
      parts.get(part).add(image, score.misread().get(i / score.images()).get(image));
    }
    List<Bin> bins = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      GroupedTrials found = parts.get(part);
      bins.add(
          new Bin(
              least + part * width,
              least + (part + 1) * width,
              found.trials(),
              found.failures(),
              score.intervalPercent(found)));
    }
    return bins;
  }
}
