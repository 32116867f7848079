package capstan.core.testing;

import static org.assertj.core.api.Assertions.fail;

/** Compares results that may differ by rounding. */
public final class Closeness {
  private Closeness() {}

  /**
   * Fails if an element differs by more than a tolerance, relative to the largest expected element
   * or to a scale, whichever is larger.
   *
   * @param found what a kernel computed
   * @param expected what it should be; NaN and infinities must be found exactly there
   * @param scale what is typical of such a result, where a small one may have large terms that
   *     cancelled
   */
  public static void assertClose(float[] found, double[] expected, double scale, double tolerance) {
    if (found.length != expected.length) {
      fail("expected %d elements, found %d", expected.length, found.length);
    }
    double largest = scale;
    for (double value : expected) {
      if (Double.isFinite(value)) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    for (int k = 0; k < found.length; k++) {
      boolean close =
          Double.isFinite(expected[k])
              ? Math.abs(found[k] - expected[k]) <= tolerance * largest
              : Double.compare(found[k], expected[k]) == 0;
      if (!close) {
        fail("element %d must be %s, found %s; scale %s", k, expected[k], found[k], largest);
      }
    }
  }
}
