package capstan.capsnet.inspect;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
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
    int classes = network.configuration().classes();
    int dimensions = network.capsuleDimensions().orElseThrow();
    int size = classes * dimensions;
    float[] capsules = new float[Math.multiplyExact(images.count(), size)];
    List<Integer> predictions =
        new Evaluation(network, backend, Math.min(BATCH, images.count()))
            .evaluate(
                images,
                listener,
                (image, graph, row) -> {
                  Tensor output = graph.capsules().orElseThrow().value();
                  int from = output.offset() + row * size;
                  Prediction.requireFinite(output.array(), from, size, "image " + image);
                  System.arraycopy(output.array(), from, capsules, image * size, size);
                })
            .predictions();
    return new EncodedImages(
        images, Tensor.of(Shape.of(images.count(), classes, dimensions), capsules), predictions);
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
