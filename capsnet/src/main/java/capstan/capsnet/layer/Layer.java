package capstan.capsnet.layer;

import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionGeometry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A part of a network, {@code torch.nn.Module}: it owns its parameters, records itself on a tape,
 * and says its row of the network's table. It is made for one shape of input and says that of its
 * output, which is the input of the layer after it. What it learns takes memory from its first use
 * on.
 *
 * {@snippet :
 * Convolution first =
 *     new Convolution("first", Shape.of(28, 28, 1), new Kernels(32, 5), Activation.RELU);
 * Dense second = new Dense("second", first.output(), 10, Activation.NONE);
 * Layer.initialise(List.of(first, second), seed);
 * Variable logits = second.apply(first.apply(tape.constant(images)));
 * }
 */
public interface Layer {

  /**
   * Its name among PyTorch's modules, such as {@code conv1}: the names of its parameters begin with
   * it, and messages name it.
   */
  String name();

  /** Shape of its input for one image. */
  Shape input();

  /** Shape of its output for one image. */
  Shape output();

  /**
   * What it learns, and what it keeps of the batches, in PyTorch's order; empty for a layer that
   * learns nothing.
   */
  List<ModelParameter> parameters();

  /** What it does, in a few words. */
  String description();

  /** Multiplications and additions of its forward pass for one image, counted as two. */
  double flops();

  /**
   * Records what it does, for {@link #apply}, which has checked the shape.
   *
   * @param x [batch, input]
   * @return [batch, output]
   */
  Variable record(Variable x);

  /**
   * Records the layer on a tape.
   *
   * @param x [batch, input], on the tape
   * @return [batch, output]
   * @throws IllegalArgumentException if x has another shape
   */
  default Variable apply(Variable x) {
    int[] found = x.shape().extents();
    int[] expected = input().extents();
    if (found.length == 0 || !Arrays.equals(found, 1, found.length, expected, 0, expected.length)) {
      throw new IllegalArgumentException(
          "%s reads %s of each image, found %s of a batch".formatted(name(), input(), x));
    }
    x.tape().scope(name());
    return record(x);
  }

  /**
   * Extents of its convolution; empty for a layer without.
   *
   * @param batch images at a time
   */
  default Optional<ConvolutionGeometry> convolution(int batch) {
    return Optional.empty();
  }

  /**
   * Bytes of scratch memory that a backend's kernels take for a training step of this layer.
   *
   * @param backend what computes
   * @param batch images at a time
   */
  default long scratchBytes(Backend backend, int batch) {
    return convolution(batch).map(backend.convolution()::planBytes).orElse(0L);
  }

  /**
   * Whether in training what it makes of an image depends on the others of its batch, as of batch
   * normalization: parts of a batch are then not learned from as the whole would be.
   */
  default boolean mixesBatch() {
    return false;
  }

  /** Its row of the network's table. */
  default LayerSummary summary() {
    long numbers =
        parameters().stream()
            .filter(ModelParameter::isLearned)
            .mapToLong(ModelParameter::elements)
            .sum();
    return new LayerSummary(LayerSummary.title(name()), description(), output(), numbers, flops());
  }

  /**
   * Applies several layers, one after the other.
   *
   * @param layers in the order of the network
   * @param x what the first of them reads
   */
  static Variable apply(List<? extends Layer> layers, Variable x) {
    Variable output = x;
    for (Layer layer : layers) {
      output = layer.apply(output);
    }
    return output;
  }

  /**
   * The parameters of several layers, first layer first.
   *
   * @param layers in the order of the network
   */
  static List<ModelParameter> parameters(List<? extends Layer> layers) {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /**
   * Gives several layers their first values.
   *
   * @param layers in the order of the network
   * @param seed the same seed gives the same values
   */
  static void initialise(List<? extends Layer> layers, long seed) {
    List<ModelParameter> parameters = parameters(layers);
    IntStream.range(0, parameters.size()).forEach(i -> parameters.get(i).initialise(seed, i));
  }
}
