package capstan.mnist.training;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.mnist.model.CapsNetConfiguration;
import capstan.mnist.model.CapsNetConfigurationBuilder;
import capstan.mnist.model.CapsNetPresets;
import capstan.mnist.model.DecoderInput;
import capstan.mnist.model.ImageExtents;
import capstan.mnist.model.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the shapes of weights tell of a capsule network. Nearly all of it: kernels, types,
 * dimensions, classes and the decoder's widths. Strides are taken for the paper's; so are rounds
 * and whatever else is no shape. Images are square, as large as the decoder draws; of a network
 * without one they are MNIST's if its number of capsules is that of such images.
 */
final class WeightShapes {
  private static final CapsNetConfiguration PAPER = CapsNetPresets.paper();

  private final Map<String, Tensor> tensors;
  private final Optional<WidthAndHeight> size;

  /** Of images: the user may know it. */
  record WidthAndHeight(int width, int height) {}

  private WeightShapes(Map<String, Tensor> tensors, Optional<WidthAndHeight> size) {
    this.tensors = tensors;
    this.size = size;
  }

  /**
   * The network that weights are of; where they are of none, one that they do not fit, so that
   * whoever loads them says which tensor is wrong.
   *
   * @param tensors by PyTorch's names
   */
  static CapsNetConfiguration network(Map<String, Tensor> tensors) {
    return network(tensors, Optional.empty());
  }

  /**
   * The same for images of a size that is known, which need not be square.
   *
   * @param tensors by PyTorch's names
   * @param size of the images; empty to take them for square
   */
  static CapsNetConfiguration network(Map<String, Tensor> tensors, Optional<WidthAndHeight> size) {
    WeightShapes shapes = new WeightShapes(tensors, size);
    try {
      return shapes.told();
    } catch (NotTold | InvalidSettingException | ArithmeticException incomplete) {
      return shapes.papers();
    }
  }

  /** Some shape is not there, or not what it should be. */
  private static final class NotTold extends Exception {
    private static final long serialVersionUID = 1;
  }

  private CapsNetConfigurationBuilder parts() {
    return PAPER.toBuilder()
        .decoderEnabled(tensors.containsKey("decoder.0.weight"))
        .digitBias(tensors.containsKey("digit_caps.bias"));
  }

  private CapsNetConfiguration papers() {
    Tensor decoder = tensors.get("decoder.0.weight");
    boolean chosen =
        decoder != null
            && decoder.shape().rank() == 2
            && decoder.shape().extent(1) == PAPER.digitCaps().dimensions();
    return parts()
        .decoderInput(chosen ? DecoderInput.CHOSEN_CAPSULE : DecoderInput.ALL_MASKED)
        .build();
  }

  private CapsNetConfiguration told() throws NotTold {
    Shape conv1 = shape("conv1.weight", 4);
    Shape primary = shape("primary_caps.conv.weight", 4);
    Shape digit = shape("digit_caps.W", 5);
    int dimensions = digit.extent(4);
    int types = primary.extent(0) / dimensions;
    CapsNetConfigurationBuilder builder =
        parts()
            .conv1Kernels(conv1.extent(0))
            .conv1Size(conv1.extent(2))
            .primaryTypes(types)
            .primaryDimensions(dimensions)
            .primarySize(primary.extent(2))
            .digitDimensions(digit.extent(3))
            .classes(digit.extent(2));
    int channels = conv1.extent(1);
    int side =
        size.isPresent()
            ? 0
            : smallest(digit.extent(1) / types, conv1.extent(2), primary.extent(2));
    if (tensors.containsKey("decoder.0.weight")) {
      List<Integer> hidden = new ArrayList<>();
      int layer = 0;
      while (tensors.containsKey("decoder." + (layer + 2) + ".weight")) {
        hidden.add(shape("decoder." + layer + ".weight", 2).extent(0));
        layer += 2;
      }
      int reads = shape("decoder.0.weight", 2).extent(1);
      builder
          .decoderHidden(hidden)
          .decoderInput(
              reads == digit.extent(3) && digit.extent(2) > 1
                  ? DecoderInput.CHOSEN_CAPSULE
                  : DecoderInput.ALL_MASKED);
      int pixels = shape("decoder." + layer + ".weight", 2).extent(0) / channels;
      side = size.isPresent() ? 0 : root(pixels);
    }
    if (size.isPresent()) {
      return builder
          .image(new ImageExtents(size.get().height(), size.get().width(), channels))
          .build();
    }
    CapsNetConfiguration found = builder.image(new ImageExtents(side, side, channels)).build();
    ImageExtents mnists = new ImageExtents(28, 28, channels);
    boolean takesMnists =
        !found.decoder().enabled()
            && found.toBuilder().image(mnists).build().primaryCapsules() == digit.extent(1);
    return takesMnists ? found.toBuilder().image(mnists).build() : found;
  }

  private Shape shape(String name, int rank) throws NotTold {
    Tensor tensor = tensors.get(name);
    if (tensor == null || tensor.shape().rank() != rank || tensor.elements() == 0) {
      throw new NotTold();
    }
    return tensor.shape();
  }

  private static int root(int square) throws NotTold {
    int root = (int) Math.round(Math.sqrt(square));
    if (root * root != square || root == 0) {
      throw new NotTold();
    }
    return root;
  }

  /** The smallest square image with so many places of capsules, by the paper's strides. */
  private static int smallest(int places, int conv1Size, int primarySize) throws NotTold {
    int conv1 = (root(places) - 1) * PAPER.primaryCaps().stride() + primarySize;
    return (conv1 - 1) * PAPER.conv1().stride() + conv1Size;
  }
}
