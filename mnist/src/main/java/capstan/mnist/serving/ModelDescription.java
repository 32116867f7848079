package capstan.mnist.serving;

import capstan.capsnet.layer.CapsuleGrid;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.RoutedModel;
import capstan.mnist.illustration.DimensionWords;
import java.util.List;
import java.util.Optional;

/**
 * What the page has to know of a network; what it lacks is null.
 *
 * @param name what requests call it
 * @param version the steps it was trained for
 * @param classes what they are called, by label
 * @param image the images it takes
 * @param handwriting whether pictures are found, scaled and centred, or only resized
 * @param dimensions numbers of an output capsule
 * @param decoder whether it draws
 * @param rounds of routing
 * @param primary where the capsules lie that are routed to the classes
 * @param measured what the dimensions of its capsules change
 */
record ModelDescription(
    String name,
    String version,
    List<String> classes,
    ImageExtents image,
    boolean handwriting,
    Integer dimensions,
    boolean decoder,
    Integer rounds,
    Grid primary,
    List<DimensionWords.Named> measured) {

  /**
   * Places of the capsules that are routed to the classes.
   *
   * @param types capsules at each
   */
  record Grid(int rows, int columns, int types) {
    static Grid of(RoutedModel model) {
      CapsuleGrid layer = model.routedGrid();
      return new Grid(layer.height(), layer.width(), layer.types());
    }
  }

  /** Of a network as it is now. */
  static ModelDescription of(ServedModel served) {
    Model model = served.model();
    Optional<RoutedModel> routed =
        model instanceof RoutedModel each ? Optional.of(each) : Optional.empty();
    return new ModelDescription(
        served.name(),
        served.version(),
        served.saved().classNames(),
        model.configuration().image(),
        served.input().findsHandwriting(),
        model.capsuleDimensions().isPresent() ? model.capsuleDimensions().getAsInt() : null,
        model.drawing().isPresent(),
        routed.map(each -> each.outputCapsules().routing().rounds()).orElse(null),
        routed.map(Grid::of).orElse(null),
        served.source().words().named());
  }
}
