package capstan.core.kernel;

/**
 * What the three passes of a convolution are expected to cost, each as the floating-point
 * operations that the machine could have done in registers in the same time. Divided by the
 * machine's peak rate that is a time.
 *
 * @param forward operations of the forward pass
 * @param toInput operations of the gradient of the input
 * @param toWeights operations of the gradient of the weights
 */
public record ConvolutionForecast(double forward, double toInput, double toWeights) {
  /** Where no cost model exists: all NaN. */
  public static final ConvolutionForecast UNKNOWN =
      new ConvolutionForecast(Double.NaN, Double.NaN, Double.NaN);

  /** All three passes. */
  public double total() {
    return forward + toInput + toWeights;
  }

  /**
   * The same in milliseconds.
   *
   * @param gflops the machine's peak, 10⁹ operations per second
   */
  public ConvolutionForecast milliseconds(double gflops) {
    double rate = gflops * 1e6;
    return new ConvolutionForecast(forward / rate, toInput / rate, toWeights / rate);
  }
}
