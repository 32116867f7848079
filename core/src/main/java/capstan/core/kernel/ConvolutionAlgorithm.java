package capstan.core.kernel;

import java.util.Locale;

/** Ways to compute a convolution. All obey the same contract. */
public enum ConvolutionAlgorithm {
  /** A sum of products for each output, as the definition says, in whatever order. */
  DIRECT,

  /** Products of values at points, between a transform and its inverse. */
  TRANSFORMED,

  /** The same for 3x3 kernels and few channels, tile by tile. */
  WINOGRAD;

  /** What users call it, such as {@code direct}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
