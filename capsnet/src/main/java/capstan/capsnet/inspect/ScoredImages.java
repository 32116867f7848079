package capstan.capsnet.inspect;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.ScoreKind;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Images, what a network takes them for, and what speaks for that answer: the length of the longest
 * capsule, and how well the image is drawn again from it. A network without capsules has the
 * probability of its answer (softmax) in place of the length.
 *
 * @param images the images
 * @param predictions the class that each is taken for
 * @param scores length of the longest capsule, the largest activation, or the largest probability,
 *     0 to 1
 * @param shares the same divided by the sum over all classes, which of probabilities is 1
 * @param errors squared error of a pixel, averaged over the image, drawn from its longest capsule;
 *     empty for a network without a decoder
 */
public record ScoredImages(
    ImageSet images,
    List<Integer> predictions,
    List<Double> scores,
    List<Double> shares,
    Optional<List<Double>> errors) {

  /** Copies the lists. */
  public ScoredImages {
    predictions = List.copyOf(predictions);
    scores = List.copyOf(scores);
    shares = List.copyOf(shares);
    errors = errors.map(List::copyOf);
  }

  /** Whether each image was read rightly. */
  public List<Boolean> right() {
    return IntStream.range(0, images.count())
        .mapToObj(image -> predictions.get(image) == images.label(image))
        .toList();
  }

  /**
   * Runs the network, and its decoder if it has one, on all images.
   *
   * @param network the network
   * @param backend what computes
   * @param images of the size of the network; their labels are not looked at
   * @param listener receives how far it is, as of an evaluation
   * @throws InvalidSettingException if the images do not fit the network, or what it says of one is
   *     no number
   */
  public static ScoredImages measure(
      Model network, Backend backend, ImageSet images, EvaluationListener listener) {
    if (network.scoreKind() == ScoreKind.LENGTHS) {
      return ofCapsules(network, backend, images, listener);
    }
    boolean active = network.scoreKind() == ScoreKind.ACTIVATIONS;
    int classes = network.configuration().classes();
    int batch = Math.min(EncodedImages.BATCH, images.count());
    List<Double> probabilities = new ArrayList<>();
    List<Double> largest = new ArrayList<>();
    List<Integer> predictions =
        new Evaluation(network, backend, batch)
            .evaluate(
                images,
                listener,
                (_, graph, row) -> {
                  Tensor scores = graph.scores().value();
                  int from = scores.offset() + row * classes;
                  float[] array = scores.array();
                  probabilities.add(
                      active
                          ? largestShare(array, from, classes)
                          : largestProbability(array, from, classes));
                  largest.add((double) array[from + Prediction.largest(array, from, classes)]);
                })
            .predictions();
    return new ScoredImages(
        images, predictions, active ? largest : probabilities, probabilities, Optional.empty());
  }

  private static double largestShare(float[] activations, int offset, int classes) {
    double sum = IntStream.range(0, classes).mapToDouble(i -> activations[offset + i]).sum();
    double largest = activations[offset + Prediction.largest(activations, offset, classes)];
    return sum == 0 ? 1.0 / classes : largest / sum;
  }

  private static double largestProbability(float[] logits, int offset, int classes) {
    double largest = logits[offset + Prediction.largest(logits, offset, classes)];
    return 1
        / IntStream.range(0, classes)
            .mapToDouble(label -> Math.exp(logits[offset + label] - largest))
            .sum();
  }

  private static ScoredImages ofCapsules(
      Model network, Backend backend, ImageSet images, EvaluationListener listener) {
    EncodedImages encoded = EncodedImages.encode(network, backend, images, listener);
    Tensor capsules = encoded.capsules();
    int classes = capsules.shape().extent(1);
    int dimensions = capsules.shape().extent(2);
    List<Double> scores = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    for (int image = 0; image < encoded.count(); image++) {
      double sum = 0;
      double longest = 0;
      for (int label = 0; label < classes; label++) {
        int start = capsules.offset() + (image * classes + label) * dimensions;
        double length = length(capsules.array(), start, dimensions);
        sum += length;
        longest = label == encoded.predictions().get(image) ? length : longest;
      }
      scores.add(longest);
      shares.add(sum == 0 ? 1.0 / classes : longest / sum);
    }
    Optional<List<Double>> errors =
        network.drawing().isPresent()
            ? Optional.of(errors(ReconstructedImages.measure(network, backend, encoded)))
            : Optional.empty();
    return new ScoredImages(images, encoded.predictions(), scores, shares, errors);
  }

  private static double length(float[] capsule, int start, int dimensions) {
    double sum = 0;
    for (int i = 0; i < dimensions; i++) {
      sum += (double) capsule[start + i] * capsule[start + i];
    }
    return Math.sqrt(sum);
  }

  private static List<Double> errors(ReconstructedImages measured) {
    int pixels = measured.encoded().images().imageSize();
    return measured.errorsByPrediction().stream()
        .map(error -> requireNumber(error / pixels))
        .toList();
  }

  private static double requireNumber(double error) {
    if (Double.isNaN(error)) {
      throw new InvalidSettingException("what the decoder draws of an image is no number");
    }
    return error;
  }
}
