package capstan.capsnet.augmentation;

import java.util.Map;
import java.util.stream.Stream;

/** All that can be done to images, at once. */
public final class EveryAugmentation {
  /** Settings, by name. */
  public static final Map<String, Object> SETTINGS =
      Map.of(
          "rotate", 15,
          "scale", 0.1,
          "shear", 0.1,
          "elastic", 1,
          "warp-share", 0.9,
          "flip", true,
          "brightness", 0.2,
          "contrast", 0.2,
          "erase", 5,
          "noise", 0.1);

  private EveryAugmentation() {}

  /** Those that change images without any other. */
  public static Stream<String> alone() {
    return SETTINGS.keySet().stream().filter(name -> !name.equals("warp-share")).sorted();
  }
}
