package capstan.capsnet.layer;

import capstan.capsnet.setting.InvalidSettingException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Checks that the numbers of a layer fit one array, which holds 2³¹ − 1 of them. */
public final class LayerSize {
  private LayerSize() {}

  /**
   * Checks some numbers of a layer.
   *
   * @param layer its name; the message has it as people read it
   * @param what the numbers are, such as "weights"
   * @param extents whose product they are
   * @throws InvalidSettingException if there is none, or too many
   */
  public static void require(String layer, String what, long... extents) {
    double product = 1;
    for (long extent : extents) {
      product *= extent;
    }
    if (product < 1 || product > Integer.MAX_VALUE) {
      throw new InvalidSettingException(
          "%s: %s %s are too %s, expected at %s numbers"
              .formatted(
                  LayerSummary.title(layer),
                  Arrays.stream(extents).mapToObj(Long::toString).collect(Collectors.joining("x")),
                  what,
                  product < 1 ? "few" : "many",
                  product < 1 ? "least 1" : "most " + Integer.MAX_VALUE));
    }
  }
}
