package capstan.capsnet.inspect;

import capstan.autograd.Tape;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.run.DataFit;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Runs a network on one set of images after the other for the numbers that lie behind what it says
 * of their true classes. Its memory serves all of them.
 */
public final class FeatureEncoder {
  private final Model network;
  private final int numbers;
  private final Tensor pixels;
  private final Tape tape;
  private final InferenceGraph graph;

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
    ImageExtents image = network.configuration().image();
    int batch = Math.min(atOnce, EncodedImages.BATCH);
    Workspace workspace = new Workspace();
    pixels = workspace.take(batch, image.height(), image.width(), image.channels());
    pixels.fill(0);
    tape = new Tape(backend, workspace, false);
    tape.keepParameters(true);
    graph = network.recordInference(tape, pixels);
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
    DataFit.check(network.configuration(), images);
    int count = images.count();
    int batch = pixels.shape().extent(0);
    int classes = images.classes();
    float[] features = new float[Math.multiplyExact(count, numbers)];
    float[] scores = new float[count];
    List<Integer> predictions = new ArrayList<>(count);
    for (int start = 0; start < count; start += batch) {
      int part = Math.min(batch, count - start);
      for (int i = 0; i < part; i++) {
        images.copyImage(start + i, pixels.array(), pixels.offset() + i * images.imageSize());
      }
      tape.forward();
      Tensor said = graph.scores().value();
      for (int i = 0; i < part; i++) {
        int image = start + i;
        int row = said.offset() + i * classes;
        Prediction.requireFinite(said.array(), row, classes, "image " + image);
        predictions.add(Prediction.largest(said.array(), row, classes));
        scores[image] = score(said.array(), row, images.label(image));
        copyFeatures(i, images.label(image), features, image * numbers);
        Prediction.requireFinite(features, image * numbers, numbers, "image " + image);
      }
      listener.evaluated(start + part, count);
    }
    return new EncodedFeatures(
        Tensor.of(Shape.of(count, numbers), features),
        Tensor.of(Shape.of(count), scores),
        predictions);
  }

  private void copyFeatures(int row, int label, float[] into, int offset) {
    int place =
        graph.capsules().isPresent() ? row * network.configuration().classes() + label : row;
    Tensor from = graph.capsules().or(graph::hidden).orElseThrow().value();
    System.arraycopy(from.array(), from.offset() + place * numbers, into, offset, numbers);
  }

  /** A length as it is; of logits their softmax. */
  private float score(float[] scores, int row, int label) {
    if (graph.capsules().isPresent()) {
      return scores[row + label];
    }
    double sum = 0;
    for (int j = 0; j < network.configuration().classes(); j++) {
      sum += Math.exp((double) scores[row + j] - scores[row + label]);
    }
    return (float) (1 / sum);
  }
}
