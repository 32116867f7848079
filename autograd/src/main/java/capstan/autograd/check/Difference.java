package capstan.autograd.check;

import capstan.core.Shape;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The element in which two tensors differ most.
 *
 * @param what what was compared, as in "gradient of weight"
 * @param index where the element is, one number an axis
 * @param found the tape's number
 * @param expected what the number should be
 * @param scale what the error is relative to: the number's own size, or what rounding makes of it
 *     where that is larger
 * @param compared how many elements were compared
 * @param off where the elements are that do not pass, in order
 * @param kinks how many of those that pass lie so near a kink that the slopes on both sides differ
 */
public record Difference(
    String what,
    Shape index,
    double found,
    double expected,
    double scale,
    int compared,
    List<Shape> off,
    int kinks) {
  private static final int SHOWN = 5;

  /** Copies the list. */
  public Difference {
    off = List.copyOf(off);
  }

  /** |found − expected| / scale; 0 if they are equal, +∞ if one is not finite. */
  public double error() {
    if (!Double.isFinite(found) || !Double.isFinite(expected)) {
      return Double.POSITIVE_INFINITY;
    }
    return found == expected ? 0 : Math.abs(found - expected) / scale;
  }

  /**
   * As in "gradient of weight at [0, 3]: found 0.25, expected 0.5 (error 0.5 of the scale 0.5)".
   */
  @Override
  public String toString() {
    String line =
        "%s at %s: found %s, expected %s (error %s of the scale %s)"
            .formatted(what, index, found, expected, error(), scale);
    if (!off.isEmpty()) {
      String places =
          off.stream().limit(SHOWN).map(Shape::toString).collect(Collectors.joining(", "));
      line +=
          "; %d of %d elements are off: %s%s"
              .formatted(off.size(), compared, places, off.size() > SHOWN ? ", ..." : "");
    }
    return kinks == 0 ? line : line + "; %d of %d lie at a kink".formatted(kinks, compared);
  }
}
