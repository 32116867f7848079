package capstan.capsnet.inspect;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.List;
import java.util.OptionalInt;

/**
 * Runs a network on one set of images after the other for the numbers that lie behind what it says
 * of their true classes. Its memory serves all of them.
 */
public final class FeatureEncoder {
  private final Model network;
  private final int numbers;
  private final Evaluation evaluation;

  /**
   * Of one network, whose parameters must stay as they are.
   *
   * @param network with capsules or a hidden layer
   * @param backend what computes
   * @param atOnce images that are going to be encoded at once, at least 1; of many, some after the
   *     other
   * @throws IllegalStateException if the network shows neither capsules nor a hidden layer
   */
  public FeatureEncoder(Model network, Backend backend, int atOnce) {
    this.network = network;
    numbers =
        numbersOf(network)
            .orElseThrow(
                () ->
                    new IllegalStateException("a network with neither capsules nor hidden layer"));
    evaluation = new Evaluation(network, backend, Math.min(atOnce, EncodedImages.BATCH));
  }

  /** How many numbers it gives of an image; empty if the network has none to give. */
  public static OptionalInt numbersOf(Model network) {
    OptionalInt dimensions = network.capsuleDimensions();
    return dimensions.isPresent() ? dimensions : network.hiddenNumbers();
  }

  /**
   * Runs the network on all images.
   *
   * @param images of the size and classes of the network
   * @param listener receives how far it is, as of an evaluation
   * @throws InvalidSettingException if the images do not fit the network, or what it says of one is
   *     no number
   */
  public EncodedFeatures encode(ImageSet images, EvaluationListener listener) {
    int count = images.count();
    float[] features = new float[Math.multiplyExact(count, numbers)];
    float[] scores = new float[count];
    List<Integer> predictions =
        evaluation
            .evaluate(
                images,
                listener,
                (image, graph, row) -> {
                  int label = images.label(image);
                  scores[image] = score(graph, row, label);
                  copyFeatures(graph, row, label, features, image * numbers);
                  Prediction.requireFinite(features, image * numbers, numbers, "image " + image);
                })
            .predictions();
    return new EncodedFeatures(
        Tensor.of(Shape.of(count, numbers), features),
        Tensor.of(Shape.of(count), scores),
        predictions);
  }

  private void copyFeatures(InferenceGraph graph, int row, int label, float[] into, int offset) {
    int place =
        graph.capsules().isPresent() ? row * network.configuration().classes() + label : row;
    Tensor from = graph.capsules().or(graph::hidden).orElseThrow().value();
    System.arraycopy(from.array(), from.offset() + place * numbers, into, offset, numbers);
  }

  /** A length as it is; of logits their softmax. */
  private float score(InferenceGraph graph, int row, int label) {
    Tensor scores = graph.scores().value();
    double own = scores.get(row, label);
    if (graph.capsules().isPresent()) {
      return (float) own;
    }
    double sum = 0;
    for (int j = 0; j < network.configuration().classes(); j++) {
      sum += Math.exp(scores.get(row, j) - own);
    }
    return (float) (1 / sum);
  }
}
