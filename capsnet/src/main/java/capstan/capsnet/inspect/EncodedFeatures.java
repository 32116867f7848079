package capstan.capsnet.inspect;

import capstan.core.Tensor;
import java.util.List;

/**
 * What a network says of the true class of each of several images.
 *
 * @param features [count, numbers]: the capsule of the true class, or of a network without capsules
 *     the last hidden layer, which is the same for all classes
 * @param scores [count]: the length of that capsule, or the probability of the true class
 * @param predictions the class with the largest score of each image
 */
public record EncodedFeatures(Tensor features, Tensor scores, List<Integer> predictions) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the counts differ
   */
  public EncodedFeatures {
    predictions = List.copyOf(predictions);
    int count = predictions.size();
    if (features.shape().extent(0) != count || scores.shape().extent(0) != count) {
      throw new IllegalArgumentException(
          "features %s and scores %s of %d images"
              .formatted(features.shape(), scores.shape(), count));
    }
  }

  /** How many images there are. */
  public int count() {
    return predictions.size();
  }

  /** Numbers of each image's features. */
  public int numbers() {
    return features.shape().extent(1);
  }

  /**
   * One number of an image's features.
   *
   * @param image its index
   * @param number which of them
   */
  public float feature(int image, int number) {
    return features.array()[features.offset() + image * numbers() + number];
  }

  /**
   * The length of an image's true capsule, or the probability of its true class.
   *
   * @param image its index
   */
  public float score(int image) {
    return scores.array()[scores.offset() + image];
  }
}
