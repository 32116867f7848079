package capstan.capsnet.onnx;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.autograd.capsule.Mask;
import capstan.autograd.capsule.SelectCapsule;
import capstan.capsnet.layer.BatchNormalization;
import capstan.capsnet.layer.Convolution;
import capstan.capsnet.layer.Dense;
import capstan.capsnet.layer.DepthwiseCapsules;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.OutputCapsules;
import capstan.capsnet.layer.PrimaryCapsules;
import capstan.capsnet.layer.SelfAttentionCapsules;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.CounterRandom;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A model taken apart into layers that follow each other.
 *
 * @param classifier from the image to the output capsules, or to the logits
 * @param capsules whether it ends with capsules, whose lengths are the scores
 * @param decoder from one of the capsules to an image; empty if the model draws none
 */
record LayerSequence(List<Layer> classifier, boolean capsules, List<Layer> decoder) {
  /** Two images, so that nothing that mixes them passes for a layer. */
  private static final int BATCH = 2;

  private static final long SEED = 1;

  /**
   * Takes a model apart, and tries on images of noise that it computes just what its layers do.
   *
   * @throws InvalidSettingException if a layer is not known here, or the model does something else
   *     with them
   */
  static LayerSequence of(Model model) {
    Set<String> names = new HashSet<>();
    for (Layer layer : model.layers()) {
      requireKnown(layer);
      if (!names.add(layer.name())) {
        throw refusal(model, "two of its layers are named " + layer.name());
      }
    }
    LayerSequence sequence = split(model);
    sequence.requireSame(model);
    return sequence;
  }

  private static void requireKnown(Layer layer) {
    switch (layer) {
      case Convolution _, BatchNormalization _, Dense _ -> {}
      case PrimaryCapsules _, DepthwiseCapsules _, OutputCapsules _, SelfAttentionCapsules _ -> {}
      default ->
          throw new InvalidSettingException(
              "layer %s cannot be written as ONNX: expected a Convolution, BatchNormalization, PrimaryCapsules, DepthwiseCapsules, OutputCapsules, SelfAttentionCapsules or Dense, found a %s"
                  .formatted(layer.name(), layer.getClass().getName()));
    }
  }

  /** What comes after the last output capsules draws. */
  private static LayerSequence split(Model model) {
    List<Layer> layers = model.layers();
    if (model.capsuleDimensions().isEmpty()) {
      return new LayerSequence(layers, false, List.of());
    }
    int end = layers.size();
    while (end > 0 && !endsClassifier(layers.get(end - 1))) {
      end--;
    }
    if (end == 0) {
      throw refusal(model, "its capsules are of no layer OutputCapsules or SelfAttentionCapsules");
    }
    return new LayerSequence(
        layers.subList(0, end),
        true,
        model.drawing().isPresent() ? layers.subList(end, layers.size()) : List.of());
  }

  private static boolean endsClassifier(Layer layer) {
    return layer instanceof OutputCapsules || layer instanceof SelfAttentionCapsules;
  }

  /** What is added to the squared length of an output capsule under the root. */
  float lengthEpsilon() {
    return classifier.getLast() instanceof SelfAttentionCapsules
        ? SelfAttentionCapsules.LENGTH_EPSILON
        : 0;
  }

  /** [J, E] of the output capsules. */
  Shape capsuleShape() {
    return classifier.getLast().output();
  }

  /** Whether the decoder reads all capsules, all but one of them masked, or that one alone. */
  boolean masked() {
    return decoder.getFirst().input().elements() == capsuleShape().elements();
  }

  /** Both sides run the same kernels on the same numbers: they agree to the last bit, or differ. */
  private void requireSame(Model model) {
    Shape image = model.configuration().image().shape();
    Tensor images =
        Tensor.zeros(Shape.of(BATCH, image.extent(0), image.extent(1), image.extent(2)));
    CounterRandom random = new CounterRandom(SEED, 0);
    for (int k = 0; k < images.elements(); k++) {
      images.array()[images.offset() + k] = (float) random.uniform(k);
    }
    try (Backend backend = Backends.lookup("auto").backend()) {
      Tape tape = new Tape(backend, new Workspace(), false);
      InferenceGraph said = model.recordInference(tape, images);
      Variable last = record(model, classifier, tape.constant(images));
      Variable scores = capsules ? Lengths.lengths(last, lengthEpsilon()) : last;
      requireSame(model, "scores", said.scores(), scores);
      if (capsules) {
        requireSame(model, "capsules", said.capsules().orElseThrow(), last);
      }
      if (!decoder.isEmpty()) {
        requireSameDrawing(model, tape, last);
      }
    }
  }

  private void requireSameDrawing(Model model, Tape tape, Variable last) {
    int dimensions = capsuleShape().extent(1);
    int read = decoder.getFirst().input().elements();
    if (read != dimensions && !masked()) {
      throw refusal(
          model,
          "layer %s reads %d numbers, expected %d of one capsule or %d of all"
              .formatted(decoder.getFirst().name(), read, dimensions, capsuleShape().elements()));
    }
    Tensor shown = Tensor.zeros(BATCH, capsuleShape().extent(0));
    for (int each = 0; each < BATCH; each++) {
      shown.set(1, each, each % capsuleShape().extent(0));
    }
    Variable selection = tape.constant(shown);
    Variable input =
        masked() ? Mask.mask(last, selection) : SelectCapsule.selectCapsule(last, selection);
    requireSame(
        model,
        "images drawn",
        model.drawing().orElseThrow().record(tape, last, selection),
        record(model, decoder, input));
  }

  private static Variable record(Model model, List<Layer> layers, Variable input) {
    Variable x = input;
    BatchNormalization before = null;
    for (Layer layer : layers) {
      int found = x.shape().elements() / BATCH;
      if (found != layer.input().elements()) {
        throw refusal(
            model,
            "layer %s reads %s of an image, found %d numbers of the one before it"
                .formatted(layer.name(), layer.input(), found));
      }
      int[] extents =
          IntStream.concat(IntStream.of(BATCH), IntStream.of(layer.input().extents())).toArray();
      Variable read = x.reshape(extents);
      if (layer instanceof BatchNormalization normalization) {
        x = before == null ? read : before.apply(read);
        before = normalization;
      } else {
        x = before == null ? layer.apply(read) : before.apply(read, layer);
        before = null;
      }
    }
    return before == null ? x : before.apply(x);
  }

  private static void requireSame(Model model, String what, Variable said, Variable made) {
    if (!Arrays.equals(said.value().toArray(), made.value().toArray())) {
      throw refusal(
          model, "its %s are not those of its layers one after the other".formatted(what));
    }
  }

  private static InvalidSettingException refusal(Model model, String problem) {
    return new InvalidSettingException(
        "%s cannot be written as ONNX: %s".formatted(model.getClass().getSimpleName(), problem));
  }
}
