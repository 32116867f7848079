package capstan.mnist.illustration;

import capstan.capsnet.inspect.EncodedImages;
import capstan.mnist.chart.Curve;
import capstan.mnist.chart.ScatterMap;
import capstan.mnist.experiment.PoseMap;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.text.Figures;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Draws the map of the poses of images, coloured by class. */
public final class EmbeddingPicture {
  private EmbeddingPicture() {}

  /**
   * Draws each image as a point of the colour of its class.
   *
   * @param title over the picture
   * @param encoded the images
   * @param map where their points are
   * @throws NoFontException if the machine has no font
   */
  public static Picture draw(String title, EncodedImages encoded, PoseMap map)
      throws NoFontException {
    List<Curve> groups =
        IntStream.range(0, encoded.images().classes())
            .mapToObj(
                label ->
                    group(
                        encoded.images().classNames().get(label),
                        map,
                        image -> encoded.images().label(image) == label))
            .toList();
    return ScatterMap.draw(
        title,
        axis("first", map.shareX()),
        axis("second", map.shareY()),
        groups,
        group("misread", map, image -> !encoded.right(image)));
  }

  private static String axis(String which, double share) {
    return which + " principal component, " + Figures.percent(100 * share, 1) + " of the variance";
  }

  private static Curve group(String name, PoseMap map, IntPredicate belongs) {
    int[] images = IntStream.range(0, map.x().size()).filter(belongs).toArray();
    return Curve.of(
        name,
        IntStream.of(images).mapToDouble(map.x()::get).toArray(),
        IntStream.of(images).mapToDouble(map.y()::get).toArray());
  }
}
