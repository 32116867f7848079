package capstan.mnist.experiment;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.inspect.EncodedFeatures;
import capstan.capsnet.run.WilsonInterval;
import capstan.capsnet.setting.InvalidSettingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a network says of images that are transformed step by step, and whether its features tell
 * how far.
 *
 * @param transformation what is done to them
 * @param points one a step
 * @param readouts by all features, and if they are more than {@link #COMPONENTS} by as many
 *     principal components as well
 */
public record Equivariance(
    Transformation transformation, List<Point> points, List<Readout> readouts) {
  /** The numbers of a capsule of the paper, to which wider features are reduced. */
  public static final int COMPONENTS = 16;

  /** Copies the lists. */
  public Equivariance {
    points = List.copyOf(points);
    readouts = List.copyOf(readouts);
  }

  /**
   * One step.
   *
   * @param value of the transformation's parameter
   * @param images how many
   * @param wrong how many of them were misread
   * @param score mean length of the true class's capsule, or its mean probability
   * @param distance mean distance of the features from those of the same image as it is, over the
   *     mean length of the latter; NaN if they have none
   */
  public record Point(double value, int images, int wrong, double score, double distance) {

    /** Misread images in percent. */
    public double errorPercent() {
      return 100.0 * wrong / images;
    }

    /** The 95 % interval of the error, in percent. */
    public WilsonInterval intervalPercent() {
      return WilsonInterval.of(wrong, images).percent();
    }

    static Point of(
        double value, ImageSet images, EncodedFeatures encoded, EncodedFeatures identity) {
      int wrong = 0;
      double score = 0;
      double moved = 0;
      double length = 0;
      for (int image = 0; image < images.count(); image++) {
        wrong += encoded.predictions().get(image) == images.label(image) ? 0 : 1;
        score += encoded.score(image);
        double squares = 0;
        double differences = 0;
        for (int number = 0; number < encoded.numbers(); number++) {
          double before = identity.feature(image, number);
          double difference = encoded.feature(image, number) - before;
          squares += before * before;
          differences += difference * difference;
        }
        moved += Math.sqrt(differences);
        length += Math.sqrt(squares);
      }
      int count = images.count();
      double distance = length == 0 ? Double.NaN : moved / length;
      return new Point(value, count, wrong, score / count, distance);
    }
  }

  /**
   * Measures a network under every transformation.
   *
   * @param network the network
   * @param test images of its size and classes, as they are
   * @param listener receives the images encoded, counted over all steps
   * @return one for each transformation, in order
   * @throws InvalidSettingException if the images do not fit the network
   * @throws IOException if a finished part cannot be read or kept; the message is one line
   */
  public static List<Equivariance> measure(
      FeatureTest network, ImageSet test, EvaluationListener listener) throws IOException {
    int all =
        Arrays.stream(Transformation.values()).mapToInt(each -> each.steps().size()).sum()
            * test.count();
    int done = 0;
    List<Equivariance> found = new ArrayList<>();
    for (Transformation transformation : Transformation.values()) {
      List<EncodedFeatures> encoded = new ArrayList<>();
      for (double value : transformation.steps()) {
        ImageSet images = transformation.apply(test, value);
        encoded.add(network.encode(images, listener.part(done, all)));
        done += test.count();
      }
      found.add(of(transformation, test, encoded));
    }
    return found;
  }

  /**
   * Of images that were encoded at every step.
   *
   * @param transformation what was done to them
   * @param images they as they are
   * @param encoded they at each step
   */
  static Equivariance of(
      Transformation transformation, ImageSet images, List<EncodedFeatures> encoded) {
    List<Double> steps = transformation.steps();
    EncodedFeatures identity = encoded.get(transformation.identity());
    List<Point> points = new ArrayList<>();
    for (int step = 0; step < steps.size(); step++) {
      points.add(Point.of(steps.get(step), images, encoded.get(step), identity));
    }
    List<Readout> readouts = new ArrayList<>();
    int numbers = identity.numbers();
    readouts.add(Readout.measure(images, steps, encoded, numbers));
    if (numbers > COMPONENTS) {
      readouts.add(Readout.measure(images, steps, encoded, COMPONENTS));
    }
    return new Equivariance(transformation, points, readouts);
  }
}
