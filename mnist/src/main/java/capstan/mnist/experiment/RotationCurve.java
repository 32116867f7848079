package capstan.mnist.experiment;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.run.WilsonInterval;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.mnist.warp.AffineWarp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.collections.api.list.primitive.ImmutableBooleanList;

/**
 * How often a network misreads test images that are turned about their centre.
 *
 * @param name of the network
 * @param points one an angle, in the order asked for
 */
public record RotationCurve(String name, List<Point> points) {
  /** Copies the list. */
  public RotationCurve {
    points = List.copyOf(points);
  }

  /**
   * The test at one angle.
   *
   * @param degrees how far the images are turned, counter-clockwise
   * @param misread whether each image was, in order; at least one
   */
  public record Point(double degrees, ImmutableBooleanList misread) {

    /** How many images. */
    public int images() {
      return misread.size();
    }

    /** How many of them were misread. */
    public int wrong() {
      return misread.count(wrong -> wrong);
    }

    /** Misread images in percent. */
    public double errorPercent() {
      return 100.0 * wrong() / images();
    }

    /** The 95 % interval of the error, in percent. */
    public WilsonInterval intervalPercent() {
      return WilsonInterval.of(wrong(), images()).percent();
    }
  }

  /**
   * Tests a network at several angles.
   *
   * @param name of the network
   * @param network the network
   * @param test upright images of the network's size and classes
   * @param degrees angles, counter-clockwise
   * @param listener receives the images evaluated, counted over all angles
   * @throws InvalidSettingException if the images do not fit the network
   * @throws IOException if a finished part cannot be read or kept; the message is one line
   */
  public static RotationCurve measure(
      String name,
      NetworkTest network,
      ImageSet test,
      List<Double> degrees,
      EvaluationListener listener)
      throws IOException {
    List<Point> points = new ArrayList<>();
    for (double angle : degrees) {
      EvaluationListener part =
          listener.part(points.size() * test.count(), degrees.size() * test.count());
      points.add(new Point(angle, network.misread(AffineWarp.rotation(angle).apply(test), part)));
    }
    return new RotationCurve(name, points);
  }
}
