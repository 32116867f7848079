package capstan.core.simd.convolution;

import capstan.core.kernel.ConvolutionAlgorithm;
import capstan.core.simd.transform.TransformShape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The properties of the JVM that the planner heeds: {@code
 * -Dcapstan.convolution=direct|transformed|winograd} and {@code -Dcapstan.convolution.error=BOUND}.
 */
public final class ConvolutionProperties {
  private static final String ALGORITHM = "capstan.convolution";
  private static final List<String> ALGORITHMS =
      Stream.concat(
              Stream.of("auto"),
              Arrays.stream(ConvolutionAlgorithm.values()).map(ConvolutionAlgorithm::label))
          .toList();
  private static final String ERROR = "capstan.convolution.error";

  private ConvolutionProperties() {}

  /** What is wrong with one of them, in one line; empty if nothing is. */
  public static Optional<String> malformed() {
    if (!ALGORITHMS.contains(algorithm())) {
      return Optional.of(
          ALGORITHM
              + " must be one of "
              + String.join(", ", ALGORITHMS)
              + ", found "
              + algorithm());
    }
    if (!(error() > 0)) {
      return Optional.of(ERROR + " must be a number above 0, found " + System.getProperty(ERROR));
    }
    return Optional.empty();
  }

  private static String algorithm() {
    return System.getProperty(ALGORITHM, "auto");
  }

  /** The one to take wherever it is possible; empty for the cheapest. */
  static Optional<ConvolutionAlgorithm> forced() {
    return Arrays.stream(ConvolutionAlgorithm.values())
        .filter(each -> each.label().equals(algorithm()))
        .findFirst();
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
