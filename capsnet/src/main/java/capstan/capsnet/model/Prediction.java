package capstan.capsnet.model;

import capstan.capsnet.setting.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network says of one image.
 *
 * @param label the class with the largest score
 * @param scores one number a class: capsule lengths between 0 and 1, or a CNN's logits
 */
public record Prediction(int label, List<Float> scores) {

  /**
   * Reads one row of scores.
   *
   * @param scores several rows
   * @param offset where the row starts
   * @param classes its length
   */
  public static Prediction of(float[] scores, int offset, int classes) {
    List<Float> row = new ArrayList<>(classes);
    for (int j = 0; j < classes; j++) {
      row.add(scores[offset + j]);
    }
    return new Prediction(largest(scores, offset, classes), List.copyOf(row));
  }

  /** The scores as an array of its own. */
  public float[] scoreArray() {
    float[] array = new float[scores.size()];
    for (int j = 0; j < array.length; j++) {
      array[j] = scores.get(j);
    }
    return array;
  }

  /**
   * Checks that numbers are finite, which those of a network are not if its weights are too large
   * for 32 bits.
   *
   * @param scores several rows
   * @param offset where the row starts
   * @param count its length
   * @param image whose row it is, for the message
   * @throws InvalidSettingException if one is not
   */
  public static void requireFinite(float[] scores, int offset, int count, String image) {
    for (int j = 0; j < count; j++) {
      if (!Float.isFinite(scores[offset + j])) {
        throw new InvalidSettingException(
            "the network gives %s for %s: its weights are not those of a trained network"
                .formatted(scores[offset + j], image));
      }
    }
  }

  /**
   * Index of the largest number of a row, the first of equals; NaN counts as smaller than anything.
   *
   * @param scores several rows
   * @param offset where the row starts
   * @param count its length
   */
  public static int largest(float[] scores, int offset, int count) {
    int largest = 0;
    for (int j = 1; j < count; j++) {
      if (scores[offset + j] > scores[offset + largest]
          || (Float.isNaN(scores[offset + largest]) && !Float.isNaN(scores[offset + j]))) {
        largest = j;
      }
    }
    return largest;
  }

  /**
   * Whether the classes with the largest scores, as many as are there, are those that are there; of
   * equal scores the first counts as larger.
   *
   * @param scores several rows
   * @param offset where the row starts
   * @param targets several rows, 1 for a class that is there and 0 for the others
   * @param start where the row of targets starts
   * @param count length of both rows
   */
  public static boolean exactly(float[] scores, int offset, float[] targets, int start, int count) {
    for (int present = 0; present < count; present++) {
      for (int absent = 0; absent < count; absent++) {
        if (targets[start + present] > 0 && targets[start + absent] == 0) {
          float there = scores[offset + present];
          float other = scores[offset + absent];
          if (!(there > other || (there == other && present < absent))) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
