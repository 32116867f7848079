package capstan.capsnet.inspect;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.Model;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well a network draws images again, each masked by its label and by its prediction.
 *
 * @param encoded the images and their capsules
 * @param errorsByLabel squared error of each image, summed over its pixels, drawn from the capsule
 *     of its label
 * @param errorsByPrediction the same, drawn from its longest capsule
 */
public record ReconstructedImages(
    EncodedImages encoded, List<Double> errorsByLabel, List<Double> errorsByPrediction) {

  /** Which capsule an image is drawn from. */
  public enum MaskedBy {
    /** That of its true class. */
    LABEL,
    /** The longest. */
    PREDICTION
  }

  /** Mean of the errors by label; NaN without images. */
  public double meanErrorByLabel() {
    return mean(errorsByLabel);
  }

  /** Mean of the errors by prediction; NaN without images. */
  public double meanErrorByPrediction() {
    return mean(errorsByPrediction);
  }

  private static double mean(List<Double> errors) {
    return errors.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /**
   * Draws all images again and measures the errors.
   *
   * @param network a network with a decoder
   * @param backend what computes
   * @param encoded the images, encoded by this network
   * @throws IllegalStateException if the network has no decoder
   */
  public static ReconstructedImages measure(Model network, Backend backend, EncodedImages encoded) {
    int count = encoded.count();
    int batch = Math.min(EncodedImages.BATCH, count);
    CapsuleDecoder decoder = new CapsuleDecoder(network, backend, batch);
    double[] byLabel = new double[count];
    double[] byPrediction = new double[count];
    for (int start = 0; start < count; start += batch) {
      int[] part = IntStream.range(start, Math.min(count, start + batch)).toArray();
      measure(encoded, part, draw(decoder, encoded, MaskedBy.LABEL, part), byLabel);
      measure(encoded, part, draw(decoder, encoded, MaskedBy.PREDICTION, part), byPrediction);
    }
    return new ReconstructedImages(
        encoded,
        Arrays.stream(byLabel).boxed().toList(),
        Arrays.stream(byPrediction).boxed().toList());
  }

  private static void measure(EncodedImages encoded, int[] part, Tensor drawn, double[] errors) {
    int size = encoded.images().imageSize();
    float[] pixels = new float[size];
    for (int i = 0; i < part.length; i++) {
      encoded.images().copyImage(part[i], pixels, 0);
      double sum = 0;
      for (int pixel = 0; pixel < size; pixel++) {
        double error = drawn.array()[drawn.offset() + i * size + pixel] - pixels[pixel];
        sum += error * error;
      }
      errors[part[i]] = sum;
    }
  }

  /**
   * Draws some of the images again.
   *
   * @param decoder of the network that encoded them
   * @param encoded all images
   * @param mask which capsule each is drawn from
   * @param places which images
   * @return [places, height, width, channels]
   */
  public static Tensor draw(
      CapsuleDecoder decoder, EncodedImages encoded, MaskedBy mask, int... places) {
    Tensor all = encoded.capsules();
    Tensor some = Tensor.zeros(places.length, all.shape().extent(1), all.shape().extent(2));
    int[] chosen = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      some.slice(i, 1).copyFrom(all.slice(places[i], 1));
      chosen[i] =
          mask == MaskedBy.LABEL
              ? encoded.images().label(places[i])
              : encoded.predictions().get(places[i]);
    }
    return decoder.decode(some, chosen);
  }

  /**
   * The images that are drawn worst from the capsule of their label, worst first.
   *
   * @param limit at most so many
   */
  public int[] worst(int limit) {
    return IntStream.range(0, encoded.count())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer image) -> -errorsByLabel.get(image)))
        .limit(limit)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * The misread images, in order.
   *
   * @param limit at most so many
   */
  public int[] misread(int limit) {
    ImageSet images = encoded.images();
    return IntStream.range(0, images.count())
        .filter(image -> !encoded.right(image))
        .limit(limit)
        .toArray();
  }
}
