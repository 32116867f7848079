package capstan.core.simd.convolution;

import capstan.core.simd.transform.TransformShape;
import java.util.List;
import java.util.Optional;

/**
 * The properties of the JVM that the planner heeds: {@code
 * -Dcapstan.convolution=direct|transformed} and {@code -Dcapstan.convolution.error=BOUND}.
 */
public final class ConvolutionProperties {
  private static final String ALGORITHM = "capstan.convolution";
  private static final String ERROR = "capstan.convolution.error";

  private ConvolutionProperties() {}

  /** What is wrong with one of them, in one line; empty if nothing is. */
  public static Optional<String> malformed() {
    if (!List.of("auto", "direct", "transformed").contains(algorithm())) {
      return Optional.of(ALGORITHM + " must be auto, direct or transformed, found " + algorithm());
    }
    if (!(error() > 0)) {
      return Optional.of(ERROR + " must be a number above 0, found " + System.getProperty(ERROR));
    }
    return Optional.empty();
  }

  /** The one to take; {@code auto} for the cheaper. */
  static String algorithm() {
    return System.getProperty(ALGORITHM, "auto");
  }

  /** The bound of the largest error of a pass, over the largest number of its result; or NaN. */
  static double error() {
    try {
      return Double.parseDouble(System.getProperty(ERROR, "" + TransformShape.ERROR));
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }
}
