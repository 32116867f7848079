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
   * @param layer its name
   * @param what the numbers are, such as "weights"
   * @param extents whose product they are
   * @throws InvalidSettingException if they are too many
   */
  public static void require(String layer, String what, long... extents) {
    double product = 1;
    for (long extent : extents) {
      product *= extent;
    }
    if (product > Integer.MAX_VALUE) {
      String factors =
          Arrays.stream(extents).mapToObj(Long::toString).collect(Collectors.joining("x"));
      throw new InvalidSettingException(
          layer
              + ": "
              + factors
              + " "
              + what
              + " are too many, expected at most "
              + Integer.MAX_VALUE
              + " numbers");
    }
  }
}
