package capstan.capsnet.network;

import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.BareWeights;
import capstan.capsnet.model.ImageExtents;
import capstan.core.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the shapes of weights tell of a capsule network. Nearly all of it: kernels, types,
 * dimensions, classes and the decoder's widths. Strides are taken for the paper's; so are rounds
 * and whatever else is no shape. Images are square, as large as the decoder draws; of a network
 * without one they are MNIST's if its number of capsules is that of such images.
 *
 * <p>Most numbers stand in several shapes. Of all networks that some shape speaks for, the one is
 * taken that most tensors fit, so that a tensor that does not fit is the one that is wrong.
 */
final class WeightShapes {
  private static final CapsNetConfiguration PAPER = CapsNetPresets.paper();
  private static final String CONV1 = "conv1.weight";
  private static final String CONV1_BIAS = "conv1.bias";
  private static final String PRIMARY = "primary_caps.conv.weight";
  private static final String PRIMARY_BIAS = "primary_caps.conv.bias";
  private static final String MATRICES = "digit_caps.W";
  private static final String BETWEEN = "digit_layers.";
  private static final String DIGIT_BIAS = "digit_caps.bias";

  /** A tensor that fits counts more than all wrong extents of others. */
  private static final int ALIKE = 1_000;

  /** More numbers than the primary capsules of any network have. */
  private static final int MOST_DIMENSIONS = 64;

  /** More layers than any decoder has. */
  private static final int MOST_LAYERS = 100;

  /** What is asked for, in this order. */
  private enum Extent {
    CLASSES,
    DIGIT_DIMENSIONS,
    PRIMARY_DIMENSIONS,
    PRIMARY_CHANNELS,
    CHANNELS,
    CONV1_SIZE,
    PRIMARY_SIZE,
    SIDE
  }

  private final Map<String, Shape> shapes;
  private final Optional<BareWeights.WidthAndHeight> size;
  private final int conv1Kernels;

  /** Widths of the decoder's layers but for the last; empty without one. */
  private final List<Integer> hidden = new ArrayList<>();

  /** Layers of capsules below the output capsules. */
  private final List<CapsuleCount> between = new ArrayList<>();

  /** Matrices of the lowest of them, or of the output capsules. */
  private String lowest = MATRICES;

  /** Name of the decoder's last layer, empty without one. */
  private String lastLayer = "";

  private final Map<Extent, Set<Integer>> candidates = new EnumMap<>(Extent.class);
  private final Map<Extent, Integer> tried = new EnumMap<>(Extent.class);
  private CapsNetConfiguration best = PAPER;
  private int mostThatFit = Integer.MIN_VALUE;

  private WeightShapes(Map<String, Shape> shapes, Optional<BareWeights.WidthAndHeight> size) {
    this.shapes = shapes;
    this.size = size;
    conv1Kernels =
        majority(
            PAPER.conv1().kernels(), extent(CONV1_BIAS, 0), extent(PRIMARY, 1), extent(CONV1, 0));
    findDecoder();
    findBetween();
    collect();
  }

  /**
   * The network that weights are of, or the nearest to it, so that whoever loads them says which
   * tensor is wrong.
   *
   * @param shapes of tensors, by PyTorch's names
   * @param size of the images, which need not be square; empty to take them for square
   */
  static CapsNetConfiguration network(
      Map<String, Shape> shapes, Optional<BareWeights.WidthAndHeight> size) {
    WeightShapes weights = new WeightShapes(shapes, size);
    weights.tryFrom(0);
    return weights.best;
  }

  private void findDecoder() {
    for (int layer = 0; layer < 2 * MOST_LAYERS && has("decoder." + layer); layer += 2) {
      lastLayer = "decoder." + layer;
      if (has("decoder." + (layer + 2))) {
        hidden.add(
            majority(
                1,
                extent(lastLayer + ".bias", 0),
                extent(lastLayer + ".weight", 0),
                extent("decoder." + (layer + 2) + ".weight", 1)));
      }
    }
  }

  private void findBetween() {
    for (int layer = 0; shapes.containsKey(BETWEEN + layer + ".W"); layer++) {
      String matrices = BETWEEN + layer + ".W";
      between.add(
          new CapsuleCount(
              Math.clamp(extent(matrices, -3), 1, CapsuleCount.MOST),
              Math.clamp(extent(matrices, -2), 1, CapsuleCount.MOST)));
    }
    lowest = between.isEmpty() ? MATRICES : BETWEEN + "0.W";
  }

  private boolean has(String layer) {
    return shapes.containsKey(layer + ".weight") || shapes.containsKey(layer + ".bias");
  }

  /** What two of three numbers are, else the first that is known. */
  private static int majority(int unknown, int first, int second, int third) {
    if (second > 0 && second == third) {
      return second;
    }
    return IntStream.of(first, second, third).filter(each -> each > 0).findFirst().orElse(unknown);
  }

  /** An extent, counted from the end if negative; 0 if there is none. */
  private int extent(String name, int axis) {
    Shape shape = shapes.get(name);
    int index = shape == null || axis >= 0 ? axis : shape.rank() + axis;
    return shape == null || index < 0 || index >= shape.rank() ? 0 : shape.extent(index);
  }

  /** Which numbers may be right, the likeliest first; last any of a tensor whose axes may lie. */
  private void collect() {
    int read = extent("decoder.0.weight", 1);
    int classes = extent(MATRICES, -3);
    may(Extent.CLASSES, MATRICES, classes, extent(DIGIT_BIAS, 0), PAPER.classes(), read / 16);
    int usual = PAPER.digitCaps().dimensions();
    may(
        Extent.DIGIT_DIMENSIONS,
        MATRICES,
        extent(MATRICES, -2),
        extent(DIGIT_BIAS, 1),
        usual,
        classes == 0 ? 0 : read / classes,
        read / PAPER.classes(),
        read);
    CapsNetConfiguration.PrimaryCaps primary = PAPER.primaryCaps();
    may(Extent.PRIMARY_DIMENSIONS, lowest, extent(lowest, -1), primary.dimensions());
    may(
        Extent.PRIMARY_CHANNELS,
        "",
        extent(PRIMARY_BIAS, 0),
        extent(PRIMARY, 0),
        primary.types() * primary.dimensions());
    int channels = majority(1, extent(PRIMARY_BIAS, 0), extent(PRIMARY, 0), 0);
    IntStream.rangeClosed(1, MOST_DIMENSIONS)
        .filter(dimensions -> channels % dimensions == 0)
        .forEach(candidates.get(Extent.PRIMARY_DIMENSIONS)::add);
    may(Extent.CHANNELS, "", extent(CONV1, 1), 1, 3);
    may(Extent.CONV1_SIZE, CONV1, twice(CONV1), extent(CONV1, 2), PAPER.conv1().size());
    may(Extent.PRIMARY_SIZE, PRIMARY, twice(PRIMARY), extent(PRIMARY, 2), primary.size());
    int weight = extent(lastLayer + ".weight", 0);
    int bias = extent(lastLayer + ".bias", 0);
    int mnists = PAPER.image().height();
    may(
        Extent.SIDE,
        "",
        root(weight / Math.max(1, extent(CONV1, 1))),
        root(weight),
        root(weight / 3),
        root(bias),
        root(bias / 3),
        mnists);
  }

  /** An extent that stands twice in a row, as that of square kernels does; 0 if none does. */
  private int twice(String name) {
    for (int axis = 3; axis >= 0; axis--) {
      if (extent(name, axis) == extent(name, axis + 1)) {
        return extent(name, axis);
      }
    }
    return 0;
  }

  private void may(Extent number, String tensor, int... likely) {
    Set<Integer> numbers = new LinkedHashSet<>();
    for (int each : likely) {
      numbers.add(each);
    }
    for (int axis = 0; axis < 5; axis++) {
      numbers.add(extent(tensor, axis));
    }
    if (number == Extent.CONV1_SIZE || number == Extent.PRIMARY_SIZE) {
      IntStream.of(3, 5, 7, 11, 2, 4, 6, 8)
          .filter(each -> !shapes.containsKey(tensor))
          .forEach(numbers::add);
    }
    numbers.removeIf(each -> each <= 0);
    candidates.put(number, numbers);
  }

  /** Tries all numbers from one on; whether a network was found that everything fits. */
  private boolean tryFrom(int index) {
    if (index == Extent.values().length) {
      return tryNetwork();
    }
    Extent number = Extent.values()[index];
    Set<Integer> numbers = new LinkedHashSet<>(candidates.get(number));
    if (number == Extent.SIDE && size.isPresent()) {
      numbers = Set.of(0);
    } else if (number == Extent.SIDE && lastLayer.isEmpty()) {
      numbers.add(smallestSide());
    }
    for (int each : numbers) {
      tried.put(number, each);
      if (tryFrom(index + 1)) {
        return true;
      }
    }
    return false;
  }

  /** The smallest square image with so many places of capsules, by the paper's strides. */
  private int smallestSide() {
    int types = tried.get(Extent.PRIMARY_CHANNELS) / tried.get(Extent.PRIMARY_DIMENSIONS);
    int places = root(extent(lowest, -4) / Math.max(1, types));
    int conv1 = (places - 1) * PAPER.primaryCaps().stride() + tried.get(Extent.PRIMARY_SIZE);
    return (conv1 - 1) * PAPER.conv1().stride() + tried.get(Extent.CONV1_SIZE);
  }

  private boolean tryNetwork() {
    int height = size.map(BareWeights.WidthAndHeight::height).orElse(tried.get(Extent.SIDE));
    int width = size.map(BareWeights.WidthAndHeight::width).orElse(tried.get(Extent.SIDE));
    int channels = tried.get(Extent.PRIMARY_CHANNELS);
    int dimensions = tried.get(Extent.PRIMARY_DIMENSIONS);
    int room =
        Math.min(height, width) - tried.get(Extent.CONV1_SIZE) - tried.get(Extent.PRIMARY_SIZE);
    if (tried.get(Extent.CLASSES) < 2 || channels % dimensions != 0 || room < -1) {
      return false;
    }
    boolean chosen = extent("decoder.0.weight", 1) == tried.get(Extent.DIGIT_DIMENSIONS);
    try {
      // Thousands are tried, too many to change settings by their names.
      CapsNetConfiguration network =
          new CapsNetConfiguration(
              new ImageExtents(height, width, tried.get(Extent.CHANNELS)),
              tried.get(Extent.CLASSES),
              new CapsNetConfiguration.Conv1(
                  conv1Kernels, tried.get(Extent.CONV1_SIZE), PAPER.conv1().stride()),
              new CapsNetConfiguration.PrimaryCaps(
                  channels / dimensions,
                  dimensions,
                  tried.get(Extent.PRIMARY_SIZE),
                  PAPER.primaryCaps().stride(),
                  PAPER.primaryCaps().relu(),
                  PAPER.primaryCaps().scale()),
              new CapsNetConfiguration.DigitCaps(
                  between,
                  tried.get(Extent.DIGIT_DIMENSIONS),
                  PAPER.digitCaps().rounds(),
                  PAPER.digitCaps().gradient(),
                  shapes.containsKey(DIGIT_BIAS)),
              PAPER.squashEpsilon(),
              new CapsNetConfiguration.Decoder(
                  !lastLayer.isEmpty(),
                  lastLayer.isEmpty() ? PAPER.decoder().hidden() : hidden,
                  chosen ? DecoderInput.CHOSEN_CAPSULE : DecoderInput.ALL_MASKED,
                  PAPER.decoder().trainingMask()),
              PAPER.loss(),
              PAPER.initialValues());
      return tryNetwork(network.newModel());
    } catch (IllegalArgumentException | ArithmeticException tooLarge) {
      return false;
    }
  }

  private boolean tryNetwork(CapsNet network) {
    List<ModelParameter> expected = network.modelParameters();
    int fit = 0;
    int wrong = 0;
    for (ModelParameter parameter : expected) {
      Shape found = shapes.get(parameter.name());
      Shape shape = parameter.layout().outside();
      if (shape.equals(found)) {
        fit++;
      } else if (found != null) {
        wrong += wrongExtents(found, shape);
      }
    }
    if (fit * ALIKE - wrong > mostThatFit) {
      mostThatFit = fit * ALIKE - wrong;
      best = network.configuration();
    }
    return fit == expected.size();
  }

  /** How many extents of a shape another has not, in whatever order; all if their ranks differ. */
  private static int wrongExtents(Shape found, Shape expected) {
    if (Math.abs(found.rank() - expected.rank()) > 1) {
      return expected.rank();
    }
    List<Integer> extents = new ArrayList<>();
    for (int axis = 0; axis < found.rank(); axis++) {
      extents.add(found.extent(axis));
    }
    int wrong = 0;
    for (int axis = 0; axis < expected.rank(); axis++) {
      wrong += extents.remove(Integer.valueOf(expected.extent(axis))) ? 0 : 1;
    }
    return wrong;
  }

  /** The root of a square number, else 0. */
  private static int root(int square) {
    int root = (int) Math.round(Math.sqrt(square));
    return root * root == square ? root : 0;
  }
}
