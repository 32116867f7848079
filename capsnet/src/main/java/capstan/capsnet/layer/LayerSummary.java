package capstan.capsnet.layer;

import capstan.core.Shape;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One row of a network's table.
 *
 * @param name such as {@code PrimaryCaps}
 * @param description what it does, in a few words
 * @param output shape of its output for one image
 * @param parameters numbers it learns
 * @param flops multiplications and additions of its forward pass for one image; a training step is
 *     about three times that
 */
public record LayerSummary(
    String name, String description, Shape output, long parameters, double flops) {

  /**
   * The row under another name, with more said.
   *
   * @param other name of the layer
   * @param more after what the description says
   */
  public LayerSummary as(String other, String more) {
    return new LayerSummary(other, description + more, output, parameters, flops);
  }

  /** The name of a layer as people read it: {@code primary_caps} as {@code PrimaryCaps}. */
  static String title(String layer) {
    return Arrays.stream(layer.split("_"))
        .filter(word -> !word.isEmpty())
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }
}
