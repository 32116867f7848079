package capstan.autograd.check;

import capstan.core.Shape;

/**
 * The element in which two tensors differ most.
 *
 * @param what what was compared, as in "gradient of weight"
 * @param index where the element is, one number an axis
 * @param found the tape's number
 * @param expected what the number should be
 * @param scale the size of the tensor's numbers, which the error is relative to
 */
public record Difference(String what, Shape index, double found, double expected, double scale) {

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
    return what
        + " at "
        + index
        + ": found "
        + found
        + ", expected "
        + expected
        + " (error "
        + error()
        + " of the scale "
        + scale
        + ")";
  }
}
