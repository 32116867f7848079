package capstan.capsnet.inspect;

import capstan.autograd.Tape;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.run.DataFit;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.util.Arrays;
import java.util.List;

/**
 * Images and what a network with capsules says of them.
 *
 * @param images the images
 * @param capsules their output capsules, [count, classes, dimensions]
 * @param predictions the class of each image's longest capsule
 */
public record EncodedImages(ImageSet images, Tensor capsules, List<Integer> predictions) {
  /** Images at a time; results do not depend on it. */
  static final int BATCH = 100;

  /**
   * Runs the network on all images.
   *
   * @param network a network with capsules
   * @param backend what computes
   * @param images of the size and classes of the network
   * @param listener receives how far it is, as of an evaluation
   * @throws InvalidSettingException if the images do not fit the network, or what it says of one is
   *     no number
   */
  public static EncodedImages encode(
      Model network, Backend backend, ImageSet images, EvaluationListener listener) {
    DataFit.check(network.configuration(), images);
    int classes = images.classes();
    int batch = Math.min(BATCH, images.count());
    int row = classes * network.capsuleDimensions().orElseThrow();
    int size = images.imageSize();
    float[] capsules = new float[Math.multiplyExact(images.count(), row)];
    int[] predictions = new int[images.count()];
    Workspace workspace = new Workspace();
    Tensor pixels = workspace.take(batch, images.height(), images.width(), images.channels());
    pixels.fill(0);
    Tape tape = new Tape(backend, workspace, false);
    InferenceGraph graph = network.recordInference(tape, pixels);
    for (int start = 0; start < images.count(); start += batch) {
      int count = Math.min(batch, images.count() - start);
      for (int i = 0; i < count; i++) {
        images.copyImage(start + i, pixels.array(), pixels.offset() + i * size);
      }
      tape.forward();
      Tensor output = graph.capsules().orElseThrow().value();
      System.arraycopy(output.array(), output.offset(), capsules, start * row, count * row);
      Tensor lengths = graph.scores().value();
      for (int i = 0; i < count; i++) {
        Prediction.requireFinite(
            output.array(), output.offset() + i * row, row, "image " + (start + i));
        predictions[start + i] =
            Prediction.largest(lengths.array(), lengths.offset() + i * classes, classes);
      }
      listener.evaluated(start + count, images.count());
    }
    return new EncodedImages(
        images,
        Tensor.of(Shape.of(images.count(), classes, row / classes), capsules),
        Arrays.stream(predictions).boxed().toList());
  }

  /** How many images there are. */
  public int count() {
    return images.count();
  }

  /**
   * Whether an image was read rightly.
   *
   * @param image its index
   */
  public boolean right(int image) {
    return predictions.get(image) == images.label(image);
  }

  /** How many were misread. */
  public int misread() {
    int wrong = 0;
    for (int image = 0; image < count(); image++) {
      wrong += right(image) ? 0 : 1;
    }
    return wrong;
  }
}
